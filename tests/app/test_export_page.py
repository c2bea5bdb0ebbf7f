"""Export: what can't begin says why, and what is ticked off was proven by a real worker."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.export.page import ExportPage
from app.pages.export.presenter import ExportPresenter
from app.services import Services
from core.contracts.errors import ErrorInfo
from core.contracts.records import ExportProof, FormatProof
from core.contracts.spec import DatasetSpec, RunSpec, TrainingSpec
from core.store.records import write_record
from core.store.runs import RunFolder
from tests.app.synthetic_runs import finished_run, write_pictures

WORKER_MS = 180_000
PROVEN = FormatProof(
    format="onnx", file="model.onnx", count=12, same_top1=1.0, largest_difference=3e-7, tolerance=1e-3, passed=True
)
LEFT_OUT = FormatProof(
    format="torch-export",
    file="",
    count=0,
    same_top1=0.0,
    largest_difference=float("inf"),
    tolerance=1e-3,
    passed=False,
    why=ErrorInfo(code="format_not_possible", params={"format": "torch-export", "why": "it branches on its input"}),
)


@pytest.fixture
def run(services: Services, tmp_path: Path) -> RunFolder:
    """A finished run in an open project; it has no weights."""
    folder = write_pictures(tmp_path / "data", ("cat", "dog"), 2)
    services.workspace.create(tmp_path / "projects", "Pets")
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
    made = finished_run(services.workspace.project.runs, folder, ("cat", "dog"))
    services.workspace.current_run = made.path
    return made


@pytest.fixture
def page(services: Services, qtbot: QtBot) -> Iterator[ExportPage]:
    made = ExportPage(services)
    qtbot.addWidget(made)
    made.resize(1040, 780)
    made.show()
    made.enter()
    yield made
    made.presenter.cancel()


def test_a_free_name_inside_the_run_is_proposed(run: RunFolder, page: ExportPage) -> None:
    assert page.presenter.destination == run.exports_path / "First try"
    assert page.export_button.isEnabled()
    (run.exports_path / "First try").mkdir(parents=True)
    page.presenter.propose_name()
    assert page.presenter.destination == run.exports_path / "First try-2"


def test_where_there_is_no_run_no_sentence_lacks_its_name(services: Services, qtbot: QtBot) -> None:
    page = ExportPage(services)
    qtbot.addWidget(page)
    assert page.lead() == ""


def test_an_existing_folder_is_refused_before_it_begins(run: RunFolder, page: ExportPage, qtbot: QtBot) -> None:
    (run.exports_path / "mine").mkdir(parents=True)
    page.name_edit.selectAll()
    qtbot.keyClicks(page.name_edit, "mine")
    assert "exists already" in page.problem_note.text()
    assert not page.export_button.isEnabled()
    qtbot.keyClicks(page.name_edit, "-b")
    assert page.export_button.isEnabled() and not page.problem_note.isVisible()


def test_at_least_one_format_is_needed(run: RunFolder, page: ExportPage, qtbot: QtBot) -> None:
    for box in page.format_boxes.values():
        box.setFocus()
        qtbot.keyClick(box, Qt.Key.Key_Space)
    assert page.presenter.formats == ()
    assert page.problem_note.text() == "▲ Choose at least one format."
    qtbot.keyClick(page.format_boxes["onnx"], Qt.Key.Key_Space)
    assert page.presenter.formats == ("onnx",) and page.export_button.isEnabled()


def test_a_name_that_would_leave_the_folder_is_refused(run: RunFolder, services: Services) -> None:
    presenter = ExportPresenter(services)
    presenter.look()
    presenter.set_name("../outside")
    assert "name that every system can use" in presenter.problem()


def test_only_what_was_proven_is_ticked_and_the_rest_says_why(run: RunFolder, page: ExportPage) -> None:
    bundle = run.exports_path / "earlier"
    write_record(bundle / "proof.json", ExportProof(formats=(PROVEN, LEFT_OUT)))
    page.enter()
    assert page.presenter.bundle is not None and page.presenter.bundle.folder == bundle
    cells = page.proof.cells()
    assert cells.count("✓ proven") == 1 and cells.count("✗ left out") == 1
    assert any("it branches on its input" in cell for cell in cells)
    assert page.proof.verdict.text().startswith("▲ 1 of 2 formats")
    assert page.presenter.usage() == (), "there is no script in this bundle"


def test_a_run_without_weights_fails_with_a_sentence_and_leaves_nothing(run: RunFolder, page: ExportPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert page.cancel_button.isVisible() and not page.export_button.isEnabled()
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)
    assert page.trouble.isVisible()
    assert not page.presenter.destination.exists() and not page.proof.isVisible()


@pytest.mark.slow
def test_a_trained_run_is_exported_proven_and_answers_without_fettle(services: Services, qtbot: QtBot, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data", ("cat", "dog"), 8)
    services.workspace.create(tmp_path / "projects", "Pets")
    spec = RunSpec(name="Real", dataset=DatasetSpec(folder=str(folder)), training=TrainingSpec(epochs=1))
    services.workspace.update(dataset=spec.dataset, training=spec.training, name="Real")
    with qtbot.waitSignal(services.runs.finished, timeout=WORKER_MS):
        services.runs.start(spec)
    page = ExportPage(services)
    qtbot.addWidget(page)
    page.show()
    page.enter()
    for key in ("safetensors", "torch-export"):
        page.presenter.set_format(key, wanted=False)
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)
    assert page.presenter.error is None
    assert page.proof.verdict.text().startswith("✓ Proven")
    bundle = page.presenter.bundle
    assert bundle is not None and (bundle.folder / "model.onnx").is_file()
    script, picture = str(bundle.folder / "predict.py"), str(folder / "cat" / "000.png")
    said = subprocess.run([sys.executable, "-I", script, picture], capture_output=True, text=True, check=True).stdout
    assert "cat" in said and "dog" in said
