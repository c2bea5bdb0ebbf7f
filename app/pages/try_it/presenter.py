"""Who answers, about which pictures, and what came back. Knows no widgets."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.free_name import free_path
from app.i18n import counted, number, tr, worded
from app.run.background import Background
from app.run.job_runner import JobTicket, LaneName
from app.services import Services
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.events import Notice, PhaseChanged
from core.contracts.jobs import PredictJob
from core.contracts.records import Prediction, PredictionList
from core.contracts.spec import ModelSpec
from core.store.places import cache_folder
from core.store.records import read_record
from core.store.runs import RunFolder

MOST_ANSWERS = 10
# more than this many pictures is work for the long lane, so that heat maps need not wait behind it
_QUICK_PICTURES = 50
_CATALOGUED = ("fettle/", "torchvision/", "timm/", "transformers/")


@dataclass(frozen=True)
class SourceChoice:
    """Something that can answer. `source`: as in PredictJob. `note`: what a person should know about it."""

    key: str
    title: str
    source: str
    note: str = ""


class TryItPresenter(QObject):
    """`changed`: something that is shown did. `answered`: there are new answers."""

    changed = Signal()
    answered = Signal()

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._bundle: Path | None = None
        self._key = ""
        self._ticket: JobTicket | None = None
        self._csv_ticket: JobTicket | None = None
        self._reader = Background(self)
        self.top_k = 5
        self.paths: tuple[Path, ...] = ()
        self.predictions: tuple[Prediction, ...] = ()
        self.error: ErrorInfo | None = None
        self.done = 0
        self.total: int | None = None

    # ---- who answers -------------------------------------------------------------------------------------------------

    def choices(self) -> tuple[SourceChoice, ...]:
        """This run if it has weights, the pretrained models, and the bundle that was chosen."""
        found = [*self._run_choice(), *self._pretrained_choices()]
        if self._bundle is not None:
            title = tr("TryItPage", "Bundle: {name}").format(name=self._bundle.name)
            found.append(SourceChoice("bundle", title, str(self._bundle)))
        return tuple(found)

    @property
    def choice(self) -> SourceChoice:
        choices = self.choices()
        return next((choice for choice in choices if choice.key == self._key), choices[0])

    def choose(self, key: str) -> None:
        if key != self.choice.key:
            self._key = key
            self._ask_again()

    def choose_bundle(self, folder: Path) -> None:
        self._bundle, self._key = folder, "bundle"
        self._ask_again()

    def _run_choice(self) -> list[SourceChoice]:
        path = self._services.workspace.current_run
        if path is None:
            return []
        run = RunFolder(path)
        if not (run.best_model_path / "model.json").exists():
            return []
        name = path.name
        with contextlib.suppress(UserError):  # the Runs page says what is wrong with the record
            name = run.read_record().name
        return [SourceChoice("run", tr("TryItPage", "This run: {name}").format(name=name), str(path))]

    def _pretrained_choices(self) -> list[SourceChoice]:
        spec = self._services.workspace.spec
        entries = [ModelSpec().entry]
        if spec is not None and spec.model.entry.startswith(_CATALOGUED) and spec.model.entry not in entries:
            entries.insert(0, spec.model.entry)
        note = tr(
            "TryItPage",
            "This is the pretrained model, as it comes. It knows the 1,000 names of ImageNet, not your classes: "
            "train it to get those.",
        )
        return [
            SourceChoice(f"pretrained:{entry}", tr("TryItPage", "Pretrained: {name}").format(name=entry), entry, note)
            for entry in entries
        ]

    # ---- asking ------------------------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._ticket is not None

    @property
    def saving(self) -> bool:
        return self._csv_ticket is not None

    def ask(self, paths: Sequence[Path]) -> None:
        """Pictures, and folders of them."""
        self.paths = tuple(paths)
        self._ask_again()

    def set_top_k(self, top_k: int) -> None:
        if top_k != self.top_k:
            self.top_k = top_k
            self._ask_again()

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
            self.changed.emit()

    def forget(self) -> None:
        """Back to the beginning."""
        self.paths, self.predictions, self.error = (), (), None
        self.cancel()
        self.answered.emit()
        self.changed.emit()

    def _ask_again(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
        self._ticket, self.error, self.done, self.total = None, None, 0, None
        if self.paths:
            job = PredictJob(
                source=self.choice.source,
                paths=tuple(str(path) for path in self.paths),
                top_k=self.top_k,
                to=str(cache_folder() / "try_it"),
            )
            self._ticket = self._services.jobs.submit(
                job, self._answers_written, self._progressed, self._failed, lane=self._lane(), on_told=self._told
            )
        self.changed.emit()

    def _lane(self) -> LaneName:
        many = len(self.paths) > _QUICK_PICTURES or any(path.is_dir() for path in self.paths)
        return "long" if many else "quick"

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
        return tr("TryItPage", "{done} of {total} pictures").format(done=number(self.done), total=number(self.total))

    def summary(self) -> str:
        unread = sum(prediction.error is not None for prediction in self.predictions)
        text = counted(len(self.predictions), tr("TryItPage", "{count} picture"), tr("TryItPage", "{count} pictures"))
        if not unread:
            return text
        return tr("TryItPage", "{pictures}, {unread} of them can't be read").format(pictures=text, unread=number(unread))

    # ---- table -------------------------------------------------------------------------------------------------------

    def proposed_csv(self) -> Path:
        """A name that is free, where the last table went or beside nothing of the person's pictures."""
        folder = self._services.settings.last_folder("csv") or str(Path.home())
        stem = self.paths[0].stem if self.paths and self.paths[0].is_dir() else tr("TryItPage", "answers")
        return free_path(Path(folder) / f"{stem}.csv")

    def save_csv(self, path: Path) -> bool:
        """Writes all probabilities for all the pictures. False: the name is taken, nothing happens."""
        if path.exists():
            return False
        self._services.settings.remember_folder("csv", path.parent)
        job = PredictJob(
            source=self.choice.source,
            paths=tuple(str(each) for each in self.paths),
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
