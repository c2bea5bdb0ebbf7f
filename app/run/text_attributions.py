"""Why a text is answered so, piece by piece, on demand: each text is asked about once, then remembered."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.run.job_runner import JobRunner, JobTicket
from app.run.stamps import stamp, weights_of
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import ExplainJob
from core.store.places import cache_folder

# a text may have thousands of pieces
_MOST_REMEMBERED = 50


@dataclass(frozen=True)
class Attribution:
    """`pieces`: (piece, score), joined they are the text; a score in [-1, 1] speaks for (above 0) or against `class_name`.

    Exactly 0: the model did not see it.
    """

    pieces: tuple[tuple[str, float], ...]
    class_name: str


class TextAttributions:
    """Asks about one text at a time: a new wish takes the one before back."""

    def __init__(self, jobs: JobRunner) -> None:
        self._jobs = jobs
        self._known: OrderedDict[str, Attribution] = OrderedDict()
        self._ticket: JobTicket | None = None

    def request(
        self, source: str, text: str, on_ready: Callable[[Attribution], None], on_failed: Callable[[ErrorInfo], None]
    ) -> None:
        """source: as in ExplainJob. A remembered one is ready at once."""
        self.cancel()
        key = stamp([source, text], [weights_of(source)])
        known = self._known.get(key)
        if known is not None:
            on_ready(known)
            return

        def done(result: dict[str, Any]) -> None:
            found = Attribution(tuple((str(piece), float(score)) for piece, score in result["tokens"]), result["class_name"])
            self._known[key] = found
            if len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
            on_ready(found)

        job = ExplainJob(source=source, text=text, to=str(cache_folder() / "attributions"))
        self._ticket = self._jobs.submit(job, done, on_failed=on_failed)

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
