"""The model card: right whatever the classes are called, and honest about what is not known."""

from dataclasses import replace

import pytest

from core.contracts.errors import ErrorInfo
from core.contracts.records import ExportProof, FormatProof
from core.dataset.split_file import read_split
from core.evaluation.sources import load_run_model
from core.export.card import CardFacts, model_card
from tests.core.evaluation.finished_run import Heard, make_pictures, make_run, score


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> CardFacts:
    """Of a run that was scored, and would have been exported in two formats."""
    folder = tmp_path_factory.mktemp("scored")
    run = make_run(folder, make_pictures(folder / "pictures", each=10))
    score(run, Heard())
    proofs = [
        FormatProof(format=name, file=name, count=6, same_top1=1, largest_difference=1e-7, tolerance=1e-3, passed=True)
        for name in ("onnx", "safetensors")
    ]
    return CardFacts(
        record=run.read_record(),
        handle=load_run_model(run),
        samples=read_split(run.split_path),
        metrics=run.metrics(),
        proof=ExportProof(formats=tuple(proofs)),
        golden_count=6,
    )


def test_names_of_classes_can_hold_anything(facts: CardFacts):
    odd = {"blue": "a|b", "green": "<img src=x>", "red": "*红*"}
    samples = [sample.model_copy(update={"label": odd[sample.label]}) for sample in facts.samples]
    card = model_card(replace(facts, samples=samples, handle=replace(facts.handle, class_names=tuple(odd.values()))))
    assert "| a\\|b | 6 | 2 | 2 |" in card
    assert "\\<img src=x\\>" in card
    assert "\\*红\\*" in card


def test_a_run_that_was_not_scored_has_no_numbers(facts: CardFacts):
    assert "It was not scored." in model_card(replace(facts, metrics=None))


def test_a_format_that_failed_is_told_with_its_reason(facts: CardFacts):
    why = ErrorInfo(code="format_not_possible", params={"format": "onnx", "why": "no such operator"})
    failed = FormatProof(
        format="onnx", file="", count=0, same_top1=0, largest_difference=float("inf"), tolerance=1e-3, passed=False, why=why
    )
    card = model_card(replace(facts, proof=ExportProof(formats=(failed, *facts.proof.formats[1:]))))
    assert "onnx (not in this bundle)" in card
    assert "no such operator" in card
    assert "python predict.py" not in card


def test_a_base_model_that_is_not_in_the_table_has_no_licence_made_up(facts: CardFacts):
    recipe = facts.handle.recipe.model_copy(update={"name": "of-my-own"})
    card = model_card(replace(facts, handle=replace(facts.handle, recipe=recipe)))
    assert "is not known to Fettle" in card
