"""The worker of the ledger: claimed under a lease, judged, done once, recorded; no kind of act is known."""
