"""Filing from a command, a shortcut, a message or a button, and its form; files are in importing."""
