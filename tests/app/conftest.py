"""The window's tests: offscreen, with folders of their own, real services and real files."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QStyleFactory
from pytestqt.qtbot import QtBot

from app.main_window import MainWindow
from app.services import Services, close_services, create_services
from app.theme import apply_theme
from core.contracts.spec import DatasetSpec
from tests.app.text_runs import train_on_texts
from tests.built_once import built_once

CLASSES = ("apple", "pear")
# of the platform without a screen alone
OFFSCREEN_SAYS = "This plugin does not support"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, cache and projects of this test alone."""
    for name in ("CACHE", "CONFIG", "PROJECTS"):
        monkeypatch.setenv(f"FETTLE_{name}_DIR", str(tmp_path / name.lower()))
    return tmp_path


@pytest.fixture(autouse=True)
def no_qt_warnings(qtlog: pytest.LogCaptureFixture) -> Iterator[None]:
    """What Qt warns of is a mistake of ours: it fails the test."""
    yield
    told = [record for record in qtlog.records if record.type.name not in ("QtDebugMsg", "QtInfoMsg")]
    told = [record for record in told if "propagateSizeHints" not in record.message]  # what offscreen says of any window
    assert not told, [record.message for record in told]


@pytest.fixture
def look(qapp: QApplication) -> QApplication:
    """The application as a person sees it, without what is left of the windows of earlier tests: each would be painted too."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyle(QStyleFactory.create("Fusion"))
    apply_theme(qapp, "light")
    return qapp


@pytest.fixture
def services(look: QApplication) -> Iterator[Services]:
    """Real services without a project. Threads and child processes are ended afterwards."""
    made = create_services()
    yield made
    close_services(made)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A labelled folder: two classes of 12 different pictures, red and green noise."""
    folder = tmp_path / "fruit"
    random = np.random.default_rng(0)
    for channel, label in enumerate(CLASSES):
        (folder / label).mkdir(parents=True)
        for number in range(12):
            pixels = random.integers(0, 90, (40, 40, 3), dtype=np.uint8)
            pixels[..., channel] += 120
            Image.fromarray(pixels).save(folder / label / f"{label}{number:02}.png")
    return folder


@pytest.fixture
def project(services: Services, pictures: Path, tmp_path: Path) -> Services:
    """Services with an open project whose folder of pictures is chosen but not scanned."""
    services.workspace.create(tmp_path / "projects", "Fruit")
    services.workspace.update(dataset=DatasetSpec(folder=str(pictures)))
    return services


@pytest.fixture
def scanned_project(project: Services, qtbot: QtBot) -> Services:
    """The same, scanned by a real worker."""
    with qtbot.waitSignal(project.scan.finished, timeout=60_000):
        project.scan.start()
    return project


@pytest.fixture
def window(services: Services, qtbot: QtBot) -> MainWindow:
    """The whole window, shown. Ask for `project` or `scanned_project` too, to have one open in it."""
    made = MainWindow(services)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture(scope="session")
def trained_on_texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder of a model for texts, with weights. Only to be copied: see tests/app/text_runs.py."""
    return built_once(tmp_path_factory, "trained-on-texts", train_on_texts)
