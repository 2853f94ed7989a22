"""The form in which a CSV file is handed over, and the summary of what became of its rows."""

from collections.abc import Sequence

from handlers.base.ids import CallbackId, Value
from handlers.base.mrkdwn import literal, shortened
from handlers.base.responses import View
from handlers.blocks.elements import field, in_words, modal, option, said, small, ticks
from handlers.blocks.words import counted

LONGEST_NAME = 100
LONGEST_REASON = 250


def import_view(channel_id: str | None) -> View:
    """Return the form."""
    file = {"type": "file_input", "action_id": "file", "filetypes": ["csv"], "max_files": 1}
    return modal(
        CallbackId.IMPORT,
        "Import from a file",
        [
            said(
                "The first line names the columns: `matter,url`, and if you like "
                "`account,kind,ground,note,external_id`. The same file twice adds nothing."
            ),
            field("file", "CSV file", file, hint="UTF-8, 50 MB at most."),
            ticks(
                "create_matters",
                "Unknown matters",
                [option("yes", "Open matters that are not known yet")],
                hint="Otherwise their rows are rejected. Such a matter has no channel at first.",
            ),
            small("A case from a file gets its card when somebody first acts on it."),
        ],
        Value(channel=channel_id),
        submit="Import",
    )


def summary_text(
    name: str, sentence: str, matters: int, rejected: int, reasons: Sequence[tuple[int, str]]
) -> str:
    """Return the one message about an import, as mrkdwn: counts, and the first rejected rows with reasons."""
    opened = [f"New: {counted(matters, 'matter')}."] if matters else []
    lines = [f"{_file(name)}: {sentence}.", *opened]
    if reasons:
        lines.append("Rejected:" if rejected <= len(reasons) else f"The first {len(reasons)} rejected rows:")
        lines += [f"• line {line}: {literal(shortened(reason, LONGEST_REASON))}" for line, reason in reasons]
    return in_words(lines)


def refusal_text(name: str, reason: str) -> str:
    """Return the message about a file that could not be imported at all, as mrkdwn."""
    return f"{_file(name)} was not imported. {literal(shortened(reason, 600))}"


def _file(name: str) -> str:
    return literal(shortened(name, LONGEST_NAME))
