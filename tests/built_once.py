"""Costly things that many tests only read: built once for all workers of a session, by whichever asks first."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

Built = TypeVar("Built")


def built_once(tmp_path_factory: pytest.TempPathFactory, name: str, build: Callable[[Path], Built]) -> Built:
    """What `build` makes in the empty folder that it is given; others wait for it and get a copy of what it returned.

    Source: pytest-xdist, "Making session-scoped fixtures execute only once".
    """
    home = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        home = home.parent  # of all workers
    returned = home / f"{name}.pickle"
    with FileLock(home / f"{name}.lock"):
        if not returned.exists():
            folder = home / name
            folder.mkdir()
            returned.write_bytes(pickle.dumps(build(folder)))
    made: Built = pickle.loads(returned.read_bytes())
    return made
