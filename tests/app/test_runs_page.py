"""The Runs page: the table, what differs, curves, lineage, resume, continue, trash."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.pages.runs.comparison import PairedCount, compare_runs
from app.pages.runs.differences import differing_settings, setting_name, setting_value
from app.pages.runs.page import RunsPage
from app.pages.runs.presenter import RunsPresenter
from app.pages.runs.summary import read_runs, read_summary, working_time_s
from app.services import Services
from core.contracts.events import Paused, Resumed, RunFinished, RunStarted, StepDone, event_to_line
from core.contracts.run_times import RunTimes
from core.contracts.spec import AugmentationSpec, DatasetSpec, LayersSpec, RunSpec, TrainingSpec
from core.store.atomic import write_text
from core.store.runs import RunFolder, RunStore
from tests.app.synthetic_runs import finished_run, lost_run, write_pictures

NAMES = ("cat", "dog")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "data", NAMES, 2)


@pytest.fixture
def store(services: Services, folder: Path, tmp_path: Path) -> RunStore:
    """The runs of an open project."""
    services.workspace.create(tmp_path / "projects", "Pets")
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
    return services.workspace.project.runs


@pytest.fixture
def make_page(services: Services, qtbot: QtBot) -> Callable[[], RunsPage]:
    def make() -> RunsPage:
        page = RunsPage(services)
        qtbot.addWidget(page)
        page.resize(1040, 780)
        page.show()
        page.enter()
        project = services.workspace.project
        qtbot.waitUntil(lambda: len(page.presenter.runs) == len(project.runs.list()))
        return page

    return make


def spec_of(folder: Path, name: str, **training: object) -> RunSpec:
    return RunSpec(name=name, dataset=DatasetSpec(folder=str(folder)), training=TrainingSpec(**training))


def column(page: RunsPage, head: str) -> list[str]:
    model = page.table.model()
    heads = [model.headerData(section, Qt.Orientation.Horizontal) for section in range(model.columnCount())]
    return [model.index(row, heads.index(head)).data() for row in range(model.rowCount())]


# ---- what differs ----------------------------------------------------------------------------------------------------


def test_only_settings_that_differ_are_named_and_in_words(folder: Path) -> None:
    specs = (
        spec_of(folder, "a", lr=0.01, epochs=5),
        spec_of(folder, "b", epochs=5, augmentation=AugmentationSpec(preset="strong")),
    )
    assert differing_settings(specs) == ("training.lr", "training.augmentation.preset")
    assert setting_name("training.lr") == "Learning rate"
    assert setting_value("training.lr", None) == "automatic" and setting_value("training.lr", 0.01) == "0.01"
    assert setting_value("training.early_stopping_patience", 0) == "never"


def test_every_setting_of_a_run_has_a_name(folder: Path) -> None:
    from app.pages.runs.differences import flat

    assert [path for path in flat(spec_of(folder, "a")) if setting_name(path) == path] == []


def test_a_difference_that_chance_explains_is_told_apart_from_one_that_it_does_not() -> None:
    assert PairedCount("test", 100, 5, 6).chance == pytest.approx(1.0)
    assert PairedCount("test", 100, 1, 9).chance == pytest.approx(22 / 1024)
    assert PairedCount("test", 100, 0, 0).chance == 1.0


def test_two_runs_are_compared_on_the_pictures_that_both_answered(store: RunStore, folder: Path) -> None:
    weak = read_summary(finished_run(store, folder, NAMES, each=40, skill=0.2, spec=spec_of(folder, "Weak")))
    strong = read_summary(finished_run(store, folder, NAMES, each=40, skill=6.0, spec=spec_of(folder, "Strong", lr=0.01)))
    found = compare_runs(weak, strong)
    assert found.rows[1:] == (("Learning rate", "automatic", "0.01"),)
    assert "On the same 80 test examples" in found.verdict and "probably real" in found.verdict


def test_runs_judged_on_different_parts_are_not_compared(store: RunStore, folder: Path) -> None:
    with_test = read_summary(finished_run(store, folder, NAMES))
    without = read_summary(finished_run(store, folder, NAMES, parts=("validation",)))
    assert "different examples" in compare_runs(with_test, without).verdict


# ---- working time ----------------------------------------------------------------------------------------------------


def test_the_duration_leaves_out_pauses_and_the_night_before_a_resume() -> None:
    def at(time_s: float, kind: type, **fields: object) -> bytes:
        return event_to_line(kind(run_id="r", seq=0, time_s=time_s, **fields))

    step = {"step": 1, "epoch": 0.1, "loss": 1.0, "lr": 0.1, "items_per_s": 1.0}
    lines = [
        at(0, RunStarted, job="train"),
        at(10, StepDone, **step),
        at(12, Paused, step=1),
        at(500, Resumed, step=1),
        at(505, StepDone, **step),
        at(90_000, Resumed, step=1, from_checkpoint=True),
        at(90_004, StepDone, **step),
        at(90_005, RunFinished, reason="completed"),
    ]
    assert working_time_s(lines) == pytest.approx(12 + 5 + 5)
    assert working_time_s(lines[:1]) is None


# ---- lineage and actions ---------------------------------------------------------------------------------------------


def test_lineage_goes_back_to_the_first_run(store: RunStore, folder: Path, services: Services) -> None:
    first = finished_run(store, folder, NAMES, spec=spec_of(folder, "First"))
    second = finished_run(store, folder, NAMES, spec=spec_of(folder, "Second"), parent_run=first.read_record().run_id)
    finished_run(store, folder, NAMES, spec=spec_of(folder, "Third"), parent_run=second.read_record().run_id)
    presenter = RunsPresenter(services.workspace)
    presenter.take(read_runs(store))
    by_name = {run.name: run for run in presenter.runs}
    assert presenter.lineage(by_name["Third"]) == "First → Second → Third"
    assert presenter.lineage(by_name["First"]) == ""


def test_a_lost_run_can_be_resumed_and_a_finished_one_continued(store: RunStore, folder: Path, services: Services) -> None:
    finished_run(store, folder, NAMES)
    lost_run(store, folder, NAMES)
    presenter = RunsPresenter(services.workspace)
    presenter.take(read_runs(store))
    by_name = {run.name: presenter.actions(run) for run in presenter.runs}
    assert by_name["Lost one"].resume == "" and "no saved weights" in by_name["Lost one"].carry_on
    assert "finished" in by_name["First try"].resume and by_name["First try"].carry_on == ""


def test_continuing_makes_the_run_the_model_of_the_next_one(store: RunStore, folder: Path, services: Services) -> None:
    services.workspace.update(layers=LayersSpec(trainable="half"))
    run = finished_run(store, folder, NAMES)
    presenter = RunsPresenter(services.workspace)
    presenter.take(read_runs(store))
    presenter.continue_from(presenter.runs[0])
    spec = services.workspace.spec
    assert spec is not None and spec.model.entry == str(run.path)
    assert spec.name == "First try, continued" and spec.layers.trainable == "half"


# ---- the page --------------------------------------------------------------------------------------------------------


def test_no_run_yet_is_a_sentence_with_the_way_on(store: RunStore, make_page: Callable[[], RunsPage], qtbot: QtBot) -> None:
    page = make_page()
    page.enter()
    qtbot.waitUntil(page.empty_text.isVisible)
    with qtbot.waitSignal(page.page_wanted) as wanted:
        qtbot.mouseClick(page.train_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["train"]


def test_the_table_says_status_score_and_what_differs(store: RunStore, folder: Path, make_page: Callable[[], RunsPage]) -> None:
    finished_run(store, folder, NAMES, spec=spec_of(folder, "a" * 150, epochs=3))
    lost_run(store, folder, NAMES)
    page = make_page()
    assert sorted(column(page, "status")) == ["▲ lost", "✓ finished"]
    assert set(column(page, "Epochs")) == {"3", "10"}
    assert any(text.startswith("test ") for text in column(page, "accuracy (95 % interval)"))


def test_numbers_of_a_setting_are_sorted_by_size(store: RunStore, folder: Path, make_page: Callable[[], RunsPage]) -> None:
    for epochs in (100, 5, 20):
        finished_run(store, folder, NAMES, spec=spec_of(folder, f"{epochs} epochs", epochs=epochs))
    page = make_page()
    place = page.presenter.heads().index("Epochs")
    cells = [row[place] for _, row in page.presenter.rows()]
    assert [cell.text for cell in sorted(cells, key=lambda cell: cell.sort)] == ["5", "20", "100"]


def test_the_runs_of_another_project_begin_with_its_current_one(
    store: RunStore, folder: Path, make_page: Callable[[], RunsPage], services: Services, qtbot: QtBot, tmp_path: Path
) -> None:
    finished_run(store, folder, NAMES)
    page = make_page()
    services.workspace.create(tmp_path / "projects", "Others")
    assert page.presenter.runs == ()
    services.workspace.update(dataset=DatasetSpec(folder=str(folder)))
    others = services.workspace.project.runs
    older = finished_run(others, folder, NAMES, spec=spec_of(folder, "older"))
    finished_run(others, folder, NAMES, spec=spec_of(folder, "newer"))
    services.workspace.current_run = older.path
    qtbot.waitUntil(lambda: len(page.presenter.runs) == 2)
    assert page.table.current() == str(older.path)
    assert page.presenter.chosen[0] == older.path


def test_ticked_runs_get_a_letter_and_a_curve(
    store: RunStore, folder: Path, make_page: Callable[[], RunsPage], qtbot: QtBot
) -> None:
    for name in ("a", "b", "c"):
        finished_run(store, folder, NAMES, spec=spec_of(folder, name))
    page = make_page()
    qtbot.waitUntil(lambda: page.overlay.drawn() == ["A", "B"])
    page.table.select(str(page.presenter.runs[2].path))
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.overlay.drawn() == ["A", "B", "C"])
    assert sorted(column(page, "curve")) == ["A", "B", "C"]
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.overlay.drawn() == ["A", "B"])
    qtbot.waitUntil(lambda: page.side.heading.text() == "A and B compared")


def test_enter_opens_the_run_where_its_result_is(
    store: RunStore, folder: Path, make_page: Callable[[], RunsPage], qtbot: QtBot, services: Services
) -> None:
    run = finished_run(store, folder, NAMES)
    page = make_page()
    with qtbot.waitSignal(page.page_wanted) as wanted:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert wanted.args == ["results"] and services.workspace.current_run == run.path


def test_a_run_that_nobody_has_judged_can_be_scored_and_what_stands_against_it_is_said(
    store: RunStore,
    folder: Path,
    make_page: Callable[[], RunsPage],
    qtbot: QtBot,
    services: Services,
) -> None:
    run = finished_run(store, folder, NAMES)
    page = make_page()
    assert not page.score_button.isEnabled() and "already" in page.score_button.toolTip()
    run.metrics_path.unlink()
    page.enter()
    qtbot.waitUntil(page.score_button.isEnabled)
    with qtbot.waitSignal(services.notices.posted, timeout=60_000):
        qtbot.mouseClick(page.score_button, Qt.MouseButton.LeftButton)
        assert not page.score_button.isEnabled()
    notice = services.notices.take()
    assert notice is not None and notice.level == "error" and "damaged" in notice.text
    qtbot.waitUntil(page.score_button.isEnabled)


def test_a_run_goes_to_the_trash_only_after_a_second_yes(
    store: RunStore,
    folder: Path,
    make_page: Callable[[], RunsPage],
    qtbot: QtBot,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_trash_here(_path: object) -> None:
        raise OSError("no trash")

    monkeypatch.setattr("core.store.trash.send2trash", no_trash_here)  # this machine's real one is not for tests
    keep = finished_run(store, folder, NAMES, spec=spec_of(folder, "keep"))
    drop = finished_run(store, folder, NAMES, spec=spec_of(folder, "throw away"))
    services.workspace.current_run = drop.path
    page = make_page()
    page.table.select(str(drop.path))
    qtbot.mouseClick(page.delete_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.keep_button, Qt.MouseButton.LeftButton)
    assert drop.path.exists() and not page.confirm_button.isVisible()
    qtbot.mouseClick(page.delete_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.confirm_button, Qt.MouseButton.LeftButton)
    assert not drop.path.exists() and keep.path.exists()
    assert list((store.folder / ".trash").iterdir()), "moved, not destroyed"
    assert services.workspace.current_run == keep.path
    qtbot.waitUntil(lambda: len(page.presenter.runs) == 1)


def test_a_run_that_can_not_be_read_has_its_row_and_says_why(
    store: RunStore, folder: Path, make_page: Callable[[], RunsPage]
) -> None:
    run: RunFolder = finished_run(store, folder, NAMES)
    write_text(run.record_path, "{")
    page = make_page()
    assert column(page, "status") == ["✗ unreadable"]
    assert not page.open_button.isEnabled() and "damaged" in page.open_button.toolTip()
    assert page.delete_button.isEnabled()


def test_what_was_expected_stands_beside_what_a_run_took(make_page, store: RunStore, folder: Path, qtbot: QtBot) -> None:
    run = finished_run(store, folder, NAMES)
    taken = RunTimes(first_pass_s=20, training_s=180, scoring_s=5, epochs=3, memory_bytes=3 << 29)
    page = make_page()
    page.table.selectRow(0)
    assert not any("expected:" in text for text in page.side.texts())
    run.update_record(taken=taken, expected=taken.model_copy(update={"training_s": 165.0, "memory_bytes": 1 << 30}))
    page = make_page()
    page.table.selectRow(0)
    assert "3½ min; expected: 3 min" in page.side.texts()
    assert "1.6 GB; expected: 1.1 GB" in page.side.texts()
