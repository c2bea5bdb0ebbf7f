"""One table from what libraries and the system throw to what a person can understand."""

import errno
import traceback

from core.contracts.errors import UserError

_BY_TEXT = (
    ("out of memory", "out_of_memory"),
    ("can't allocate memory", "out_of_memory"),
    ("DefaultCPUAllocator", "out_of_memory"),
    ("CUDA error", "device_failed"),
    ("CUDNN_STATUS", "device_failed"),
    ("MPS backend", "device_failed"),
    ("Expected more than 1 value per channel", "batch_of_one"),
)


def is_out_of_memory(error: BaseException) -> bool:
    """Covers Python's, torch's (CPU, CUDA, MPS, XPU) and numpy's ways of saying so."""
    return isinstance(error, MemoryError) or _code_by_text(error) == "out_of_memory"


def as_user_error(error: BaseException) -> UserError:
    """The sentence for any exception; what the table doesn't know is `internal`, with the traceback as details."""
    if isinstance(error, UserError):
        return error
    details = "".join(traceback.format_exception(error))
    if is_out_of_memory(error):
        return UserError("out_of_memory", details=details)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError("disk_full", details=details, path=str(error.filename or ""))
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return UserError("name_too_long", details=details, path=str(error.filename or ""))
    code = _code_by_text(error)
    if code is not None:
        return UserError(code, details=details, why=str(error).splitlines()[0])
    what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return UserError("internal", details=details, what=what)


def _code_by_text(error: BaseException) -> str | None:
    if not isinstance(error, RuntimeError | ValueError):
        return None
    return next((code for text, code in _BY_TEXT if text.lower() in str(error).lower()), None)
