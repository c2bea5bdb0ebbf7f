"""The pictures in README.md: the real window, led through a real job on the handwritten digits.

    make shots            writes resources/screenshots/*.png; about five minutes on two cores

Everything that is seen was computed while it was seen; only where the window stands on the screen is made up (there is none).
"""

import io
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "screenshots"
SIZE_PX = (1280, 800)
LARGEST_BYTES = 150_000
PATIENCE_S = 1800
SETTLE_MS = 1200
EPOCHS = 30


class Photographer:
    """Leads the window from page to page and takes pictures of it."""

    def __init__(self, home: Path) -> None:
        for name in ("CACHE", "CONFIG", "PROJECTS"):
            os.environ[f"FETTLE_{name}_DIR"] = str(home / name.lower())
        from app.application import Application

        self._app = Application(QApplication([]))
        self.services = self._app.services
        self.services.settings.theme = "light"
        self.window = self._app.open_window()
        self.window.resize(*SIZE_PX)

    def close(self) -> None:
        self._app.close()

    def wait_for(self, condition: Callable[[], object], what: str) -> None:
        """Lets the window live until something is so."""
        loop = QEventLoop()
        look, end = QTimer(), QTimer(singleShot=True)
        look.timeout.connect(lambda: loop.quit() if condition() else None)
        end.timeout.connect(loop.quit)
        look.start(50)
        end.start(PATIENCE_S * 1000)
        loop.exec()
        look.stop()
        if not condition():
            raise SystemExit(f"waited in vain for {what}")

    def settle(self) -> None:
        """Thumbnails and pictures come from other threads."""
        loop = QEventLoop()
        QTimer.singleShot(SETTLE_MS, loop.quit)
        loop.exec()

    def show(self, page_id: str) -> object:
        self.window.show_page(page_id)
        return self.window.page(page_id)

    def take(self, name: str) -> None:
        """Writes a PNG, in as few colours as it takes to stay small."""
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a mouse would leave no mark
        self.settle()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        self.window.grab().save(buffer, "PNG")
        picture = Image.open(io.BytesIO(buffer.data().data())).convert("RGB")
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{name}.png"
        picture.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
        size_bytes = path.stat().st_size
        if size_bytes > LARGEST_BYTES:
            raise SystemExit(f"{path} has {size_bytes:,} bytes, more than {LARGEST_BYTES:,}")
        print(f"{path.name}: {size_bytes:,} bytes", flush=True)


def take_all(it: Photographer) -> None:
    """The whole job, in the order in which a person does it."""
    from app.pages.data.page import DataPage
    from app.pages.export.page import ExportPage
    from app.pages.layers.page import LayersPage
    from app.pages.start.page import StartPage
    from app.pages.train.page import TrainPage
    from app.pages.try_it.page import TryItPage

    services, workspace = it.services, it.services.workspace
    start = it.show("start")
    assert isinstance(start, StartPage)
    start.open_sample("digits")
    it.wait_for(lambda: it.window.current_page_id == "train", "the sample")
    data = it.show("data")
    assert isinstance(data, DataPage)
    it.take("data")
    it.show("model")
    it.wait_for(lambda: workspace.model_info is not None, "the description of the model")
    it.take("model")
    layers = it.show("layers")
    assert isinstance(layers, LayersPage)
    it.wait_for(lambda: workspace.model_info and workspace.model_info.head.forward_s is not None, "the measurement")
    layers.depths.find_button.click()
    it.wait_for(lambda: workspace.depths, "what each depth knows")
    it.take("layers")
    services.settings.theme = "dark"
    it.take("layers-dark")
    services.settings.theme = "light"
    train = it.show("train")
    assert isinstance(train, TrainPage)
    spec = workspace.spec
    assert spec is not None
    workspace.update(name="digits", training=spec.training.model_copy(update={"epochs": EPOCHS}))
    train.start_button.click()
    it.wait_for(lambda: services.runs.model and services.runs.model.epoch > EPOCHS * 0.6, "the middle of the training")
    it.take("train")
    it.wait_for(lambda: not services.runs.busy, "the end of the training")
    it.show("results")
    it.take("results")
    try_it = it.show("try_it")
    assert isinstance(try_it, TryItPage)
    pictures = sorted(Path(spec.dataset.folder).rglob("*.png"))[::150]
    try_it.presenter.ask(pictures)
    it.wait_for(lambda: not try_it.presenter.running, "the answers")
    it.take("try_it")
    export = it.show("export")
    assert isinstance(export, ExportPage)
    export.presenter.start()
    it.wait_for(lambda: not export.presenter.running, "the export")
    it.take("export")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="shots-") as home:
        photographer = Photographer(Path(home))
        try:
            take_all(photographer)
        finally:
            photographer.close()


if __name__ == "__main__":
    sys.exit(main())
