"""What a channel or a person is told, and when; lists that people ask for are in lists."""
