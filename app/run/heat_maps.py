"""Heat maps on demand: each picture is asked about once, then remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.run.job_runner import JobRunner, JobTicket
from app.run.stamps import stamp, weights_of
from core.contracts.errors import ErrorInfo
from core.contracts.jobs import ExplainJob
from core.store.places import cache_folder


@dataclass(frozen=True)
class HeatMap:
    """`path`: RGBA PNG, as large as the decoded picture. `class_name`: the answer that it explains."""

    path: Path
    class_name: str


class HeatMaps:
    """Asks for one heat map at a time: a new wish takes the one before back."""

    def __init__(self, jobs: JobRunner) -> None:
        self._jobs = jobs
        self._known: dict[str, HeatMap] = {}
        self._ticket: JobTicket | None = None

    def request(
        self, source: str, picture: Path, on_ready: Callable[[HeatMap], None], on_failed: Callable[[ErrorInfo], None]
    ) -> None:
        """source: as in ExplainJob. A remembered one is ready at once."""
        self.cancel()
        key = stamp([source, str(picture)], [weights_of(source), picture])
        known = self._known.get(key)
        if known is not None and known.path.exists():
            on_ready(known)
            return

        def done(result: dict[str, str]) -> None:
            self._known[key] = HeatMap(Path(result["heat_map"]), result["class_name"])
            on_ready(self._known[key])

        to = cache_folder() / "heat_maps" / key
        self._ticket = self._jobs.submit(ExplainJob(source=source, path=str(picture), to=str(to)), done, on_failed=on_failed)

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None
