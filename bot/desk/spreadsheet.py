"""Cells that a spreadsheet shows as text and never runs as a formula."""

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def neutral(cell: str) -> str:
    """Return the cell with an apostrophe before anything that a spreadsheet would take for a formula."""
    return f"'{cell}" if cell.startswith(RUN_AS_FORMULA) else cell


def restored(cell: str) -> str:
    """Return what `neutral` was given, so that a file the desk wrote can be read back."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(RUN_AS_FORMULA) else cell
