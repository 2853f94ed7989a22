"""The domain, its ledger of outward acts, the platforms, and the simulator; Slack is spoken in handlers."""
