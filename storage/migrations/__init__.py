"""The schema's history, run at every start under a lock; tables are described in models."""
