"""The live plot: what it draws, what it says, what it saves, how it is used by hand."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.run.run_model import RunModel
from app.theme import DARK, LIGHT, apply_theme
from app.widgets.metric_plot import MetricPlot
from app.widgets.plot_tools import save_plot_csv, save_plot_png
from core.contracts.errors import ErrorInfo
from tests.app.synthetic_training import run_events, run_model


@pytest.fixture
def plot(look: QApplication, qtbot: QtBot) -> MetricPlot:
    made = MetricPlot("loss")
    qtbot.addWidget(made)
    made.resize(640, 420)
    with qtbot.waitExposed(made):
        made.show()
    return made


def drawn(curve: object) -> tuple[np.ndarray, np.ndarray]:
    """The data of a curve as it was handed over, not as it was thinned."""
    x, y = curve.getOriginalDataset()  # type: ignore[attr-defined]
    return (np.empty(0), np.empty(0)) if x is None else (x, y)


def test_an_empty_run_can_be_shown(plot: MetricPlot) -> None:
    plot.show_run(RunModel())
    assert plot.read_out.text() == "nothing measured yet"
    assert not plot.grab().isNull()


def test_raw_smoothed_and_validation_are_drawn(plot: MetricPlot) -> None:
    model = run_model(done=4)
    plot.show_run(model)
    assert np.array_equal(drawn(plot.canvas._raw)[1], model.steps["loss"])
    assert len(drawn(plot.canvas._smooth)[1]) == len(model.steps)
    assert np.array_equal(drawn(plot.canvas._evaluations)[0], [1, 2, 3, 4])


def test_training_and_validation_differ_by_dash_not_only_by_colour(plot: MetricPlot) -> None:
    assert plot.canvas._smooth.opts["pen"].style() == Qt.PenStyle.SolidLine
    assert plot.canvas._evaluations.opts["pen"].style() == Qt.PenStyle.CustomDashLine


def test_the_curve_starts_with_the_fitted_head_and_its_mark_is_whole(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=4, best_epoch=0))
    x, y = plot.canvas._evaluations.getData()
    assert (x[0], y[0]) == (0.0, 0.4)
    word = plot.canvas._ring_text.sceneBoundingRect()
    assert plot.canvas.plotItem.vb.sceneBoundingRect().contains(word)


def test_the_mark_of_the_last_epoch_is_whole(plot: MetricPlot) -> None:
    plot.show_run(run_model(epochs=6, done=6, best_epoch=6))
    plot.grab()  # the scene is laid out when it is painted
    word = plot.canvas._ring_text.sceneBoundingRect()
    assert plot.canvas.plotItem.vb.sceneBoundingRect().contains(word)


def test_the_best_epoch_is_marked(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=4, best_epoch=3))
    x, y = plot.canvas._ring.getData()
    assert list(x) == [3]
    assert y[0] == pytest.approx(0.3)
    assert plot.canvas._ring_text.isVisible()


def test_it_grows_with_the_run(plot: MetricPlot) -> None:
    model = RunModel()
    plot.show_run(model)
    for event in run_events(done=2):
        model.apply([event])
        plot.show_run(model)
    assert len(drawn(plot.canvas._raw)[0]) == 20
    assert "step 20" in plot.read_out.text()


def test_values_that_are_not_numbers_leave_a_gap_and_are_counted(plot: MetricPlot) -> None:
    model = run_model(done=2, not_finite=(5, 6))
    model.steps["loss"][8] = np.inf
    plot.show_run(model)
    assert not plot.grab().isNull()
    assert "3 values were not numbers" in plot.read_out.text()
    low, high = plot.canvas.plotItem.vb.viewRange()[1]
    assert np.isfinite([low, high]).all()
    assert high < 2


def test_a_run_of_nothing_but_nan_can_be_shown(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=1, not_finite=tuple(range(1, 11))))
    plot.set_logarithmic(True)
    assert not plot.grab().isNull()


def test_hovering_reads_the_values_out(plot: MetricPlot, qtbot: QtBot) -> None:
    model = run_model(done=4)
    plot.show_run(model)
    QApplication.processEvents()
    view = plot.canvas.plotItem.vb
    scene_point = view.mapViewToScene(QPointF(2.0, 0.5))
    QTest.mouseMove(plot.canvas.viewport(), plot.canvas.mapFromScene(scene_point))
    qtbot.waitUntil(lambda: "step 20" in plot.read_out.text() or "step 19" in plot.read_out.text())
    assert "validation" in plot.read_out.text()
    assert plot.canvas._line.isVisible()


def test_arrow_keys_move_the_read_out(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=4))
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Right)
    first = plot.read_out.text()
    for _ in range(40):
        QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.read_out.text() != first
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.canvas._line.isVisible()


def test_zooming_stops_the_following_and_fit_brings_it_back(plot: MetricPlot) -> None:
    model = run_model(done=2)
    plot.show_run(model)
    whole = plot.canvas.x_range()
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    closer = plot.canvas.x_range()
    assert closer[1] - closer[0] < whole[1] - whole[0]
    plot.show_run(model)
    assert plot.canvas.x_range() == closer
    QTest.mouseClick(plot.header.fit_button, Qt.MouseButton.LeftButton)
    assert plot.canvas.x_range() == pytest.approx(whole)


def test_the_wheel_zooms(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=2))
    whole = plot.canvas.x_range()
    middle = QPointF(plot.canvas.viewport().rect().center())
    wheel = QWheelEvent(
        middle,
        plot.canvas.viewport().mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, 240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plot.canvas.viewport(), wheel)
    assert plot.canvas.x_range() != whole
    assert not plot.canvas.following


def test_the_logarithmic_axis_is_switched_by_its_button(plot: MetricPlot) -> None:
    plot.show_run(run_model(done=4))
    QTest.mouseClick(plot.header.log_button, Qt.MouseButton.LeftButton)
    _, high = plot.canvas.plotItem.vb.viewRange()[1]
    assert high < 0.5  # a power of ten
    assert plot.canvas._ring.getData()[1][0] == pytest.approx(np.log10(0.3))


def test_the_smoothing_slider_changes_only_the_strong_curve(plot: MetricPlot) -> None:
    model = run_model(done=4)
    plot.show_run(model)
    before = drawn(plot.canvas._smooth)[1].copy()
    plot.header.smoothing.setFocus()
    QTest.keyClick(plot.header.smoothing, Qt.Key.Key_End)
    assert not np.allclose(drawn(plot.canvas._smooth)[1], before)
    QTest.keyClick(plot.header.smoothing, Qt.Key.Key_Home)
    assert np.array_equal(drawn(plot.canvas._smooth)[1], model.steps["loss"])


def test_the_small_plot_switches_between_metrics(look: QApplication, qtbot: QtBot) -> None:
    plot = MetricPlot("accuracy", compact=True)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    model = run_model(done=3)
    plot.show_run(model)
    assert "90.0" in plot.read_out.text()
    choice = plot.header._choice
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert plot.metric_key == "lr"
    assert np.array_equal(drawn(plot.canvas._smooth)[1], model.steps["lr"])
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert plot.metric_key == "items_per_s"


def test_the_marks_at_the_edges_of_the_small_plot_are_whole(look: QApplication, qtbot: QtBot) -> None:
    plot = MetricPlot("accuracy", compact=True)
    qtbot.addWidget(plot)
    plot.resize(900, 700)
    plot.show()
    plot.show_run(run_model(epochs=4, done=4, best_epoch=0))
    plot.resize(240, 140)
    plot.grab()
    box = plot.canvas.plotItem.vb.sceneBoundingRect()
    x, y = drawn(plot.canvas._evaluations)
    for at in zip(x, y, strict=True):
        mark = plot.canvas.plotItem.vb.mapViewToScene(QPointF(*at))
        assert box.contains(QRectF(mark.x() - 7, mark.y() - 7, 14, 14))


def test_the_colours_follow_the_theme(plot: MetricPlot, look: QApplication) -> None:
    plot.show_run(run_model())
    apply_theme(look, "dark")
    QApplication.processEvents()
    assert plot.canvas.backgroundBrush().color() == QColor(DARK.panel)
    assert plot.canvas._evaluations.opts["pen"].color() == QColor(DARK.warm)
    apply_theme(look, "light")
    QApplication.processEvents()
    assert plot.canvas.backgroundBrush().color() == QColor(LIGHT.panel)


def test_a_picture_is_saved(plot: MetricPlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plot.show_run(run_model())
    target = tmp_path / "loss curve"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(target), ""))
    save_plot_png(plot, "Loss", pytest.fail)
    image = QImage(str(tmp_path / "loss curve.png"))
    assert image.width() == 2 * plot.canvas.width()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(0, image.height(), 2)}
    assert LIGHT.warm in colours or len(colours) > 10
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []


def test_the_numbers_are_saved(plot: MetricPlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = run_model(done=2)
    target = tmp_path / "curves.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(target), ""))
    save_plot_csv(plot, model, pytest.fail)
    with target.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert rows[0].keys() >= {"step", "epoch", "training_loss", "validation_accuracy"}


def test_a_name_without_an_ending_replaces_no_file(plot: MetricPlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "curves.csv").write_text("my own work")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(tmp_path / "curves"), ""))
    save_plot_csv(plot, run_model(done=2), pytest.fail)
    assert (tmp_path / "curves.csv").read_text() == "my own work"
    assert (tmp_path / "curves-2.csv").exists()


def test_a_place_that_can_not_be_written_to_is_told(plot: MetricPlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    target = tmp_path / "file" / "curves.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: (str(target), ""))
    told: list[ErrorInfo] = []
    save_plot_csv(plot, run_model(), told.append)
    assert [error.code for error in told] == ["not_writable"]


def test_a_cancelled_dialog_saves_nothing(plot: MetricPlot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_kwargs: ("", ""))
    save_plot_png(plot, "Loss", pytest.fail)
    assert list(tmp_path.glob("*.png")) == []


def test_a_narrow_plot_keeps_its_menu(plot: MetricPlot) -> None:
    plot.show_run(run_model())
    plot.header.resize(160, 30)
    assert not plot.header.smoothing.isVisible()
    assert plot.header.save_button.isVisible()
    plot.header.resize(900, 30)
    assert plot.header.smoothing.isVisible()


def test_a_million_steps_are_thinned_before_they_are_painted(plot: MetricPlot) -> None:
    model = run_model(epochs=10, done=1)
    count = 1_000_000
    random = np.random.default_rng(0)
    for name, column in {"epoch": np.linspace(0, 10, count), "loss": random.random(count), "step": np.arange(count)}.items():
        model.steps._columns[name] = column.astype(np.float64)
    model.steps._length = count
    plot.show_run(model)
    QApplication.processEvents()
    plot.show_run(model)
    QApplication.processEvents()
    assert len(plot.canvas._raw.getData()[0]) < 10 * plot.canvas.width()
    assert len(drawn(plot.canvas._raw)[0]) == count
