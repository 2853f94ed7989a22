"""The card of a case and its thread: buttons, look, performers; forms that open from it lie elsewhere."""
