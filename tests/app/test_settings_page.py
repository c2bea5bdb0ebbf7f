"""The Settings page, and the window's small parts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.application import Application
from app.main_window import MainWindow
from app.pages.settings.page import SettingsPage
from app.theme import DARK, LIGHT, tokens_of
from app.widgets.flow_layout import FlowLayout
from app.widgets.panels import ElidedLabel, Note, Segments
from app.widgets.thumbnails import decode_thumbnail


@pytest.fixture
def page(window: MainWindow) -> SettingsPage:
    window.show_page("settings")
    made = window.page("settings")
    assert isinstance(made, SettingsPage)
    return made


def test_theme_is_chosen_and_kept(look, qtbot: QtBot) -> None:
    fettle = Application(look)
    window = fettle.open_window()
    qtbot.addWidget(window)
    window.show_page("settings")
    dark = next(b for b in window.page("settings").findChildren(QWidget) if b.accessibleName() == "Theme: Dark")
    qtbot.mouseClick(dark, Qt.MouseButton.LeftButton)
    assert tokens_of(window) is DARK
    assert fettle.services.settings.theme == "dark"
    fettle.services.settings.theme = "light"
    assert tokens_of(window) is LIGHT
    fettle.close()


def test_machine_is_described(page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: any("cores" in text.text() for text in page.findChildren(QLabel)))


def test_language_is_kept_for_the_next_start(page: SettingsPage, qtbot: QtBot) -> None:
    page.language.setCurrentIndex(page.language.findData("zh_CN"))
    page.language.activated.emit(page.language.currentIndex())
    assert page.services.settings.language == "zh_CN"


def test_place_of_new_projects_is_chosen(
    page: SettingsPage, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "elsewhere"))
    change = next(b for b in page.findChildren(QWidget) if b.accessibleName() == "Change where new projects go")
    qtbot.mouseClick(change, Qt.MouseButton.LeftButton)
    start = window.page("start")
    start.presenter.create("There")  # type: ignore[attr-defined]
    assert page.services.workspace.folder == tmp_path / "elsewhere" / "There"


def test_segments_tell_only_of_a_person(qtbot: QtBot, look) -> None:
    segments = Segments([("a", "A"), ("b", "B")], "Letter")
    qtbot.addWidget(segments)
    chosen: list[str] = []
    segments.chosen.connect(chosen.append)
    segments.choose("b")
    assert (segments.choice(), chosen) == ("b", [])
    qtbot.mouseClick(segments.findChildren(QWidget)[0], Qt.MouseButton.LeftButton)
    assert (segments.choice(), chosen) == ("a", ["a"])


def test_text_is_text_and_never_markup(qtbot: QtBot, look) -> None:
    note = Note("<b>class</b>")
    qtbot.addWidget(note)
    assert note.findChild(QLabel).textFormat() == Qt.TextFormat.PlainText
    note.say("")
    assert note.isHidden()


def test_long_name_is_cut_and_known_whole(qtbot: QtBot, look) -> None:
    name = ElidedLabel("a very long name of a class that nobody has room for")
    qtbot.addWidget(name)
    name.resize(80, 20)
    name.show()
    assert "…" in QLabel.text(name)
    assert name.text().endswith("room for")
    assert name.toolTip() == name.text()


def test_flow_goes_on_in_the_next_line(qtbot: QtBot, look) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box)
    for _ in range(6):
        flow.addWidget(QLabel("some words"))
    assert flow.heightForWidth(120) > 2 * flow.heightForWidth(2_000)
    flow.clear()
    assert flow.count() == 0


def test_thumbnail_of_a_file_that_is_no_picture_is_empty(tmp_path: Path, pictures: Path) -> None:
    (tmp_path / "no.png").write_text("no")
    assert decode_thumbnail(str(tmp_path / "no.png"), 64).isNull()
    assert decode_thumbnail(str(pictures / "apple" / "apple00.png"), 20).width() == 20
