"""The card of a case and the thread that tells its history: their buttons, their look, their performers."""
