"""The Model, Layers, Train and Runs pages in a project of texts: what is shown, what is hidden, what a person can set."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.pages.layers.page import LayersPage
from app.pages.model.model_table import INPUT, TOP1
from app.pages.model.page import ModelPage
from app.pages.model.rows import run_rows
from app.pages.runs.differences import setting_name, setting_value
from app.pages.runs.presenter import RunsPresenter
from app.pages.runs.summary import read_runs
from app.pages.train.page import TrainPage
from app.services import Services
from core.contracts.records import DatasetInfo, ModelInfo, RunMetrics, SampleInfo, TextLengthInfo
from core.contracts.spec import DatasetSpec, LayersSpec, ModelSpec, RunSpec, TrainingSpec
from core.store.runs import RunFolder, RunStore
from tests.app.synthetic_runs import finished_run
from tests.app.synthetic_training import dataset_info, model_info

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 180_000
LABELS = ("bad", "good")
LORA_PER_RANK = 1_000


def text_data(table: Path, count: int = 1_000) -> DatasetInfo:
    """70 % train, 15 % validation, 15 % test."""
    parts = [*["train"] * 14, *["validation"] * 3, *["test"] * 3]
    samples = tuple(
        SampleInfo(
            file=f"{table.name}#{number + 1}",
            label=LABELS[number % 2],
            part=parts[number // 2 % 20],  # type: ignore[arg-type]
            sha256=f"{number:064}",
            characters=40,
            excerpt=f"text {number}",
        )
        for number in range(count)
    )
    return DatasetInfo(kind="text", folder=str(table), class_names=LABELS, samples=samples, fingerprint="f")


def text_model() -> ModelInfo:
    """Six blocks of 1 ms forward each, like those for pictures; LoRA can be put into all but the first."""
    info = model_info()
    blocks = [block.model_copy(update={"lora_parameters_per_rank": LORA_PER_RANK}) for block in info.blocks]
    blocks[0] = info.blocks[0]
    fields = {"entry": "text/all-MiniLM-L6-v2", "data": "text", "input_size_px": 0, "max_tokens": 512, "measured_tokens": 48}
    return info.model_copy(update={**fields, "blocks": tuple(blocks)})


def text_lengths(median: int = 20) -> TextLengthInfo:
    return TextLengthInfo(
        edges=(0, 100, 300),
        counts=(990, 10),
        median=median,
        percentile_95=90,
        longest=299,
        max_tokens=256,
        model_max_tokens=512,
        cut_count=3,
        count=1_000,
    )


@pytest.fixture
def texts(services: Services, tmp_path: Path) -> Services:
    """A project whose texts and network are known, without any worker."""
    workspace = services.workspace
    workspace.create(tmp_path / "projects", "Words")
    table = tmp_path / "reviews.csv"
    table.write_text("text,label\n")
    workspace.update(dataset=DatasetSpec(folder=str(table)))
    workspace.dataset_info = text_data(table)
    workspace.model_info = text_model()
    return services


def spec_of(services: Services) -> RunSpec:
    assert services.workspace.spec is not None
    return services.workspace.spec


def click(page: LayersPage | TrainPage, text: str) -> None:
    shown = [made for made in page.findChildren(QAbstractButton) if made.text() == text and made.isVisible()]
    QTest.mouseClick(shown[0], LEFT)


# ---- Model -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def model_page(texts: Services, qtbot: QtBot) -> ModelPage:
    page = ModelPage(texts)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page._load_rows()
    qtbot.waitUntil(lambda: page.models.rowCount() > 0)
    return page


def test_only_models_for_the_kind_of_data_are_listed(model_page: ModelPage, texts: Services, qtbot: QtBot) -> None:
    assert {row.entry.data for row in model_page.models.rows()} == {"text"}
    assert model_page.models.rows()[0].entry.id == "text/all-MiniLM-L6-v2"
    assert model_page.table.isColumnHidden(TOP1)
    assert model_page.models.index(0, INPUT).data() == "512 tokens"
    assert [model_page.family.itemData(n) for n in range(model_page.family.count())] == ["", "run", "text", "file"]
    texts.workspace.dataset_info = dataset_info("pictures")
    qtbot.waitUntil(lambda: {row.entry.data for row in model_page.models.rows()} == {"image"})
    assert not model_page.table.isColumnHidden(TOP1)


def test_how_texts_go_in_is_set_beside_the_models(model_page: ModelPage, texts: Services) -> None:
    QTest.mouseClick(model_page.advanced_button, LEFT)
    assert model_page.input_form.fields() == ("max_tokens", "keep")
    longest = model_page.input_form.control("max_tokens")
    assert isinstance(longest, QLineEdit)
    QTest.keyClicks(longest, "128")
    QTest.keyClick(longest, Qt.Key.Key_Return)
    assert spec_of(texts).model.max_tokens == 128


def test_another_network_keeps_where_texts_are_cut(model_page: ModelPage, texts: Services) -> None:
    texts.workspace.update(model=ModelSpec(entry="text/all-MiniLM-L6-v2", max_tokens=100, keep="end"))
    model_page.select("text/google-bert/bert-base-uncased")
    QTest.mouseClick(model_page.details.use_button, LEFT)
    assert spec_of(texts).model == ModelSpec(entry="text/google-bert/bert-base-uncased", max_tokens=100, keep="end")


def test_runs_on_other_data_are_no_models_here(texts: Services, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    runs = [
        finished_run(store, tmp_path, LABELS, spec=RunSpec(task=task, name=task, dataset=DatasetSpec(folder=str(tmp_path))))
        for task in ("image-classification", "text-classification")
    ]
    for run in runs:
        (run.best_model_path / "model.safetensors").write_bytes(b"weights")
    assert [row.entry.name for row in run_rows(runs, "text")] == ["text-classification"]
    assert [row.entry.name for row in run_rows(runs, "image")] == ["image-classification"]


# ---- Layers ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def layers_page(texts: Services, qtbot: QtBot) -> LayersPage:
    page = LayersPage(texts)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    return page


def test_the_layers_page_speaks_of_texts(layers_page: LayersPage, texts: Services) -> None:
    assert "your 1000 texts" in layers_page.lead().replace(",", "")
    assert "A good start for 700 training texts" in layers_page.advice.text()
    assert layers_page._measured_on.text() == "measured with texts of 48 tokens"
    click(layers_page, "Head only")
    assert "gain several points" in layers_page.advice.text()
    texts.workspace.text_lengths = text_lengths()
    assert layers_page._presenter.view().input_text == "text, up to 256 tokens"


def test_lora_is_a_choice_with_a_price(layers_page: LayersPage, texts: Services) -> None:
    before = layers_page.costs.texts()
    click(layers_page, "with LoRA")
    assert spec_of(texts).layers.method == "lora"
    assert layers_page.learning.rank.isVisible()
    added = 5 * LORA_PER_RANK * 8
    assert f"{(added + 2_562) / 1000:.1f} K" in layers_page.costs.texts()[0]
    assert layers_page.costs.texts()[0] != before[0]
    layers_page.learning.rank.setFocus()
    QTest.keyClick(layers_page.learning.rank, Qt.Key.Key_Up)
    assert spec_of(texts).layers.lora_rank == 9
    click(layers_page, "fully")
    assert spec_of(texts).layers.method == "full"
    assert not layers_page.learning.rank.isVisible()
    assert layers_page.costs.texts() == before


def test_lora_is_not_offered_where_no_layer_can_carry_it(layers_page: LayersPage, texts: Services) -> None:
    texts.workspace.model_info = model_info()
    lora = next(made for made in layers_page.learning.findChildren(QAbstractButton) if "LoRA" in made.text())
    assert not lora.isEnabled()
    assert "no layer of this network" in lora.toolTip()


@pytest.mark.slow
def test_blocks_are_measured_with_texts_as_long_as_the_usual_one(texts: Services, qtbot: QtBot) -> None:
    """Really measured: the bundled model, in a worker."""
    workspace, description = texts.workspace, texts.model_description
    workspace.model_info = None
    workspace.text_lengths = text_lengths(median=20)
    description.want(measured=True)
    qtbot.waitUntil(lambda: not description.running and workspace.model_info is not None, timeout=PATIENCE_MS)
    assert description.error is None
    info = workspace.model_info
    assert info is not None
    assert (info.data, info.measured_tokens) == ("text", 32)
    assert info.head.forward_s is not None


# ---- Train -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def train_page(texts: Services, qtbot: QtBot) -> TrainPage:
    page = TrainPage(texts)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    QTest.keyClick(page.setup.advanced, Qt.Key.Key_Space)
    assert page.setup.advanced.isChecked()
    return page


def test_each_kind_of_data_has_its_own_fields(train_page: TrainPage, texts: Services) -> None:
    setup = train_page.setup
    assert setup.inputs["text"].isVisible()
    assert not setup.augmentation.isVisible()
    assert not setup.preview.isVisible()
    batch, clip = setup.learning.control("batch_size"), setup.learning.control("clip_norm")
    assert isinstance(batch, QLineEdit) and isinstance(clip, QLineEdit)
    assert (batch.placeholderText(), clip.placeholderText()) == ("Automatic: 16", "Automatic: 1")
    texts.workspace.dataset_info = dataset_info("pictures")
    assert setup.augmentation.isVisible()
    assert not setup.inputs["text"].isVisible()
    assert (batch.placeholderText(), clip.placeholderText()) == ("Automatic: 32", "no limit")


def test_where_texts_are_cut_is_set_by_hand_and_back(train_page: TrainPage, texts: Services) -> None:
    longest, keep = (train_page.setup.inputs["text"].control(name) for name in ("max_tokens", "keep"))
    assert isinstance(longest, QLineEdit) and isinstance(keep, QComboBox)
    QTest.keyClicks(longest, "4")
    QTest.keyClick(longest, Qt.Key.Key_Return)
    assert "at least 8" in train_page.setup.inputs["text"].mistake("max_tokens")
    assert not train_page.start_button.isEnabled()
    longest.selectAll()
    QTest.keyClicks(longest, "64")
    QTest.keyClick(longest, Qt.Key.Key_Return)
    QTest.keyClicks(keep, "both")
    model = spec_of(texts).model
    assert (model.max_tokens, model.keep) == (64, "both")
    assert "Longest text (tokens), Kept of a longer text" in train_page.setup.by_hand.text()
    QTest.mouseClick(train_page.setup.automatic, LEFT)
    model = spec_of(texts).model
    assert (model.max_tokens, model.keep) == (None, None)


def test_defaults_of_the_task_are_not_by_hand(train_page: TrainPage, texts: Services) -> None:
    """Texts are trained with other values than pictures: those are what automatic means here."""
    assert train_page.setup.by_hand.isHidden()
    before = spec_of(texts).training
    smoothing = train_page.setup.data.control("label_smoothing")
    assert isinstance(smoothing, QLineEdit)
    smoothing.selectAll()
    QTest.keyClicks(smoothing, "0.3")
    QTest.keyClick(smoothing, Qt.Key.Key_Return)
    assert train_page.setup.by_hand.text() == "Set by hand: Label smoothing."
    QTest.mouseClick(train_page.setup.automatic, LEFT)
    assert spec_of(texts).training == before


def test_summary_says_texts_and_lora(train_page: TrainPage, texts: Services) -> None:
    texts.workspace.update(layers=LayersSpec(trainable="half", method="lora", lora_rank=4))
    said = dict(train_page._presenter.view().summary)
    assert said["Texts"] == "700 training texts of 2 classes"
    assert said["Layers"] == "3 of 6 blocks and the head learn, with LoRA of rank 4"


@pytest.mark.slow
def test_texts_are_trained_from_the_window(services: Services, tmp_path: Path, qtbot: QtBot) -> None:
    """A real table, the bundled model, a child process: from the button to the scores."""
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as file:
        rows = [(f"{'lovely' if n % 2 else 'awful'} film number {n}", LABELS[n % 2]) for n in range(40)]
        csv.writer(file).writerows([("text", "label"), *rows])
    workspace = services.workspace
    workspace.create(tmp_path / "projects", "Words")
    workspace.update(dataset=DatasetSpec(folder=str(tmp_path / "t.csv")))
    with qtbot.waitSignal(services.scan.finished, timeout=PATIENCE_MS):
        services.scan.start()
    workspace.update(layers=LayersSpec(trainable="last"), training=TrainingSpec(epochs=1, device="cpu"))
    page = TrainPage(services)
    qtbot.addWidget(page)
    page.resize(1000, 700)
    page.show()
    page.entered()
    with qtbot.waitSignal(services.runs.finished, timeout=PATIENCE_MS):
        QTest.mouseClick(page.start_button, LEFT)
    assert page.title() == "Training is finished", services.runs.model
    assert services.runs.run is not None
    run = RunFolder(services.runs.run)
    assert run.read_record().spec.task == "text-classification"
    assert isinstance(run.metrics(), RunMetrics)
    assert workspace.missing_for("results") is None


# ---- Runs ------------------------------------------------------------------------------------------------------------


def test_settings_of_texts_are_named_in_words() -> None:
    assert setting_name("model.max_tokens") == "Longest text (tokens)"
    assert setting_value("model.keep", "both") == "both ends"
    assert (setting_name("layers.method"), setting_value("layers.method", "lora")) == ("Warm blocks learn", "with LoRA")
    assert setting_name("dataset.table.label_column") == "Label column"


def test_a_run_on_pictures_is_not_continued_on_texts(texts: Services, tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    for task in ("image-classification", "text-classification"):
        finished_run(store, tmp_path, LABELS, spec=RunSpec(task=task, name=task, dataset=DatasetSpec(folder=str(tmp_path))))
    presenter = RunsPresenter(texts.workspace)
    presenter.take(read_runs(store))
    why = {run.name: presenter.actions(run).carry_on for run in presenter.runs}
    assert why["image-classification"] == "It learned from pictures, and the project's data are texts."
    assert why["text-classification"] == ""
