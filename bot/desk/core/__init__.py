"""What every use case is handed and may raise, the audit record, and asking Slack to be refreshed."""
