"""A text that is being written, answered in its pauses. Knows no widgets."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.run.background import Background
from app.run.job_runner import JobRunner, JobTicket
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import PredictJob
from core.contracts.records import Prediction, PredictionList
from core.store.places import cache_folder
from core.store.records import read_record

PAUSE_MS = 300


class TypedText(QObject):
    """Asks PAUSE_MS after the last key. A newer question takes the one before back, so that none ever queue.

    prediction: the last answer, about `answered_text`; it stays while the next one is on its way. error: why there is none.
    """

    changed = Signal()

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._source = ""
        self._top_k = 1
        self._ticket: JobTicket | None = None
        self._reader = Background(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.text = ""
        self.prediction: Prediction | None = None
        self.answered_text = ""
        self.error: ErrorInfo | None = None

    @property
    def source(self) -> str:
        return self._source

    @property
    def pausing(self) -> bool:
        """The last key was pressed a moment ago."""
        return self._pause.isActive()

    @property
    def asking(self) -> bool:
        return self._ticket is not None

    def ask_of(self, source: str, top_k: int) -> None:
        """source: as in PredictJob. What has been written is answered anew where this differs."""
        if (source, top_k) != (self._source, self._top_k):
            self._source, self._top_k = source, top_k
            self._forget_answer()
            self._pause.stop()
            self._ask()

    def write(self, text: str) -> None:
        """All that stands there now."""
        if text == self.text:
            return
        self.text = text
        if text.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._forget_answer()

    def _forget_answer(self) -> None:
        self._take_back()
        self.prediction, self.answered_text, self.error = None, "", None
        self.changed.emit()

    def _take_back(self) -> None:
        self._reader.forget()
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def _ask(self) -> None:
        self._take_back()
        text = self.text
        if not text.strip():
            return
        job = PredictJob(source=self._source, texts=(text,), top_k=self._top_k, to=str(cache_folder() / "try_it_typed"))

        def written(result: dict[str, Any]) -> None:
            path = Path(result["predictions"])
            self._reader.run(lambda: read_record(path, PredictionList), lambda found: self._take(text, found), self._fail)

        self._ticket = self._jobs.submit(job, written, on_failed=self._fail)

    def _take(self, text: str, found: PredictionList) -> None:
        answer = found.predictions[0]
        if answer.error is not None:  # nothing but signs that can't be seen
            self._fail(answer.error)
            return
        self._ticket, self.error = None, None
        self.prediction, self.answered_text = answer, text
        self.changed.emit()

    def _fail(self, error: ErrorInfo) -> None:
        self._ticket, self.prediction, self.answered_text, self.error = None, None, "", error
        self.changed.emit()
