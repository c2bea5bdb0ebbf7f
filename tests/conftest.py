"""For every test: Fettle's own folders are never those of the person who runs the tests."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

import core  # noqa: F401  before the libraries that it keeps from telling how they are used
from tests.built_once import built_once
from tests.drawn_shapes import draw_shapes

# deleted runs go to a trash of the tests' own; read when send2trash is imported, so set before anything else
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="fettle-trash-")


def pytest_sessionfinish() -> None:
    shutil.rmtree(os.environ["XDG_DATA_HOME"], ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _no_folders_of_this_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests that need folders for themselves alone set the variables again."""
    for name in ("CACHE", "CONFIG", "PROJECTS"):
        os.environ[f"FETTLE_{name}_DIR"] = str(tmp_path_factory.mktemp(name.lower()))


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own: nothing is kept of an earlier run, nothing is there for a later one."""
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def drawn_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two classes of 12 small pictures. For tests that only read it, as everybody should."""
    return built_once(tmp_path_factory, "drawn", lambda folder: draw_shapes(folder / "shapes"))
