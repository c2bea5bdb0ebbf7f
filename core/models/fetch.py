"""Fetch one file because a person asked for it: counted, checked by its hash, complete or absent."""

import hashlib
import urllib.error
import urllib.request
from pathlib import Path

from core.contracts.errors import UserError
from core.models.families import OnProgress
from core.store.atomic import new_file

_CHUNK_BYTES = 1 << 20
_TIMEOUT_S = 30


def fetch_file(url: str, target: Path, *, name: str, on_progress: OnProgress, sha256_start: str = "") -> Path:
    """Downloads `url` to `target`.

    Args:
        name: of the model, for the sentence.
        on_progress: called with (bytes done, bytes in all or None).
        sha256_start: the first digits of the file's SHA-256, as torch.hub's file names carry them.

    Raises:
        UserError: download_failed; disk_full, not_writable. Nothing is left behind then.
    """
    digest = hashlib.sha256()
    with new_file(target) as temporary:
        try:
            with urllib.request.urlopen(url, timeout=_TIMEOUT_S) as response, temporary.open("wb") as file:
                length = response.headers.get("Content-Length")
                total = int(length) if length else None
                while chunk := response.read(_CHUNK_BYTES):
                    file.write(chunk)
                    digest.update(chunk)
                    on_progress(file.tell(), total)
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise UserError("download_failed", name=name, why=str(getattr(error, "reason", error))) from error
        if not digest.hexdigest().startswith(sha256_start):
            raise UserError("download_failed", name=name, why="the file arrived damaged")
    return target
