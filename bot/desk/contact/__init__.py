"""Messages to the person: warning, reminder, thanks; what goes to a platform is in escalation."""
