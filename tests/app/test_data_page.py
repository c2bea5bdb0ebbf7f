"""The Data page on real folders, clicked through."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.item_models.findings import ACTION
from app.main_window import MainWindow
from app.pages.data.finding_words import kind_in_short
from app.pages.data.page import DataPage
from app.services import Services
from core.contracts.messages import MESSAGES

PATIENCE_MS = 60_000


@pytest.fixture
def page(services: Services, window: MainWindow, tmp_path: Path) -> DataPage:
    services.workspace.create(tmp_path / "projects", "Fruit")
    window.show_page("data")
    made = window.page("data")
    assert isinstance(made, DataPage)
    return made


def use(page: DataPage, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        page.use(folder)


def act(page: DataPage, row: int, qtbot: QtBot) -> None:
    """Clicks the last cell of a finding and waits for the folder to be read again."""
    table = page.findings.table
    cell = table.visualRect(table.model().index(row, ACTION)).center()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)


def test_every_finding_has_a_short_name_for_the_filter() -> None:
    codes = {code.removeprefix("finding_") for code in MESSAGES if code.startswith("finding_")}
    # the one is shown as what it stands for, the other's name is its code
    assert {code for code in codes if kind_in_short(code) == code} == {"more_alike", "damaged"}


def findings(page: DataPage) -> list[tuple[str, str]]:
    view = page.presenter.view()
    assert view is not None
    return [(row.code, row.file) for row in view.findings]


def test_a_dropped_folder_is_read_and_shown(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(pictures))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, mime, button, key)
    QApplication.sendEvent(page.drop_area, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        QApplication.sendEvent(page.drop_area, QDropEvent(QPointF(9, 9), action, mime, button, key))
    assert [page.classes.model.row(number).name for number in range(2)] == ["apple", "pear"]
    assert page.samples["image"].grid.count() == 12
    assert "24 pictures" in page.lead()
    assert page.next_button.isEnabled()


def test_another_class_shows_its_pictures(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    use(page, pictures, qtbot)
    page.classes.table.selectRow(1)
    picture = page.samples["image"].grid.model().index(0, 0)
    assert "pear" in picture.data(Qt.ItemDataRole.ToolTipRole)


def test_wrong_folder_is_told_in_a_sentence_on_the_page(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(page.services.scan.failed, timeout=PATIENCE_MS):
        page.use(tmp_path / "empty")
    assert "is empty" in page.error.text()
    assert page.drop_area.isVisible()
    assert not page.next_button.isEnabled()


def test_folder_in_a_folder_is_one_click_away(page: DataPage, pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    shutil.copytree(pictures, tmp_path / "outer" / "fruit")
    with qtbot.waitSignal(page.services.scan.failed, timeout=PATIENCE_MS):
        page.use(tmp_path / "outer")
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.inner_button, Qt.MouseButton.LeftButton)
    assert page.services.workspace.dataset is not None
    assert page.services.workspace.dataset.folder == str(tmp_path / "outer" / "fruit")
    assert page.error.isHidden()


def test_damaged_file_is_listed_and_filtered(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    whole = (pictures / "apple" / "apple03.png").read_bytes()
    (pictures / "apple" / "apple03.png").write_bytes(whole[: len(whole) // 2])
    (pictures / "pear" / "notes.txt").write_text("not a picture")
    use(page, pictures, qtbot)
    assert ("damaged", "apple/apple03.png") in findings(page)
    page.findings.kinds.setCurrentIndex(page.findings.kinds.findData("damaged"))
    assert page.findings.table.model().rowCount() == 1


def test_picture_is_left_out_and_put_back(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    use(page, pictures, qtbot)
    page.samples["image"].grid.setCurrentIndex(page.samples["image"].grid.model().index(2, 0))
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.samples["image"].leave_out, Qt.MouseButton.LeftButton)
    assert page.samples["image"].grid.count() == 11
    assert findings(page) == [("excluded", "apple/apple02.png")]
    act(page, 0, qtbot)
    assert page.samples["image"].grid.count() == 12
    assert findings(page) == []


def test_person_chooses_the_right_one_of_two_labels(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    shutil.copy(pictures / "apple" / "apple00.png", pictures / "pear" / "copy.png")
    use(page, pictures, qtbot)
    assert [code for code, _file in findings(page)] == ["two_classes", "two_classes"]
    right = next(row for row, found in enumerate(findings(page)) if found[1] == "apple/apple00.png")
    act(page, right, qtbot)
    assert findings(page) == [("excluded", "pear/copy.png")]
    assert page.samples["image"].grid.count() == 12


def test_shares_can_be_typed(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    use(page, pictures, qtbot)
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        page.classes.split.test.setValue(25)
    info = page.services.workspace.dataset_info
    assert info is not None
    assert sum(sample.part == "test" for sample in info.samples) == 6


def test_shares_can_be_dragged(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    use(page, pictures, qtbot)
    bar = page.classes.split.bar
    middle = bar.height() // 2
    train_counts = page.presenter.view().parts  # type: ignore[union-attr]
    border = round(train_counts[0].share / 100 * bar.width())
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(border, middle))
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 2, middle))
    spec = page.services.workspace.dataset
    assert spec is not None
    assert spec.split.train == pytest.approx(0.5, abs=0.02)


def test_folders_named_train_and_test_fix_the_split(page: DataPage, pictures: Path, tmp_path: Path, qtbot: QtBot) -> None:
    for part in ("train", "val"):
        for label in ("apple", "pear"):
            (tmp_path / "parted" / part / label).mkdir(parents=True)
            for number in range(6) if part == "train" else range(6, 12):
                name = f"{label}{number:02}.png"
                shutil.copy(pictures / label / name, tmp_path / "parted" / part / label / name)
    use(page, tmp_path / "parted", qtbot)
    assert not page.classes.split.validation.isEnabled()


def test_cancel_stops_reading(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    page.use(pictures)
    finished = QSignalSpy(page.services.scan.finished)
    page.services.scan.cancel()
    assert not page.services.scan.running
    assert page.drop_area.isVisible()
    assert finished.count() == 0


def test_user_folder_is_only_read(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    before = {path: path.read_bytes() for path in pictures.rglob("*.png")}
    use(page, pictures, qtbot)
    page.presenter.leave_out(["apple/apple00.png"])
    qtbot.waitUntil(lambda: not page.services.scan.running, timeout=PATIENCE_MS)
    assert {path: path.read_bytes() for path in pictures.rglob("*") if path.is_file()} == before


def test_reopened_project_shows_its_pictures_at_once_and_sees_what_has_changed(
    page: DataPage, pictures: Path, qtbot: QtBot
) -> None:
    use(page, pictures, qtbot)
    workspace = page.services.workspace
    info, folder = workspace.dataset_info, workspace.folder
    assert folder is not None
    (pictures / "apple" / "apple00.png").unlink()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        workspace.open(folder)
        assert workspace.dataset_info == info
        assert page.samples["image"].grid.isVisible()
    assert page.samples["image"].grid.count() == 11


def test_reopened_project_whose_folder_is_gone_says_so(page: DataPage, pictures: Path, qtbot: QtBot) -> None:
    use(page, pictures, qtbot)
    folder = page.services.workspace.folder
    assert folder is not None
    pictures.rename(pictures.with_name("moved"))
    with qtbot.waitSignal(page.services.scan.failed, timeout=PATIENCE_MS):
        page.services.workspace.open(folder)
    assert "does not exist" in page.error.text()
    assert page.services.workspace.missing_for("train")
