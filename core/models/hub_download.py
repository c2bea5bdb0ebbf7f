"""Fetch files of a Hugging Face repository into its usual cache, because a person asked for it."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, LocalEntryNotFoundError, OfflineModeIsEnabled
from tqdm import tqdm

from core.contracts.errors import UserError
from core.models.families import OnProgress

# the error of the HTTP library below, which is another one in different versions of huggingface_hub
_NO_ANSWER: tuple[type[Exception], ...] = (OSError, *HfHubHTTPError.__bases__)


def fetch_from_hub(repository: str, file_names: Sequence[str], *, name: str, on_progress: OnProgress) -> Path:
    """Fetches the first of these files that the repository has.

    Args:
        name: of the model, for the sentence.
        on_progress: called with (bytes done, bytes in all or None).

    Raises:
        UserError: download_failed, download_offline.
    """
    bar = _reporting_bar(on_progress)
    for file_name in file_names:
        try:
            return Path(hf_hub_download(repository, file_name, tqdm_class=bar))
        except OfflineModeIsEnabled as error:
            raise UserError("download_offline", name=name) from error
        except LocalEntryNotFoundError as error:
            if isinstance(error.__cause__, OfflineModeIsEnabled):
                raise UserError("download_offline", name=name) from error
            raise UserError("download_failed", name=name, why="there is no connection to the server") from error
        except EntryNotFoundError:
            continue
        except _NO_ANSWER as error:
            raise UserError("download_failed", name=name, why=str(error).splitlines()[0][:200]) from error
    raise UserError("download_failed", name=name, why=f"{repository} has none of {', '.join(file_names)}")


def _reporting_bar(on_progress: OnProgress) -> type[Any]:
    """huggingface_hub tells progress to a class of tqdm's kind only. This one draws nothing and passes the numbers on."""

    class ReportingBar(tqdm):  # type: ignore[misc]
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **{**options, "file": io.StringIO(), "disable": False})

        def update(self, n: float | None = 1) -> bool | None:
            drawn: bool | None = super().update(n)
            on_progress(int(self.n), int(self.total) if self.total else None)
            return drawn

    return ReportingBar
