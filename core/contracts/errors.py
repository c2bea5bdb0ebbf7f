"""One kind of error reaches people: a code with its parameters, worded as what happened, why, what to do."""

from core.contracts.base import Contract
from core.contracts.messages import worded

Param = str | int | float


class ErrorInfo(Contract):
    """An error as it travels in an event or lies in a file."""

    code: str
    params: dict[str, Param] = {}
    details: str = ""

    def sentence(self) -> str:
        return worded(self.code, self.params)


class UserError(Exception):
    """Something that a person can understand and act on.

    `code` is a key of `core.contracts.messages.MESSAGES`; `params` fill its template. `details` is for a bug report
    (a traceback) and is folded away in the window.
    """

    def __init__(self, code: str, *, details: str = "", **params: Param) -> None:
        self.info = ErrorInfo(code=code, params=params, details=details)
        super().__init__(self.info.sentence())

    @classmethod
    def from_info(cls, info: ErrorInfo) -> "UserError":
        return cls(info.code, details=info.details, **info.params)

    @property
    def code(self) -> str:
        return self.info.code


class Stopped(Exception):  # noqa: N818  not an error: it says what happened
    """A job ended because it was asked to."""
