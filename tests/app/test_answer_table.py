"""Questions to the answers on labelled pictures, on tables small enough to check by hand."""

import numpy as np
import pytest

from app.pages.results.answer_table import AnswerTable
from core.contracts.records import PredictionRecord

NAMES = ("cat", "dog")


def table(*rows: tuple[str, float]) -> AnswerTable:
    """rows: (label, probability of cat)."""
    records = [
        PredictionRecord(
            file=f"{index}.png",
            part="test",
            label=label,
            predicted="cat" if cat >= 0.5 else "dog",
            probabilities=(cat, 1 - cat),
        )
        for index, (label, cat) in enumerate(rows)
    ]
    return AnswerTable.of(records, NAMES)


def test_a_cell_holds_the_pictures_that_it_counts() -> None:
    answers = table(("cat", 0.9), ("cat", 0.2), ("dog", 0.7), ("dog", 0.1), ("cat", 0.4))
    assert answers.cell(0, 0).tolist() == [0]
    assert answers.cell(0, 1).tolist() == [1, 4]
    assert answers.cell(1, 0).tolist() == [2]
    assert answers.wrong().tolist() == [1, 2, 4]


def test_pictures_are_ordered_by_how_sure_the_answer_is() -> None:
    answers = table(("cat", 0.6), ("cat", 0.05), ("cat", 0.8))
    every = np.arange(3)
    assert answers.in_order(every, "surest").tolist() == [1, 2, 0]
    assert answers.in_order(every, "least_sure").tolist() == [0, 2, 1]


def test_being_right_is_counted_among_the_answers_given_with_that_confidence() -> None:
    answers = table(("cat", 0.9), ("dog", 0.91), ("cat", 0.6), ("dog", 0.08))
    count, right = answers.right_when_sure(0.85, 0.95)
    assert (count, right) == (3, pytest.approx(2 / 3))
    count, right = answers.right_when_sure(0.96, 0.99)
    assert count == 0 and np.isnan(right)


def test_a_label_against_which_the_model_is_very_sure_is_doubtful_and_the_clearest_comes_first() -> None:
    answers = table(("cat", 0.9), ("cat", 0.8), ("dog", 0.1), ("dog", 0.2), ("dog", 0.95), ("cat", 0.1))
    # of cats it is 0.6 sure on average, of dogs 0.583: pictures 4 and 5 look more like the other class than that
    assert answers.doubtful_labels().tolist() == [4, 5]


def test_a_mistake_that_is_a_guess_is_no_doubt_about_the_label() -> None:
    answers = table(("cat", 0.95), ("cat", 0.48), ("dog", 0.05), ("dog", 0.02))
    assert answers.wrong().tolist() == [1]
    assert answers.doubtful_labels().size == 0


def test_an_empty_part_has_no_doubts_and_no_mistakes() -> None:
    answers = AnswerTable.of([], NAMES)
    assert len(answers) == 0
    assert answers.doubtful_labels().size == 0
    assert answers.wrong().size == 0


def test_a_class_that_the_run_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="bird"):
        table(("bird", 0.9))
