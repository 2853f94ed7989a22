"""The ledger of outward acts, and what is to be refreshed; nothing here decides or sends."""
