"""Cells that a spreadsheet shows as text and never runs as a formula."""

RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(cell: str) -> str:
    """Return the cell with an apostrophe before anything that a spreadsheet would take for a formula.

    One that begins with such an apostrophe by itself gets another, so that it can be told from ours.
    """
    return f"'{cell}" if _would_be_run(cell) else cell


def restored(cell: str) -> str:
    """Return what `neutral` was given, so that a file the desk wrote can be read back."""
    return cell[1:] if cell.startswith("'") and _would_be_run(cell) else cell


def _would_be_run(cell: str) -> bool:
    return cell.lstrip("'").startswith(RUN_AS_FORMULA)
