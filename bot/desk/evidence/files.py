"""Evidence files as they lie on disk: stored once, under their SHA-256."""

import hashlib
import os
import tempfile
from pathlib import Path

from bot.desk.core.refusals import Invalid

LARGEST = 10 * 1024 * 1024


_MAGIC = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "application/pdf": b"%PDF-",
}


def keep(directory: Path, content: bytes) -> tuple[str, str]:
    """Store bytes under their SHA-256 and return it (hex) with their media type.

    Raise Invalid for anything but a png, jpg or pdf of at most 10 MB: the bytes decide, not the name.
    """
    if len(content) > LARGEST:
        raise Invalid("The file is larger than 10 MB.")
    media_type = next((kind for kind, magic in _MAGIC.items() if content.startswith(magic)), None)
    if media_type is None:
        raise Invalid("The file is no png, jpg or pdf.")
    digest = hashlib.sha256(content).hexdigest()
    _write_once(directory / digest[:2] / digest, content)
    return digest, media_type


def _write_once(path: Path, content: bytes) -> None:
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as unfinished:
        unfinished.write(content)
        unfinished.flush()
        os.fsync(unfinished.fileno())
    Path(unfinished.name).replace(path)
