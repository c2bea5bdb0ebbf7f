"""What a run happens in: versions of everything, and the log that libraries write to. Torch-free."""

import contextlib
import logging
import platform
from collections.abc import Iterator
from importlib.metadata import version

from core.store.runs import RunFolder

_VERSIONED = ("torch", "torchvision", "timm", "transformers", "peft", "numpy", "Pillow")


def environment() -> dict[str, str]:
    """Versions, for run.json."""
    return {
        "fettle": version("fettle"),
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: version(name) for name in _VERSIONED},
    }


@contextlib.contextmanager
def library_log(run: RunFolder) -> Iterator[None]:
    """What libraries log or warn about goes to log.txt of the run."""
    handler = logging.FileHandler(run.log_path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.captureWarnings(True)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()
