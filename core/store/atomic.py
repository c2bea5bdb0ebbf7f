"""Files and folders that are either the old one or the whole new one, whatever happens in between."""

import contextlib
import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from core.contracts.errors import UserError


@contextlib.contextmanager
def file_errors_as_sentences(path: Path) -> Iterator[None]:
    """Turns the system's refusals to write into a UserError: disk_full or not_writable."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("disk_full", path=str(path)) from error
        raise UserError("not_writable", path=str(path), why=error.strerror or type(error).__name__) from error


def sync_folder(folder: Path) -> None:
    """Makes a rename inside a folder survive a power cut. Windows has no such call and needs none."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Brings a file's bytes from the system's memory to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yields a temporary name beside `path`; what was written there takes the name when the block ends well.

    Raises:
        UserError: disk_full, not_writable. The old file, if any, is untouched then.
    """
    with file_errors_as_sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            yield temporary
            sync_file(temporary)
            temporary.chmod(0o644)
            temporary.replace(path)
            sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def new_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Yields a temporary folder beside `path` that takes its name, synced, when the block ends well.

    Raises:
        UserError: output_exists unless `replace`; disk_full, not_writable.
    """
    if path.exists() and not replace:
        raise UserError("output_exists", path=str(path))
    with file_errors_as_sentences(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent))
        try:
            yield temporary
            for file in temporary.rglob("*"):
                if file.is_file():
                    sync_file(file)
            temporary.chmod(0o755)
            if path.exists():
                old = Path(tempfile.mkdtemp(prefix=f".{path.name[:40]}.", suffix=".old", dir=path.parent))
                path.replace(old / "it")
                temporary.replace(path)
                shutil.rmtree(old, ignore_errors=True)
            else:
                temporary.replace(path)
            sync_folder(path.parent)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def remove_leftovers(folder: Path) -> None:
    """Clears away what a killed process left half written in `folder`; only for a folder that nobody else writes into.

    A folder that was moved aside and never got its successor takes its old name again.
    """
    for aside in folder.glob(".*.old"):
        old, path = aside / "it", folder / aside.name[1:].rsplit(".", 2)[0]
        if old.exists() and not path.exists():
            old.replace(path)
        shutil.rmtree(aside, ignore_errors=True)
    for half in folder.glob(".*.tmp"):
        if half.is_dir():
            shutil.rmtree(half, ignore_errors=True)
        else:
            half.unlink(missing_ok=True)


def write_bytes(path: Path, data: bytes) -> None:
    with new_file(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_json(path: Path, value: object) -> None:
    """Indented JSON of plain values. Contracts write themselves: `write_text(path, it.model_dump_json())`."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False) + "\n")
