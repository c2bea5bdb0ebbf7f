"""The whole job as a person does it: from the Start page to a verified export, with clicks, offscreen, all parts real."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from core.contracts.records import ExportProof
from core.store.runs import RunFolder

WORKER_MS = 240_000


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Dark and bright noise, 20 pictures each: a network that looks at all tells them apart."""
    folder = tmp_path / "Aufnahmen 写真"
    rng = np.random.default_rng(0)
    for label, low in (("dark", 0), ("bright", 150)):
        (folder / label).mkdir(parents=True)
        for number in range(20):
            pixels = rng.integers(low, low + 100, (48, 64, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{number}.png")
    return folder


def _click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible() and widget.isEnabled(), widget.accessibleName()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def _drop(target: QWidget, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    action, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    target.dropEvent(QDropEvent(QPointF(50, 50), action, mime, left, Qt.KeyboardModifier.NoModifier))


def _next(qtbot: QtBot, window: MainWindow, page_id: str):
    """Presses "Next: ..." on the page in sight and says where it led."""
    _click(qtbot, window.page(window.current_page_id).next_button)
    assert window.current_page_id == page_id
    return window.page(page_id)


def test_from_start_to_a_verified_export(window: MainWindow, pictures: Path, qtbot: QtBot) -> None:
    services = window.page("start").services
    before = {file: file.read_bytes() for file in pictures.rglob("*.png")}

    window.show_page("start")
    start = window.page("start")
    qtbot.keyClicks(start.name, "Dunkel & hell")
    _click(qtbot, start.create_button)
    assert window.current_page_id == "data"

    with qtbot.waitSignal(services.workspace.dataset_changed, timeout=WORKER_MS):
        _drop(window.page("data"), pictures)
    assert services.workspace.dataset_info.class_names == ("bright", "dark")

    _next(qtbot, window, "model")
    layers = _next(qtbot, window, "layers")
    qtbot.waitUntil(lambda: services.workspace.model_info is not None, timeout=WORKER_MS)
    layers.ladder.setFocus()
    qtbot.keyClick(layers.ladder, Qt.Key.Key_Up)
    qtbot.keyClick(layers.ladder, Qt.Key.Key_Down)

    train = _next(qtbot, window, "train")
    train.setup.epochs.setValue(2)
    _click(qtbot, train.start_button)
    with qtbot.waitSignal(services.runs.finished, timeout=WORKER_MS):
        pass
    run = RunFolder(services.workspace.current_run)
    assert run.status() == "completed"
    assert len(services.runs.model.evaluations["loss"]) == 3  # the head that was fitted, two epochs

    results = _next(qtbot, window, "results")
    qtbot.waitUntil(lambda: results.truth.confusion.isVisible(), timeout=WORKER_MS)
    assert run.metrics().test.count == 6

    try_it = _next(qtbot, window, "try_it")
    _drop(try_it, pictures / "dark" / "0.png")
    qtbot.waitUntil(lambda: try_it.panels["image"].answers.isVisible(), timeout=WORKER_MS)

    export = _next(qtbot, window, "export")
    _click(qtbot, export.format_boxes["torch-export"])  # the slowest: tests/core/export has all of them proven
    _click(qtbot, export.export_button)
    qtbot.waitUntil(lambda: bool(list(run.exports_path.glob("*/proof.json"))), timeout=WORKER_MS)
    (bundle,) = run.exports_path.iterdir()
    proof = ExportProof.model_validate(json.loads((bundle / "proof.json").read_text()))
    assert proof.passed
    assert {one.format for one in proof.formats} == {"onnx", "safetensors"}

    window.show_page("runs")
    assert {file: file.read_bytes() for file in pictures.rglob("*.png")} == before
