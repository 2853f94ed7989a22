"""What every use case is handed and may raise, the audit record, refreshes; no noun of its own."""
