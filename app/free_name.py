"""Names that are not taken: nothing of the person's is ever overwritten."""

import itertools
from pathlib import Path


def free_path(path: Path) -> Path:
    """The path itself, or the first of "name-2", "name-3" ... beside it that does not exist."""
    if not path.exists():
        return path
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in itertools.count(2))
    return next(candidate for candidate in numbered if not candidate.exists())
