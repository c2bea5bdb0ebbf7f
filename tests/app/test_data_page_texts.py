"""The Data page with texts: folders and tables, columns, lengths. Real scans, the bundled model's own tokenizer."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from app.i18n import number
from app.item_models.findings import ACTION
from app.main_window import MainWindow
from app.pages.data.page import DataPage
from app.pages.data.text_panel import place_of
from app.services import Services
from app.widgets.length_histogram import LengthHistogram
from core.contracts.records import DatasetInfo, SampleInfo, TextLengthInfo
from core.contracts.spec import TableSpec

PATIENCE_MS = 90_000
WORDS = ("the film was long", "a quiet evening", "nobody came", "it rained all day", "we liked the music")


def sentence(number: int, label: str) -> str:
    return f"{label} number {number}: {WORDS[number % len(WORDS)]}, and {WORDS[(3 * number + 1) % len(WORDS)]}."


def write_table(path: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([heading, *rows])
    return path


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """20 good and 10 bad ones, with another column that could be a label."""
    labels = ["good"] * 20 + ["bad"] * 10
    rows = [(sentence(n, label), label, "web" if n % 2 else "phone") for n, label in enumerate(labels)]
    return write_table(tmp_path / "reviews.csv", ("review", "opinion", "device"), rows)


@pytest.fixture
def page(services: Services, window: MainWindow, tmp_path: Path) -> DataPage:
    services.workspace.create(tmp_path / "projects", "Words")
    window.show_page("data")
    made = window.page("data")
    assert isinstance(made, DataPage)
    return made


def use(page: DataPage, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        page.use(path)


def choose(box: QComboBox, text: str, qtbot: QtBot) -> None:
    """With the keyboard: types how the entry begins. A space would open the list."""
    box.setFocus()
    qtbot.keyClicks(box, text.split()[0])
    assert box.currentText() == text


def classes(page: DataPage) -> list[tuple[str, int]]:
    model = page.classes.model
    return [(model.row(number).name, model.row(number).count) for number in range(model.rowCount())]


def lengths(page: DataPage, qtbot: QtBot) -> TextLengthInfo:
    """Once they are counted for what is chosen now."""
    qtbot.waitUntil(lambda: not page.services.text_lengths.running, timeout=PATIENCE_MS)
    found = page.services.workspace.text_lengths
    assert found is not None
    return found


# ---- what is shown ---------------------------------------------------------------------------------------------------


def test_a_dropped_table_makes_it_a_task_for_texts(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(reviews))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, mime, button, key)
    QApplication.sendEvent(page.drop_area, enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        QApplication.sendEvent(page.drop_area, QDropEvent(QPointF(9, 9), action, mime, button, key))
    spec = page.services.workspace.spec
    assert spec is not None
    assert spec.task == "text-classification"
    assert spec.model.entry == "text/all-MiniLM-L6-v2"
    assert (spec.layers.trainable, spec.training.epochs) == ("all", 4)
    assert page.title() == "Your texts"
    assert page.lead() == "reviews.csv · table, text column “review”, label column “opinion” · 30 texts"
    assert classes(page) == [("bad", 10), ("good", 20)]
    assert page.samples["text"].isVisible()
    assert not page.samples["image"].isVisible()
    assert page.next_button.isEnabled()


def test_pictures_after_texts_are_a_task_for_pictures_again(
    page: DataPage, reviews: Path, pictures: Path, qtbot: QtBot
) -> None:
    use(page, reviews, qtbot)
    use(page, pictures, qtbot)
    spec = page.services.workspace.spec
    assert spec is not None
    assert spec.task == "image-classification"
    assert spec.model.entry == "fettle/efficientnet-lite0"
    assert spec.layers.trainable == "head"
    assert page.samples["image"].isVisible()
    assert not any(part.isVisible() for part in (page.samples["text"], page.measures["text"], page.columns))


def test_settings_stay_where_the_kind_of_data_stays(page: DataPage, reviews: Path, tmp_path: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    workspace = page.services.workspace
    assert workspace.spec is not None
    workspace.update(training=workspace.spec.training.model_copy(update={"epochs": 7}))
    use(page, Path(reviews.rename(tmp_path / "moved.csv")), qtbot)
    assert workspace.spec.training.epochs == 7


def test_chosen_text_is_read_below_the_list(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    panel = page.samples["text"]
    page.classes.table.selectRow(1)
    assert panel.model.rowCount() == 20
    qtbot.mouseClick(
        panel.table.viewport(), Qt.MouseButton.LeftButton, pos=panel.table.visualRect(panel.model.index(2, 0)).center()
    )
    assert panel.reader.toPlainText() == sentence(2, "good")
    assert panel.where.text() == "row 3 of reviews.csv"


def test_folders_of_text_files_are_read(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    for label in ("ham", "spam"):
        (tmp_path / "mails" / label).mkdir(parents=True)
        for index in range(10):
            (tmp_path / "mails" / label / f"{index}.txt").write_text(sentence(index, label), encoding="utf-16")
    use(page, tmp_path / "mails", qtbot)
    assert page.lead() == "mails · one folder a class · 20 texts"
    assert not page.columns.isVisible()
    assert page.samples["text"].where.text() == "ham/0.txt"
    assert page.samples["text"].reader.toPlainText() == sentence(0, "ham")


def test_text_is_left_out_and_put_back(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    before = reviews.read_bytes()
    use(page, reviews, qtbot)
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.samples["text"].leave_out, Qt.MouseButton.LeftButton)
    spec = page.services.workspace.dataset
    assert spec is not None
    assert spec.excluded == ("reviews.csv#21",)
    assert classes(page) == [("bad", 9), ("good", 20)]
    cell = page.findings.table.visualRect(page.findings.table.model().index(0, ACTION)).center()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.findings.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert classes(page) == [("bad", 10), ("good", 20)]
    assert reviews.read_bytes() == before


def test_the_same_text_under_two_labels_is_decided_by_the_person(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    rows = [(sentence(number, "any"), "ab"[number % 2]) for number in range(20)]
    table = write_table(tmp_path / "t.csv", ("text", "label"), [*rows, ("The very same.", "a"), ("The very same.", "b")])
    use(page, table, qtbot)
    assert "● 2 texts under two classes" in [text for text, _role in page.presenter.view().summary]  # type: ignore[union-attr]
    cell = page.findings.table.visualRect(page.findings.table.model().index(0, ACTION)).center()
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        qtbot.mouseClick(page.findings.table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert classes(page) == [("a", 11), ("b", 10)]


# ---- columns ---------------------------------------------------------------------------------------------------------


def test_another_column_is_the_label(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    columns = page.columns
    assert (columns.text.currentText(), columns.label.currentText(), columns.split.currentText()) == (
        "review",
        "opinion",
        "none",
    )
    qtbot.mouseClick(columns.toggle, Qt.MouseButton.LeftButton)
    assert columns.rows.isVisible()
    heading = columns.rows.model().headerData(1, Qt.Orientation.Horizontal)
    assert heading == "opinion\n↳ label"
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        choose(columns.label, "device", qtbot)
    assert classes(page) == [("phone", 15), ("web", 15)]
    spec = page.services.workspace.dataset
    assert spec is not None
    assert spec.table == TableSpec(text_column="review", label_column="device", split_column="")
    assert columns.rows.model().headerData(2, Qt.Orientation.Horizontal) == "device\n↳ label"


def test_columns_that_have_one_use_each_change_places(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    said: list[TableSpec] = []
    page.columns.columns_chosen.connect(said.append)
    choose(page.columns.label, "review", qtbot)
    assert said == [TableSpec(text_column="opinion", label_column="review", split_column="")]


def test_what_can_not_be_guessed_is_asked(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    """Every value is different: no column looks like labels."""
    rows = [(sentence(number, "x"), f"{number}", sentence(number, "y")) for number in range(60)]
    table = write_table(tmp_path / "odd.csv", ("a", "b", "c"), rows)
    with qtbot.waitSignal(page.services.table_preview.changed, timeout=PATIENCE_MS):
        page.use(table)
    assert "No column of" in page.error.text()
    assert page.columns.rows.isVisible()
    assert page.columns.label.currentText() == "choose…"
    assert not page.drop_area.isVisible()
    assert page.other_button.isVisible()
    write_table(table, ("a", "b", "c"), [(first, "yes" if n % 2 else "no", third) for n, (first, _, third) in enumerate(rows)])
    with qtbot.waitSignal(page.services.scan.finished, timeout=PATIENCE_MS):
        choose(page.columns.label, "b", qtbot)
    assert classes(page) == [("no", 30), ("yes", 30)]
    assert page.error.isHidden()


def test_split_column_decides(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    rows = [(sentence(n, "ab"[n % 2]), "ab"[n % 2], "test" if n < 10 else "train") for n in range(40)]
    use(page, write_table(tmp_path / "parted.csv", ("text", "label", "split"), rows), qtbot)
    view = page.presenter.view()
    assert view is not None
    assert view.split_hint == "the column “split” decides"
    assert not view.split_editable
    assert view.parts[2].text == "test 10"


def test_no_table_no_columns(page: DataPage, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "empty").mkdir()
    with qtbot.waitSignal(page.services.scan.failed, timeout=PATIENCE_MS):
        page.use(tmp_path / "empty")
    assert page.drop_area.isVisible()
    assert not page.columns.isVisible()


# ---- lengths ---------------------------------------------------------------------------------------------------------


def test_lengths_and_cut_follow_what_is_chosen(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    panel = page.measures["text"]
    found = lengths(page, qtbot)
    assert (found.count, found.cut_count) == (30, 0)
    assert panel.sentence.text() == "None of the 30 texts is longer than 256 tokens: all are read whole."
    assert panel.cut.currentText() == "Automatic (256)"
    choose(panel.cut, "16 tokens", qtbot)
    spec = page.services.workspace.spec
    assert spec is not None
    assert spec.model.max_tokens == 16
    found = lengths(page, qtbot)
    assert found.max_tokens == 16
    assert 0 < found.cut_count < 30
    assert panel.sentence.text() == f"{found.cut_count} of 30 texts are longer than 16 tokens and are cut."


@pytest.mark.slow
def test_what_is_kept_needs_no_new_counting(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    found = lengths(page, qtbot)
    both = page.measures["text"].keep.findChildren(type(page.next_button))[2]
    qtbot.mouseClick(both, Qt.MouseButton.LeftButton)
    spec = page.services.workspace.spec
    assert spec is not None
    assert spec.model.keep == "both"
    assert page.services.workspace.text_lengths is found
    assert not page.services.text_lengths.running


@pytest.mark.slow
def test_model_that_is_not_here_is_told_where_lengths_would_be(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    use(page, reviews, qtbot)
    lengths(page, qtbot)
    workspace = page.services.workspace
    assert workspace.spec is not None
    workspace.update(model=workspace.spec.model.model_copy(update={"entry": "/nowhere/a-model"}))
    assert workspace.text_lengths is None
    qtbot.waitUntil(lambda: page.services.text_lengths.error is not None, timeout=PATIENCE_MS)
    assert page.measures["text"].error.isVisible()
    assert "nowhere" in page.measures["text"].error.text()


def test_cut_stands_behind_the_last_text_that_is_whole(look: QApplication, qtbot: QtBot) -> None:
    histogram = LengthHistogram()
    qtbot.addWidget(histogram)
    histogram.show_lengths((0, 10, 20, 30), (5, 0, 2), 9)
    assert histogram.cut_x() == pytest.approx(1 / 3)
    histogram.show_lengths((0, 10, 20, 30), (5, 0, 2), 14)
    assert histogram.cut_x() == pytest.approx(0.5)
    histogram.show_lengths((0, 10, 20, 30), (5, 0, 2), 512)
    assert histogram.cut_x() == 1
    assert histogram.accessibleDescription() == "0 to 9 tokens: 5; 20 to 29 tokens: 2"


# ---- many ------------------------------------------------------------------------------------------------------------


def test_counts_are_those_of_all_texts_where_a_selection_is_shown(page: DataPage, reviews: Path, qtbot: QtBot) -> None:
    """As the scan writes it for a table of 300,000 rows."""
    use(page, reviews, qtbot)
    workspace = page.services.workspace
    samples = [
        SampleInfo(file=f"reviews.csv#{n}", label=label, part="train", sha256=str(n), characters=900, excerpt="x" * 300)
        for n, label in ((1, "bad"), (2, "good"))
    ]
    tallies = {
        "bad": {"train": 90_000, "validation": 5_000, "test": 5_000},
        "good": {"train": 200_000, "validation": 0, "test": 0},
    }
    table = workspace.dataset_info.table if workspace.dataset_info else None
    workspace.dataset_info = DatasetInfo.model_validate(
        {
            "kind": "text",
            "folder": str(reviews),
            "class_names": ("bad", "good"),
            "samples": samples,
            "tallies": tallies,
            "table": table,
            "fingerprint": "many",
            "findings": [
                {"code": "row_ragged", "file": "reviews.csv#7", "severity": "warning", "left_out": True},
                {
                    "code": "more_alike",
                    "file": "",
                    "severity": "warning",
                    "left_out": True,
                    "params": {"count": 41, "of": "row_ragged"},
                },
            ],
        }
    )
    assert page.lead().endswith(f" {number(300_000)} texts")
    assert classes(page) == [("bad", 100_000), ("good", 200_000)]
    view = page.presenter.view()
    assert view is not None
    assert [part.text for part in view.parts] == [f"train {number(290_000)}", f"val. {number(5_000)}", f"test {number(5_000)}"]
    assert ("▲ 42 left out", "warning") in view.summary
    assert view.kinds[1] == ("row_ragged", "wrong number of values (42)")
    assert page.samples["text"].reader.toPlainText().endswith("x …")


@pytest.mark.parametrize(
    ("file", "said"),
    [("a.csv#17", "row 17 of a.csv"), ("ham/letter #2.txt", "ham/letter #2.txt"), ("ham/letter #2", "ham/letter #2")],
)
def test_place_of_a_text_in_words(look: QApplication, file: str, said: str) -> None:
    assert place_of(file) == said
