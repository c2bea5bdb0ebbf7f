from pathlib import Path

import pytest

from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import Heard, make_pictures, make_run


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """For tests that only read it."""
    folder = tmp_path_factory.mktemp("finished")
    return make_run(folder, make_pictures(folder / "pictures", each=10))


@pytest.fixture(autouse=True)
def _own_cache(empty_cache: Path) -> None: ...
