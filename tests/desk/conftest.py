from tests.support.database import clock, store, workspace

__all__ = ["clock", "store", "workspace"]
