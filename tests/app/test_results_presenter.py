"""What the Results page says, without a window."""

from pathlib import Path

import pytest

from app.pages.results.presenter import ResultsPresenter
from app.pages.results.report import report_html, write_report
from app.pages.results.run_results import load_results
from core.contracts.errors import UserError
from core.store.atomic import write_text
from core.store.runs import RunFolder, RunStore
from tests.app.synthetic_runs import class_names, finished_run, write_pictures

SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "project" / "runs")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pictures(tmp_path / "data", ("cat", "dog"), 6)


@pytest.fixture
def run(store: RunStore, folder: Path) -> RunFolder:
    return finished_run(store, folder, ("cat", "dog"), each=30)


def presenter_of(run: RunFolder) -> ResultsPresenter:
    return ResultsPresenter(load_results(run.path))


def test_the_never_seen_part_is_shown_first_and_its_card_says_so(run: RunFolder) -> None:
    presenter = presenter_of(run)
    accuracy = presenter.cards()[0]
    assert presenter.part == "test"
    assert accuracy.title == "Accuracy on 60 pictures it has never seen"
    assert accuracy.value == f"{100 * presenter.metrics.accuracy:.1f}{SPACE}%"
    assert f"95{SPACE}%{SPACE}interval" in accuracy.lines[0].text
    assert accuracy.lines[1].text == f"always saying “cat” would reach 50.0{SPACE}%"
    assert presenter.honesty() == ""


def test_without_a_test_part_the_validation_part_is_named_as_what_chose_the_epoch(store: RunStore, folder: Path) -> None:
    run = finished_run(store, folder, ("cat", "dog"), parts=("validation",))
    presenter = presenter_of(run)
    assert presenter.part == "validation"
    assert presenter.cards()[0].title == "Accuracy on 12 validation pictures"
    assert "no test part" in presenter.honesty() and "chose the best epoch" in presenter.honesty()


def test_an_accuracy_that_is_not_clearly_above_always_guessing_says_so(store: RunStore, folder: Path) -> None:
    presenter = presenter_of(finished_run(store, folder, ("cat", "dog"), each=30, skill=0.0))
    line = presenter.cards()[0].lines[1]
    assert line.kind == "warning" and line.text.startswith("▲ not clearly better")


def test_the_calibration_card_speaks_of_ninety_percent_only_where_enough_answers_were_that_sure(
    store: RunStore, folder: Path
) -> None:
    few = presenter_of(finished_run(store, folder, ("cat", "dog"), each=4)).cards()[2]
    many = presenter_of(finished_run(store, folder, ("cat", "dog"), each=120)).cards()[2]
    assert few.title.startswith("On average it says")
    assert many.title == f"When it says 90{SPACE}%, it is right"


def test_the_cells_of_the_matrix_and_their_pictures_agree(run: RunFolder) -> None:
    presenter = presenter_of(run)
    for truth, row in enumerate(presenter.metrics.confusion):
        for answer, count in enumerate(row):
            assert len(presenter.cell(truth, answer).samples) == count
    wrong = presenter.metrics.confusion[0][1] + presenter.metrics.confusion[1][0]
    assert presenter.wrong().title == f"Wrong answers ({wrong})"


def test_least_sure_first_is_the_other_way_round(run: RunFolder) -> None:
    presenter = presenter_of(run)
    surest = [picture.row for picture in presenter.wrong().samples]
    assert len(surest) > 1
    assert [picture.row for picture in presenter.wrong(order="least_sure").samples] == surest[::-1]


def test_a_picture_in_detail_lists_its_label_even_where_the_model_ranks_it_low(store: RunStore, tmp_path: Path) -> None:
    names = class_names(60)
    presenter = presenter_of(finished_run(store, write_pictures(tmp_path / "many", names, 2), names, each=2, skill=0.0))
    for picture in presenter.wrong().samples:
        detail = presenter.detail(picture.row)
        assert detail.label in [name for name, _ in detail.bars]
        assert detail.bars[0][0] == detail.answer and not detail.correct
        assert detail.path.is_file()


def test_a_damaged_table_of_answers_is_a_sentence(run: RunFolder) -> None:
    write_text(run.predictions_path, "file,part,label,predicted,cat,dog\na.png,test,cat,unicorn,0.5,0.5\n")
    with pytest.raises(UserError) as caught:
        load_results(run.path)
    assert caught.value.code == "damaged_file"


def test_the_report_tells_everything_in_one_file_and_escapes_names(store: RunStore, tmp_path: Path) -> None:
    names = ("cat", "dog & <i>")
    run = finished_run(store, write_pictures(tmp_path / "odd", names, 6), names, each=6, skill=0.5)
    presenter = presenter_of(run)
    write_report(presenter, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "dog &amp; &lt;i&gt;" in text and "<i>" not in text
    assert "Accuracy on 12 pictures it has never seen" in text
    assert text.count("data:image/jpeg;base64,") == len(presenter.wrong().samples)


def test_the_report_says_which_pictures_are_gone(run: RunFolder, folder: Path) -> None:
    presenter = presenter_of(run)
    gone = presenter.wrong().samples[0].path
    gone.unlink(missing_ok=True)
    assert "does not exist any more" in report_html(presenter)
