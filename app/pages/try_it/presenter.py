"""Who answers, about which files, and what came back. Knows no widgets."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.free_name import free_path
from app.i18n import counted, number, tr, worded
from app.pages.try_it.kinds import KINDS, TryWords, words_for
from app.pages.try_it.sources import SourceChoice, bundle_choice, pretrained_choices, run_choices
from app.run.background import Background
from app.run.job_runner import JobTicket, LaneName
from app.services import Services
from core.contracts.errors import ErrorInfo
from core.contracts.events import Notice, PhaseChanged
from core.contracts.jobs import PredictJob
from core.contracts.records import Prediction, PredictionList
from core.dataset.table_files import is_table
from core.store.places import cache_folder
from core.store.records import read_record

MOST_ANSWERS = 10
# more than this is work for the long lane, so that a question why need not wait behind it
_QUICK_FILES = 50
# a single one of these is usually a list, one text a line
_LISTS = (".txt", ".text", ".lst")


class TryItPresenter(QObject):
    """`changed`: something that is shown did. `answered`: there are new answers."""

    changed = Signal()
    answered = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._bundle: SourceChoice | None = None
        self._key = ""
        self._seen = self.choice
        self._ticket: JobTicket | None = None
        self._csv_ticket: JobTicket | None = None
        self._reader = Background(self)
        self.top_k = 5
        self.paths: tuple[Path, ...] = ()
        self.one_a_line = False
        self.predictions: tuple[Prediction, ...] = ()
        self.error: ErrorInfo | None = None
        self.done = 0
        self.total: int | None = None

    # ---- who answers -------------------------------------------------------------------------------------------------

    def choices(self) -> tuple[SourceChoice, ...]:
        """This run if it has weights, the pretrained models, and the bundle that was chosen."""
        workspace = self._services.workspace
        found = [*run_choices(workspace.current_run), *pretrained_choices(workspace)]
        return (*found, self._bundle) if self._bundle is not None else tuple(found)

    @property
    def choice(self) -> SourceChoice:
        choices = self.choices()
        return next((choice for choice in choices if choice.key == self._key), choices[0])

    @property
    def words(self) -> TryWords:
        return words_for(self.choice.data)

    def choose(self, key: str) -> None:
        if key != self.choice.key:
            self._key = key
            self._other_source()

    def choose_bundle(self, folder: Path) -> None:
        self._bundle, self._key = bundle_choice(folder), "bundle"
        self._other_source()

    def look(self) -> None:
        """The run or the project may be another one: what another model said is not its answer.

        What was asked is kept for `ask_again`, but for other data, which mean nothing to the new model.
        """
        before, self._seen = self._seen, self.choice
        if self.choice.data != before.data:
            self.forget()
        elif self.choice.source != before.source:
            self.predictions, self.error = (), None
            self._take_back()
            self.answered.emit()

    def _other_source(self) -> None:
        self.look()
        self._ask_again()

    # ---- asking ------------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._ticket is not None

    @property
    def saving(self) -> bool:
        return self._csv_ticket is not None

    def ask(self, paths: Sequence[Path]) -> None:
        """Files, and folders of them."""
        self.paths = tuple(paths)
        self.one_a_line = len(self.paths) == 1 and self.paths[0].suffix.lower() in _LISTS
        self._ask_again()

    def set_one_a_line(self, one_a_line: bool) -> None:
        """Whether each line of a file is a text. Of a table each row is one anyway."""
        if one_a_line != self.one_a_line:
            self.one_a_line = one_a_line
            self._ask_again()

    @property
    def has_lines(self) -> bool:
        """Whether that makes a difference for what was asked."""
        return any(not is_table(path) for path in self.paths)

    def set_top_k(self, top_k: int) -> None:
        if top_k != self.top_k:
            self.top_k = top_k
            self._ask_again()

    def ask_again(self) -> None:
        """Asks the model that answers now about what another one was asked."""
        if self.paths and not (self.predictions or self.running or self.error):
            self._ask_again()

    def cancel(self) -> None:
        """Answers that are there already stay."""
        self._take_back()
        if not self.predictions:
            self.paths = ()
        self.changed.emit()

    def forget(self) -> None:
        """Back to the beginning."""
        self.paths, self.predictions, self.error = (), (), None
        self._take_back()
        self.answered.emit()
        self.changed.emit()

    def _take_back(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._reader.forget()
        self._ticket = None

    def _ask_again(self) -> None:
        self._take_back()
        self.error, self.done, self.total = None, 0, None
        if self.paths:
            job = PredictJob(
                source=self.choice.source,
                paths=tuple(str(path) for path in self.paths),
                one_a_line=self.one_a_line,
                top_k=self.top_k,
                to=str(cache_folder() / "try_it"),
            )
            self._ticket = self._services.jobs.submit(
                job, self._answers_written, self._progressed, self._failed, lane=self._lane(), on_told=self._told
            )
        self.changed.emit()

    def _lane(self) -> LaneName:
        if len(self.paths) > _QUICK_FILES or any(path.is_dir() for path in self.paths):
            return "long"
        size_bytes = sum(path.stat().st_size for path in self.paths if path.is_file())
        return "long" if size_bytes > KINDS[self.choice.data].quick_bytes else "quick"

    def _progressed(self, done: int, total: int | None) -> None:
        self.done, self.total = done, total
        self.changed.emit()

    def _told(self, event: PhaseChanged | Notice) -> None:
        if isinstance(event, Notice):
            self._services.notices.post(event.level, worded(event))

    def _answers_written(self, result: dict[str, Any]) -> None:
        path = Path(result["predictions"])
        self._reader.run(lambda: read_record(path, PredictionList), self._take, self._failed)

    def _take(self, found: PredictionList) -> None:
        self._ticket, self.predictions = None, found.predictions
        self.answered.emit()
        self.changed.emit()

    def _failed(self, error: ErrorInfo) -> None:
        self._ticket, self.error, self.predictions = None, error, ()
        self.answered.emit()
        self.changed.emit()

    # ---- words -------------------------------------------------------------------------------------------------------

    def progress_text(self) -> str:
        if self.total is None:
            return tr("TryItPage", "Getting the model ready …")
        return self.words.done.format(done=number(self.done), total=number(self.total))

    def summary(self) -> str:
        unread = sum(prediction.error is not None for prediction in self.predictions)
        text = counted(len(self.predictions), self.words.one, self.words.many)
        if not unread:
            return text
        return tr("TryItPage", "{all}, {unread} of them can't be read").format(all=text, unread=number(unread))

    # ---- table -------------------------------------------------------------------------------------------------------

    def proposed_csv(self) -> Path:
        """A name that is free, where the last table went or beside nothing of the person's data."""
        folder = self._services.settings.last_folder("csv") or str(Path.home())
        stem = self.paths[0].stem if self.paths and self.paths[0].is_dir() else tr("TryItPage", "answers")
        return free_path(Path(folder) / f"{stem}.csv")

    def save_csv(self, path: Path) -> bool:
        """Writes all probabilities for all that was asked. False: the name is taken, nothing happens."""
        if path.exists():
            return False
        self._services.settings.remember_folder("csv", path.parent)
        job = PredictJob(
            source=self.choice.source,
            paths=tuple(str(each) for each in self.paths),
            one_a_line=self.one_a_line,
            top_k=1,
            csv=str(path),
            to=str(cache_folder() / "try_it_csv"),
        )
        self._csv_ticket = self._services.jobs.submit(job, self._csv_written, on_failed=self._csv_failed, lane="long")
        self.changed.emit()
        return True

    def _csv_written(self, result: dict[str, Any]) -> None:
        self._csv_ticket = None
        self._services.notices.info(tr("TryItPage", "The table is saved: {path}").format(path=result["csv"]))
        self.changed.emit()

    def _csv_failed(self, error: ErrorInfo) -> None:
        self._csv_ticket = None
        self._services.notices.error(error)
        self.changed.emit()
