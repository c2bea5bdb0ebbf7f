"""Training processes that are made to be killed: one process imports torch, then forks for each try.

`python -m tests.integration.killable` takes lines of JSON on standard input, {"run": folder, "moment": see `Moment`}, trains
that run in a fork of itself and answers with the fork's exit code (negative: the signal that ended it). A fork has never
computed anything when it begins, as a process started by a person; it only skips the five seconds of imports.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any, Literal, NamedTuple

Way = Literal["never", "file", "call", "time"]
COMPLETED, STOPPED, FAILED = 0, 1, 2
# what a process does to the disk, as Python's audit events call it
_FILE_EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "shutil.rmtree", "tempfile.mkdtemp"}


class Moment(NamedTuple):
    """When to be killed: at the n-th touch of a file, at the n-th call of a C function, or after so many milliseconds."""

    way: Way
    number: int


class Zygote:
    """The other end of `main`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.integration.killable"]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}  # the network is tiny, and others want to compute too
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def train(self, run: Path, moment: Moment) -> dict[str, int]:
        """{"code": how it ended, "file": touches of files, "call": calls of C functions, "time": milliseconds}"""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps({"run": str(run), "moment": moment}) + "\n")
        self._process.stdin.flush()
        answer: dict[str, int] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    try:
        yield made
    finally:
        made.close()


def main() -> None:
    # with torch: the five seconds that are paid once
    import_module("core.runtime.train_job")
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(_one_try(order["run"], Moment(*order["moment"]))), flush=True)


def _one_try(run: str, moment: Moment) -> dict[str, int]:
    reader, writer = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    child = os.fork()
    if child == 0:
        os.close(reader)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        os._exit(_train(run, moment, writer))
    os.close(writer)
    if moment.way == "time":
        signal.sigtimedwait({signal.SIGCHLD}, moment.number / 1000)
        os.kill(child, signal.SIGKILL)  # a zombie too takes it
    _, status = os.waitpid(child, 0)
    signal.sigtimedwait({signal.SIGCHLD}, 0)
    with os.fdopen(reader) as told:
        counts = json.loads(told.read() or "{}")
    return {"code": os.waitstatus_to_exitcode(status), **counts}


def _train(run: str, moment: Moment, tell: int) -> int:
    from core.contracts.commands import Inbox, StartJob
    from core.contracts.jobs import TrainJob
    from core.runtime.worker import do_job
    from core.store.runs import open_run
    from core.training import engine

    # as if every epoch took long: there is a checkpoint after each, and so something to go on from
    engine.CHECKPOINT_AFTER_EPOCH_S = 0.0
    count = _count_until(moment)
    start = StartJob(run_id=open_run(Path(run)).read_record().run_id, job=TrainJob(run=run))
    end = do_job(start, lambda line: None, Inbox())
    sys.setprofile(None)
    if end.error is not None:
        print(end.error.sentence(), end.error.details, file=sys.stderr)
    os.write(tell, json.dumps(count()).encode())
    return {"completed": COMPLETED, "stopped": STOPPED}.get(end.reason, FAILED)


def _count_until(moment: Moment) -> Callable[[], dict[str, int]]:
    """Counts, and kills this process when the moment has come."""
    import time

    counts = {"file": 0, "call": 0}
    began_s = time.monotonic()

    def add(way: str) -> None:
        counts[way] += 1
        if moment == (way, counts[way]):
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, _arguments: tuple[Any, ...]) -> None:
        if event in _FILE_EVENTS:
            add("file")

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        if event == "c_call":
            add("call")

    sys.addaudithook(heard)
    if moment.way in ("never", "call"):
        sys.setprofile(called)
    return lambda: {**counts, "time": round((time.monotonic() - began_s) * 1000)}


if __name__ == "__main__":
    main()
