"""Who is working on a run: a file with a process number, believed only while that very process lives."""

import json
import os
from pathlib import Path

import psutil

from core.contracts.errors import UserError
from core.store.atomic import write_json


class RunLock:
    """Held by the process that trains. A killed holder frees it by dying."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holder(self) -> int | None:
        """The living process that holds it, or None."""
        try:
            raw = json.loads(self._path.read_text())
            pid, started_s = int(raw["pid"]), float(raw["started_s"])
            process = psutil.Process(pid)
            # process numbers are used again; the start time tells two apart
            alive = abs(process.create_time() - started_s) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, KeyError, TypeError, psutil.Error):
            return None
        return pid if alive else None

    def take(self) -> None:
        """Raises:
        UserError: run_busy.
        """
        holder = self.holder()
        if holder is not None and holder != os.getpid():
            raise UserError("run_busy", pid=holder)
        write_json(self._path, {"pid": os.getpid(), "started_s": psutil.Process().create_time()})

    def release(self) -> None:
        self._path.unlink(missing_ok=True)
