import pytest

from core.contracts.commands import Inbox
from core.contracts.events import Event, event_from_line
from core.store.event_log import Emitter
from core.store.runs import RunFolder
from tests.core.evaluation.finished_run import make_pictures, make_run


class Heard:
    """An emitter, and what was said through it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.emit = Emitter("test", lambda line: self.events.append(event_from_line(line)))
        self.inbox = Inbox()

    def of(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture(scope="session")
def finished_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """For tests that only read it."""
    folder = tmp_path_factory.mktemp("finished")
    return make_run(folder, make_pictures(folder / "pictures", each=10))


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FETTLE_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
