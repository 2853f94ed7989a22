"""What a case shows and offers now, and its history; nothing here changes anything."""
