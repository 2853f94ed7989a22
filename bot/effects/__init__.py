"""The ledger of outward acts: claimed under a lease, judged at the gate, done once, recorded."""
