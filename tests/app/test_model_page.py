"""The Model page: finding a network among a thousand, using it, getting its weights, going on from one's own runs."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app.i18n import number
from app.pages.model import rows as rows_module
from app.pages.model.model_table import NAME, PARAMETERS, ROW_ROLE, TOP1, ModelFilter, ModelTableModel
from app.pages.model.page import ModelPage
from app.pages.model.presenter import ModelPresenter, character_of, download_question
from app.pages.model.rows import ModelRow, collect_rows, lineage_of, run_rows
from app.services import Services
from core.contracts.records import CatalogueEntry
from core.contracts.spec import DatasetSpec, ModelSpec, RunSpec
from core.store.catalogue import read_catalogue
from core.store.runs import RunFolder, RunStore
from tests.app.synthetic_training import dataset_info, model_info

LEFT = Qt.MouseButton.LeftButton
FAMILIES = ("torchvision", "timm", "transformers")


def entry(number: int, **fields: object) -> CatalogueEntry:
    values: dict[str, object] = {
        "id": f"{FAMILIES[number % 3]}/net{number}",
        "name": f"Network {number:04}",
        "family": FAMILIES[number % 3],
        "parameters": 1_000_000 + 7_919 * number % 90_000_000,
        "size_bytes": 4_000_000 + number,
        "input_size_px": 224,
        "top1": None if number % 10 == 0 else 0.6 + number % 300 / 1000,
        "licence": "Apache-2.0",
        "source": f"hub/net{number}",
    }
    return CatalogueEntry.model_validate({**values, **fields})


@pytest.fixture
def large_catalogue(monkeypatch: pytest.MonkeyPatch) -> list[CatalogueEntry]:
    """The bundled model and 1,200 that are not on this machine."""
    entries = [read_catalogue()[0], *(entry(number) for number in range(1_200))]
    monkeypatch.setattr(rows_module, "read_catalogue", lambda: tuple(entries))
    return entries


@pytest.fixture
def ready(project: Services) -> Services:
    workspace = project.workspace
    assert workspace.spec is not None
    workspace.dataset_info = dataset_info(workspace.spec.dataset.folder)
    workspace.model_info = model_info()
    return project


@pytest.fixture
def page(ready: Services, large_catalogue: list[CatalogueEntry], qtbot: QtBot) -> ModelPage:
    made = ModelPage(ready)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made._load_rows()
    qtbot.waitUntil(lambda: made.models.rowCount() == len(large_catalogue))
    return made


def shown_names(table: ModelFilter) -> list[str]:
    return [table.index(row, NAME).data() for row in range(table.rowCount())]


def chosen(services: Services) -> ModelSpec:
    assert services.workspace.spec is not None
    return services.workspace.spec.model


# ---- rows ------------------------------------------------------------------------------------------------------------


def a_run(store: RunStore, name: str, model: ModelSpec, *, weights: bool = True) -> RunFolder:
    run = store.create(RunSpec(name=name, dataset=DatasetSpec(folder="x"), model=model))
    if weights:
        run.best_model_path.mkdir(parents=True)
        (run.best_model_path / "model.safetensors").write_bytes(b"0" * 4_000)
    return run


def test_runs_with_weights_are_starting_points_with_their_lineage(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    first = a_run(store, "first", ModelSpec())
    second = a_run(store, "second", ModelSpec(entry=str(first.path)))
    a_run(store, "without weights", ModelSpec(), weights=False)
    found = {row.entry.name: row for row in run_rows(store.list())}
    assert set(found) == {"first", "second"}
    assert found["second"].lineage == ("first", "EfficientNet-Lite0 (pretrained)")
    assert found["second"].entry.id == str(second.path)
    assert found["second"].here


def test_a_lineage_that_bites_its_tail_ends(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_run(store, "odd", ModelSpec())
    record = run.read_record()
    spec = record.spec.model_copy(update={"model": ModelSpec(entry=str(run.path))})
    assert lineage_of(run.path, {run.path: record.model_copy(update={"spec": spec})}) == ()


def test_a_damaged_run_is_left_out(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_run(store, "broken", ModelSpec())
    run.record_path.write_text("{")
    assert run_rows(store.list()) == []


def test_what_is_here_comes_before_what_is_not(large_catalogue: list[CatalogueEntry]) -> None:
    rows = collect_rows([], None)
    assert rows[0].entry.id == "fettle/efficientnet-lite0"
    assert rows[0].here
    assert not any(row.here for row in rows[1:])


def test_a_chosen_folder_is_a_row_too(large_catalogue: list[CatalogueEntry], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").write_bytes(b"0" * 400)
    rows = collect_rows([], ModelSpec(entry=str(tmp_path / "mine")))
    assert rows[0].entry.family == "file"
    assert rows[0].entry.parameters == 100
    assert rows[0].here
    assert not collect_rows([], ModelSpec(entry=str(tmp_path / "gone")))[0].here


# ---- the table -------------------------------------------------------------------------------------------------------


@pytest.fixture
def table(look: object) -> ModelFilter:
    model = ModelTableModel()
    made = ModelFilter()
    made.setSourceModel(model)
    model.setParent(made)
    model.show([ModelRow(entry(number), here=number % 4 == 0) for number in range(60)], "timm/net1")
    return made


def test_all_words_of_a_search_must_occur(table: ModelFilter) -> None:
    table.search("NETWORK 0007")
    assert shown_names(table) == ["Network 0007"]
    table.search("timm apache 0010")
    assert len(shown_names(table)) == 1
    table.search("no such thing")
    assert shown_names(table) == []


def test_filters_combine(table: ModelFilter) -> None:
    table.set_only_here(True)
    table.set_family("timm")
    rows = [table.index(row, 0).data(ROW_ROLE) for row in range(table.rowCount())]
    assert rows
    assert all(row.here and row.entry.family == "timm" for row in rows)


def test_columns_sort_as_numbers(table: ModelFilter) -> None:
    table.sort(PARAMETERS, Qt.SortOrder.DescendingOrder)
    counts = [table.index(row, 0).data(ROW_ROLE).entry.parameters for row in range(table.rowCount())]
    assert counts == sorted(counts, reverse=True)
    table.sort(TOP1, Qt.SortOrder.AscendingOrder)
    assert table.index(0, TOP1).data() == "–"  # an unknown one is below all others


def test_the_model_in_use_is_marked_in_words(table: ModelFilter) -> None:
    assert [name for name in shown_names(table) if name.startswith("▸")] == ["▸ Network 0001"]


# ---- deciding --------------------------------------------------------------------------------------------------------


def test_using_a_network_is_saved(ready: Services) -> None:
    presenter = ModelPresenter(ready.workspace, ready.model_description)
    presenter.edit_input({"fit": "pad", "image_size_px": 128})
    presenter.use(ModelRow(entry(1), here=True))
    assert chosen(ready) == ModelSpec(entry="timm/net1", fit="pad")  # its own size again
    assert ready.workspace.model_info is None


def test_a_file_of_weights_belongs_to_the_network_that_is_looked_at(ready: Services, tmp_path: Path) -> None:
    presenter = ModelPresenter(ready.workspace, ready.model_description)
    weights = tmp_path / "mine.pth"
    weights.write_bytes(b"")
    presenter.use_path(weights, ModelRow(entry(1), here=False))
    assert chosen(ready) == ModelSpec(entry="timm/net1", weights=str(weights))
    assert presenter.details(ModelRow(entry(1), here=False)).weights_text == "Weights: mine.pth"
    presenter.use_own_weights()
    assert chosen(ready).weights == "pretrained"


def test_a_file_in_a_model_folder_means_the_folder(ready: Services, tmp_path: Path) -> None:
    presenter = ModelPresenter(ready.workspace, ready.model_description)
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(b"")
    presenter.use_path(tmp_path / "model.safetensors", None)
    assert chosen(ready) == ModelSpec(entry=str(tmp_path))


def test_a_picture_size_that_can_not_be_is_told(ready: Services) -> None:
    presenter = ModelPresenter(ready.workspace, ready.model_description)
    assert presenter.edit_input({"image_size_px": 4}) == {"image_size_px": "This must be at least 16."}
    assert chosen(ready).image_size_px is None


def test_details_speak_plainly() -> None:
    assert "Small and fast" in character_of(entry(1, parameters=4_000_000))
    assert "Medium" in character_of(entry(1, parameters=25_000_000))
    assert "Large" in character_of(entry(1, parameters=300_000_000))
    assert "87.3" in character_of(entry(1, family="run"), accuracy=0.873)


def test_the_question_before_a_download_says_from_where_and_how_much() -> None:
    text = download_question(entry(0, family="torchvision", source="net-0676ba61.pth", size_bytes=102_500_000))
    assert "PyTorch" in text
    assert "net-0676ba61.pth" in text
    assert "102.5 MB" in text


# ---- the page --------------------------------------------------------------------------------------------------------


def test_searching_and_using_a_network_by_keyboard(page: ModelPage, ready: Services) -> None:
    page.search.setFocus()
    QTest.keyClicks(page.search, "network 0100")
    assert page.count.text() == f"1 of {number(1_201)}"
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    row = page.selected()
    assert row is not None
    assert row.entry.name == "Network 0100"
    assert chosen(ready).entry == "fettle/efficientnet-lite0"
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert chosen(ready).entry == row.entry.id
    assert page.details.use_button.text() == "✓ In use"
    assert "not on this computer" in page.details.here.text()


def test_the_button_uses_what_is_looked_at(page: ModelPage, ready: Services) -> None:
    page.select("timm/net1")
    assert chosen(ready).entry == "fettle/efficientnet-lite0"
    QTest.mouseClick(page.details.use_button, LEFT)
    assert chosen(ready).entry == "timm/net1"


def test_only_what_is_here(page: ModelPage) -> None:
    page.only_here.setFocus()
    QTest.keyClick(page.only_here, Qt.Key.Key_Space)
    assert page.filter.rowCount() == 1
    assert page.filter.index(0, 1).data() == "✓ here"


def test_one_family(page: ModelPage) -> None:
    page.family.setFocus()
    for _ in range(4):
        QTest.keyClick(page.family, Qt.Key.Key_Down)
    assert page.filter.rowCount() == 400


def test_a_long_name_gives_way_to_what_a_model_is_chosen_by(
    ready: Services, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    entries = tuple(entry(number, name=f"eva02_large_patch14_clip_336.merged2b_ft_in{number}k") for number in range(1, 100))
    monkeypatch.setattr(rows_module, "read_catalogue", lambda: entries)
    page = ModelPage(ready)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page._load_rows()
    table = page.table
    qtbot.waitUntil(lambda: page.models.rowCount() > 0)
    assert table.columnViewportPosition(TOP1) + table.columnWidth(TOP1) <= table.viewport().width()


def test_a_header_sorts(page: ModelPage) -> None:
    header = page.table.horizontalHeader()
    where = header.sectionViewportPosition(PARAMETERS) + 10
    QTest.mouseClick(header.viewport(), LEFT, pos=header.viewport().rect().topLeft() + type(page.pos())(where, 8))
    counts = [page.filter.index(row, 0).data(ROW_ROLE).entry.parameters for row in range(50)]
    assert counts == sorted(counts)


def test_nothing_is_fetched_without_a_yes(page: ModelPage) -> None:
    page.select("timm/net1")
    QTest.mouseClick(page.details.download_button, LEFT)
    question = page.findChild(QMessageBox)
    assert "Hugging Face" in question.text()
    no = next(made for made in question.buttons() if made.text() == "Not now")
    QTest.mouseClick(no, LEFT)
    assert not page.download.running
    assert page.download.entry == ""


def test_a_download_that_fails_is_a_sentence(
    page: ModelPage, ready: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is real and is forbidden the network, as on an offline workstation."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    page.select("timm/net1")
    QTest.mouseClick(page.details.download_button, LEFT)
    yes = next(made for made in page.findChild(QMessageBox).buttons() if made.text() == "Download")
    QTest.mouseClick(yes, LEFT)
    assert page.download.running
    assert page.details.cancel_button.isVisible()
    qtbot.waitUntil(lambda: page.download.error is not None, timeout=120_000)
    assert page.details.failure.text().startswith("● ")
    assert page.details.download_button.isVisible()


@pytest.mark.slow
def test_a_weights_file_that_does_not_fit_is_told_in_the_details(
    page: ModelPage, ready: Services, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    weights = tmp_path / "broken.safetensors"
    weights.write_bytes(b"not weights")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(weights), ""))
    QTest.mouseClick(page.details.file_button, LEFT)
    assert chosen(ready).weights == str(weights)
    qtbot.waitUntil(lambda: ready.model_description.error is not None, timeout=120_000)
    qtbot.waitUntil(lambda: "broken.safetensors" in page.details.state.text())
    assert page.details.state.text().startswith("● ")
    QTest.mouseClick(page.details.own_weights_button, LEFT)
    qtbot.waitUntil(lambda: page.details.state.text().startswith("✓ "), timeout=120_000)


def test_ones_own_run_is_shown_with_its_lineage(page: ModelPage, ready: Services, qtbot: QtBot) -> None:
    project = ready.workspace.project
    assert project is not None
    run = a_run(project.runs, "round one", ModelSpec())
    page._load_rows()
    qtbot.waitUntil(lambda: page.models.row_of(str(run.path)) is not None)
    page.select(str(run.path))
    assert "round one ← EfficientNet-Lite0 (pretrained)" in page.details.lineage.text()


def test_picture_size_and_fit(page: ModelPage, ready: Services) -> None:
    QTest.mouseClick(page.advanced_button, LEFT)
    size = page.input_form.control("image_size_px")
    size.setFocus()
    QTest.keyClicks(size, "4")
    QTest.keyClick(size, Qt.Key.Key_Return)
    assert "at least 16" in page.input_form.mistake("image_size_px")
    QTest.keyClicks(size, "8")
    QTest.keyClick(size, Qt.Key.Key_Return)
    assert page.input_form.mistake("image_size_px") == ""
    assert chosen(ready).image_size_px == 48
