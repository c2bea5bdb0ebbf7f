"""The arithmetic of the benchmarks, and their table. No clock in here."""

import pytest

from tests.benchmarks.compare import at_least, at_most, ratio_of_rounds, seconds, skipped, step_s, whole_run_s
from tests.benchmarks.table import Measured, Results, as_markdown, as_words, read_results, results_file, write_results

MACHINE = {"processor": "AMD EPYC", "cores": "2"}


def test_a_ratio_is_the_median_over_the_rounds():
    assert ratio_of_rounds([10, 60, 30], [1, 2, 10]) == 10
    with pytest.raises(ValueError, match="no round"):
        ratio_of_rounds([], [])
    with pytest.raises(ValueError, match="shorter"):
        ratio_of_rounds([1, 2], [1])


def test_equal_epochs_are_scaled_and_the_rest_is_not():
    assert whole_run_s(setup_s=2, epoch_s=[10, 14], epochs=10, test_s=3) == 125


def test_a_step_is_timed_within_its_epoch_and_past_the_start_of_the_loaders():
    ends = [(0, 0.0), (0, 50.0), (0, 51.0), (0, 52.0), (1, 100.0), (1, 170.0), (1, 173.0)]
    assert step_s(ends) == pytest.approx((1 + 1 + 3) / 3)
    with pytest.raises(ValueError, match="three steps"):
        step_s([(0, 1.0), (0, 2.0), (1, 3.0)])


@pytest.mark.parametrize(("value", "reached"), [(19.99, False), (20.0, True)])
def test_an_aim_that_is_just_reached_counts(value, reached):
    assert at_least(value, 20, "frozen").reached is reached
    assert at_most(-value, -20, "frozen").reached is reached


def test_numbers_are_short():
    assert at_least(123.4, 20, "frozen").measured == "123 x"
    assert at_most(4.256, 5, "window", unit="%").measured == "4.26 %"
    assert at_least(-0.0123, 0.01, "accuracy", unit="points").measured == "-1.2 points"
    assert [seconds([value]) for value in (0.0123, 1.234, 12.34, 123.4)] == ["12 ms", "1.23 s", "12.3 s", "123 s"]


def test_the_table_has_a_line_a_cell_each_and_keeps_what_was_measured_before(tmp_path):
    path = results_file(tmp_path / "new", MACHINE)
    frozen = at_least(8, 20, "frozen", ours="2 s", theirs="16 s", note="a | b")
    results = Results(machine=MACHINE)
    results.rows["frozen"] = Measured(lines=[frozen], finished="today", minutes=2)
    write_results(path, results, ["last", "frozen"])

    again = read_results(path, MACHINE)
    again.rows["last"] = Measured(lines=[skipped("last", "no data")], finished="today", minutes=1)
    lines = as_markdown(again, ["last", "frozen"]).splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert path.name == "results-amd-epyc-2-cores.json"
    assert "AMD EPYC" in lines[2]
    assert [line.count("|") for line in table] == [9] * 4
    assert "no data" in table[2]
    assert "**no**" in table[3]
    assert as_words(frozen) == "frozen: 8 x; aim at least 20 x; MISSED; Fettle 2 s; peer 16 s; a | b"


def test_a_damaged_file_of_results_is_begun_anew(tmp_path):
    path = tmp_path / "results.json"
    path.write_text("{", encoding="utf-8")
    assert read_results(path, MACHINE).rows == {}
