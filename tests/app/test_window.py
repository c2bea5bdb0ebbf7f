"""The window as a whole: every page opens, says what is missing, and can be used without a mouse."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.machine import machine_in_short
from app.main_window import MainWindow
from app.pages.registry import PAGES
from app.services import Services, close_services
from app.theme import DARK, LIGHT, apply_theme, tokens_of
from tests.app.synthetic_training import run_model

WITHOUT_PROJECT = {"start", "try_it", "settings"}
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.page_id)
def test_page_opens_by_a_click_in_the_rail(window: MainWindow, qtbot: QtBot, entry) -> None:
    qtbot.mouseClick(window.rail.button(entry.page_id), Qt.MouseButton.LeftButton)
    assert window.current_page_id == entry.page_id
    assert window.page(entry.page_id).title()


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.page_id)
def test_page_opens_with_scanned_pictures(scanned_project: Services, window: MainWindow, entry) -> None:
    window.show_page(entry.page_id)
    page = window.page(entry.page_id)
    assert page.missing is None or entry.page_id in ("results", "export")


def test_without_a_project_pages_say_what_is_missing(window: MainWindow) -> None:
    for entry in PAGES:
        window.show_page(entry.page_id)
        page, row = window.page(entry.page_id), window.rail.button(entry.page_id)
        if entry.page_id in WITHOUT_PROJECT:
            assert page.missing is None
            continue
        assert page.missing
        assert page.missing_label.text() == page.missing == row.toolTip() == row.accessibleDescription()
        assert page.missing_label.isVisible()


def test_the_missing_sentence_leads_to_start(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("train")
    button = next(b for b in window.page("train").findChildren(QAbstractButton) if b.isVisible() and b.text() == "Go to Start")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.current_page_id == "start"


def test_a_step_is_ticked_when_it_is_done(scanned_project: Services, window: MainWindow) -> None:
    assert window.rail.button("data").done
    assert not window.rail.button("train").done


def test_steps_have_shortcuts(window: MainWindow, qtbot: QtBot, look: QApplication) -> None:
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.current_page_id == "data")


def test_every_control_has_a_name_and_takes_the_keyboard(scanned_project: Services, window: MainWindow) -> None:
    nameless = []
    for entry in PAGES:
        window.show_page(entry.page_id)
        nameless += [_describe(entry.page_id, widget) for widget in _controls(window.page(entry.page_id)) if not _name(widget)]
    nameless += [_describe("rail", widget) for widget in _controls(window.rail) if not _name(widget)]
    assert not nameless


def test_buttons_can_be_reached_by_tab(scanned_project: Services, window: MainWindow) -> None:
    for entry in PAGES:
        window.show_page(entry.page_id)
        for button in window.page(entry.page_id).findChildren(QAbstractButton):
            inside_a_control = button.parentWidget().metaObject().className() in ("QTableView", "QTabBar", "QToolBar")
            if button.isVisible() and button.isEnabled() and not inside_a_control:
                assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, _describe(entry.page_id, button)


def _controls(root: QWidget) -> list[QWidget]:
    """What takes the focus, leaving out the inner parts of Qt's own widgets (the field in a number field ...)."""
    found = [widget for widget in root.findChildren(QWidget) if widget.focusPolicy() != Qt.FocusPolicy.NoFocus]
    shown = [widget for widget in found if widget.isVisible() and widget.focusProxy() is None]
    return [widget for widget in shown if not widget.objectName().startswith("qt_") and not isinstance(widget, QLabel)]


def _name(widget: QWidget) -> str:
    text = widget.accessibleName()
    return text or (widget.text() if isinstance(widget, QAbstractButton) else "") or widget.toolTip()


def _describe(place: str, widget: QWidget) -> str:
    return f"{place}: {widget.metaObject().className()} in {widget.parentWidget().metaObject().className()}"


def test_theme_switches_while_the_window_is_open(window: MainWindow, look: QApplication) -> None:
    assert tokens_of(window) is LIGHT
    apply_theme(look, "dark")
    assert tokens_of(window) is DARK
    apply_theme(look, "light")
    assert tokens_of(window) is LIGHT


