"""Who is working on a run: a file with a process number, believed only while that very process lives."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from core.contracts.errors import UserError
from core.store.atomic import write_json

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class RunLock:
    """Held by the process that trains. A killed holder frees it by dying."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holder(self) -> int | None:
        """The living process that holds it, or None."""
        try:
            raw = json.loads(self._path.read_text())
            pid = int(raw["pid"])
            alive = _is_the_same(raw, _facts(pid)) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
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
        write_json(self._path, _facts(os.getpid()))

    def release(self) -> None:
        self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Taken inside the block. Raises UserError: run_busy."""
        self.take()
        try:
            yield
        finally:
            self.release()


def _facts(pid: int) -> dict[str, Any]:
    """What tells two processes of one number apart. boot: "" where the system doesn't say."""
    booted_s = psutil.boot_time()
    started_s = psutil.Process(pid).create_time()
    boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""
    return {"pid": pid, "started_s": started_s, "boot": boot, "after_boot_s": started_s - booted_s}


def _is_the_same(written: dict[str, Any], now: dict[str, Any]) -> bool:
    """Linux derives a start time from the clock as it is now: it moves when the clock is set, but not against the start of
    the system. Elsewhere it stays."""
    key = "after_boot_s" if now["boot"] and written.get("boot") == now["boot"] else "started_s"
    return abs(float(written[key]) - float(now[key])) < 1
