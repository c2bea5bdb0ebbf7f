"""Deleting means moving to the system's trash; where there is none, to a trash folder beside."""

import time
from pathlib import Path

from send2trash import send2trash

from core.store.atomic import file_errors_as_sentences


def to_trash(path: Path) -> None:
    """Moves a file or folder out of sight, recoverable.

    Raises:
        UserError: not_writable.
    """
    try:
        send2trash(path)
    except OSError:
        # a drive without a trash (network share, container): keep it beside, under a name that nothing lists
        with file_errors_as_sentences(path):
            trash = path.parent / ".trash"
            trash.mkdir(exist_ok=True)
            path.replace(trash / f"{time.strftime('%Y%m%d-%H%M%S')}-{path.name}")