def test_window_fits_a_small_screen(scanned_project: Services, window: MainWindow) -> None:
    window.resize(1024, 700)
    for entry in PAGES:
        window.show_page(entry.page_id)
        assert (window.width(), window.height()) == (1024, 700), entry.page_id


def test_what_a_wide_window_has_to_spare_goes_into_no_button(window: MainWindow) -> None:
    window.resize(1600, 800)
    window.show_page("try_it")
    buttons = [it for it in window.page("try_it").findChildren(QPushButton) if it.text().startswith("Choose")]
    assert buttons
    assert all(it.width() == it.sizeHint().width() for it in buttons)


def _in_a_fresh_process(program: str, *arguments: str) -> str:
    """What the program prints, without the line's end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program, *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    """pydantic alone takes longer to import than all that the first paint needs."""
    program = """
import sys
from PySide6.QtWidgets import QApplication
from app.application import Application

qt = QApplication([])
fettle = Application(qt)
loaded, made = [], []
window = fettle.open_window()
window.painted.connect(lambda: (loaded.extend(sys.modules), made.append(fettle.services.made)))
fettle.services.when_made(qt.quit)
qt.exec()
heavy = {"pydantic", "numpy", "PIL", "scipy", "sklearn", "pyqtgraph", "pyarrow", "psutil", "torch", "subprocess"}
print(made, fettle.services.made, sorted(heavy & set(loaded)))
fettle.close()
"""
    assert _in_a_fresh_process(program) == "[False] True []"


def test_the_rail_names_what_the_run_computes_with(services: Services, window: MainWindow) -> None:
    in_short = "● " + machine_in_short()
    assert window._device_chip.text() == in_short
    on_processor = run_model(done=1)
    assert on_processor.plan is not None
    on_card = run_model(done=1)
    on_card.plan = on_processor.plan.model_copy(update={"device": "cuda", "device_name": "A Card"})
    services.runs.events_arrived.emit(on_card)
    assert window._device_chip.text() == "● A Card"
    services.runs.events_arrived.emit(on_processor)
    assert window._device_chip.text() == in_short


def test_a_click_before_the_services_are_made_waits_for_them(look: QApplication, qtbot: QtBot) -> None:
    services = Services()
    window = MainWindow(services)
    qtbot.addWidget(window)
    window.show()
    assert not services.made
    assert window.rail.button("data").missing
    qtbot.mouseClick(window.rail.button("data"), Qt.MouseButton.LeftButton)
    assert services.made
    assert window.page("data").missing == window.rail.button("data").missing
    close_services(services)


def test_walk_through_all_pages_never_imports_torch(tmp_path: Path, pictures: Path) -> None:
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.application import Application
from app.pages.registry import PAGES
from core.contracts.spec import DatasetSpec

qt = QApplication([])
fettle = Application(qt)
window = fettle.open_window()
fettle.services.workspace.create(Path(sys.argv[1]), "Walk")
fettle.services.workspace.update(dataset=DatasetSpec(folder=sys.argv[2]))
for entry in PAGES:
    window.show_page(entry.page_id)
    qt.processEvents()
heavy = sorted({"torch", "torchvision", "timm", "transformers", "sklearn", "onnx"} & set(sys.modules))
fettle.close()
print("heavy:", heavy)
"""
    answer = _in_a_fresh_process(program, str(tmp_path / "walk"), str(pictures))
    assert answer.endswith("heavy: []")


class _Sender(QObject):
    switched = Signal(bool)


def test_signals_keep_the_reference_count_of_true(look: QApplication) -> None:
    """PySide6 6.12.0 on Python 3.11 drops one at each signal and aborts after some hundred."""
    sender, heard = _Sender(), []
    sender.switched.connect(lambda value: heard.append(None))
    before = sys.getrefcount(True)
    for _ in range(100_000):
        sender.switched.emit(True)
    assert len(heard) == 100_000
    assert abs(sys.getrefcount(True) - before) < 100
