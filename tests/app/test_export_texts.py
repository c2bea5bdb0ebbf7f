"""Export of a model for texts: its own formats, its own words, and a proof by a real worker."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.export.page import ExportPage
from app.services import Services
from core.contracts.records import ExportProof, FormatProof
from core.contracts.spec import DatasetSpec
from core.store.atomic import write_text
from core.store.records import write_record
from core.store.runs import RunFolder
from tests.app.synthetic_runs import finished_run, write_pictures
from tests.app.text_runs import answer, text_run

WORKER_MS = 280_000
PROVEN = FormatProof(
    format="hugging-face",
    file="hugging-face",
    count=12,
    same_top1=1.0,
    largest_difference=3e-7,
    tolerance=1e-3,
    passed=True,
)


@pytest.fixture
def run(services: Services, trained_on_texts: Path, tmp_path: Path) -> RunFolder:
    services.workspace.create(tmp_path / "projects", "Letters")
    rows = (answer("A joy.", "content", 0.9, said="content"), answer("A waste.", "unhappy", 0.8))
    made = text_run(services.workspace.project.runs, trained_on_texts, rows)
    services.workspace.current_run = made.path
    return made


@pytest.fixture
def page(services: Services, run: RunFolder, qtbot: QtBot) -> Iterator[ExportPage]:
    made = ExportPage(services)
    qtbot.addWidget(made)
    made.resize(1040, 780)
    made.show()
    made.enter()
    yield made
    made.presenter.cancel()


def test_a_model_for_texts_can_become_a_hugging_face_folder(page: ExportPage, qtbot: QtBot) -> None:
    box = page.format_boxes["hugging-face"]
    assert box.isVisible() and box.isChecked()
    assert page.presenter.formats == ("onnx", "safetensors", "hugging-face", "torch-export")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert page.presenter.formats == ("onnx", "safetensors", "torch-export")


def test_a_run_of_pictures_has_no_such_format(page: ExportPage, services: Services, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "data", ("cat", "dog"), 6)
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
    services.workspace.current_run = finished_run(services.workspace.project.runs, folder, ("cat", "dog")).path
    assert not page.format_boxes["hugging-face"].isVisible()
    assert page.presenter.formats == ("onnx", "safetensors", "torch-export")


def test_the_proof_speaks_of_texts_and_of_what_its_script_needs(page: ExportPage, run: RunFolder) -> None:
    bundle = run.exports_path / "earlier"
    write_record(bundle / "proof.json", ExportProof(formats=(PROVEN,)))
    write_text(bundle / "predict.py", "")
    page.enter()
    assert "texts compared" in page.proof.cells()
    install, ask = page.proof.usage.text().splitlines()
    assert install == "pip install onnxruntime numpy tokenizers"
    assert ask == f'python "{bundle / "predict.py"}" "A text to be judged"'


@pytest.mark.slow
def test_a_trained_run_is_exported_proven_and_answers_without_fettle(page: ExportPage, qtbot: QtBot) -> None:
    for key in ("safetensors", "torch-export", "hugging-face"):
        page.presenter.set_format(key, wanted=False)
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.presenter.running, timeout=WORKER_MS)
    assert page.presenter.error is None
    assert page.proof.verdict.text().startswith("✓ Proven")
    bundle = page.presenter.bundle
    assert bundle is not None
    command = [sys.executable, "-I", str(bundle.folder / "predict.py"), "A wonderful lamp!"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "content" in said and "unhappy" in said
