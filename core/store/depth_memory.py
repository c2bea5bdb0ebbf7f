"""What was found out about the depths of networks, kept from one question to the next. Torch-free.

The answers lie under all that they depend on, which only the worker can tell (weights, contents of files). Beside them lies a
mark for each question that was answered, so that the window need not start a worker to hear that nothing is known.
"""

import contextlib
import hashlib
from pathlib import Path

from core.contracts.errors import UserError
from core.contracts.jobs import ProbeDepthsJob
from core.contracts.records import DepthInfo
from core.store.atomic import write_bytes
from core.store.places import cache_folder
from core.store.records import read_record, write_record


def remembered(key: str) -> DepthInfo | None:
    """None: nothing is known, or what is known is damaged."""
    try:
        return read_record(_folder() / f"{key}.json", DepthInfo)
    except UserError:
        return None


def remember(key: str, found: DepthInfo) -> None:
    """Without room on the disk it is found out again next time."""
    with contextlib.suppress(UserError):
        write_record(_folder() / f"{key}.json", found)


def mark_answered(job: ProbeDepthsJob) -> None:
    mark = _mark(job)
    if not mark.exists():
        with contextlib.suppress(UserError):
            write_bytes(mark, b"")


def was_answered(job: ProbeDepthsJob) -> bool:
    """Whether it is worth to ask for what is known. The data or the network may have changed since."""
    return _mark(job).exists()


def _folder() -> Path:
    return cache_folder() / "depths"


def _mark(job: ProbeDepthsJob) -> Path:
    question = job.model_copy(update={"only_known": False}).model_dump_json()
    return _folder() / "answered" / hashlib.sha256(question.encode()).hexdigest()[:32]
