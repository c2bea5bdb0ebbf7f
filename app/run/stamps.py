"""Whether what was asked before is still true: a short name for a question and the files that its answer depends on."""

import hashlib
from collections.abc import Sequence
from pathlib import Path


def stamp(facts: Sequence[str], files: Sequence[Path]) -> str:
    """24 hex digits that change with the facts, and with time or size of a file."""
    said = list(facts)
    for path in files:
        if path.exists():
            said += [str(path.stat().st_mtime_ns), str(path.stat().st_size)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]


def weights_of(source: str) -> Path:
    """The file of a run that changes with its weights; of another source it does not exist."""
    return Path(source) / "checkpoints" / "best" / "manifest.json"
