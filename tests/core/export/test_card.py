"""The model card: right whatever the classes are called, and honest about what is not known."""

from dataclasses import replace

from core.contracts.errors import ErrorInfo
from core.contracts.records import ExportProof, FormatProof
from core.dataset.split_file import read_split
from core.evaluation.sources import load_run_model
from core.export.card import CardFacts, model_card


def facts(exported) -> CardFacts:
    return CardFacts(
        record=exported.run.read_record(),
        handle=load_run_model(exported.run),
        samples=read_split(exported.run.split_path),
        metrics=exported.run.metrics(),
        proof=ExportProof.model_validate(exported.result["proof"]),
        golden_count=6,
    )


def test_names_of_classes_can_hold_anything(exported):
    before = facts(exported)
    odd = {"blue": "a|b", "green": "<img src=x>", "red": "*红*"}
    samples = [sample.model_copy(update={"label": odd[sample.label]}) for sample in before.samples]
    card = model_card(replace(before, samples=samples, handle=replace(before.handle, class_names=tuple(odd.values()))))
    assert "| a\\|b | 6 | 2 | 2 |" in card
    assert "\\<img src=x\\>" in card
    assert "\\*红\\*" in card


def test_a_run_that_was_not_scored_has_no_numbers(exported):
    assert "It was not scored." in model_card(replace(facts(exported), metrics=None))


def test_a_format_that_failed_is_told_with_its_reason(exported):
    before = facts(exported)
    why = ErrorInfo(code="format_not_possible", params={"format": "onnx", "why": "no such operator"})
    failed = FormatProof(
        format="onnx", file="", count=0, same_top1=0, largest_difference=float("inf"), tolerance=1e-3, passed=False, why=why
    )
    card = model_card(replace(before, proof=ExportProof(formats=(failed, *before.proof.formats[1:]))))
    assert "onnx (not in this bundle)" in card
    assert "no such operator" in card
    assert "python predict.py" not in card


def test_a_base_model_that_is_not_in_the_table_has_no_licence_made_up(exported):
    before = facts(exported)
    recipe = before.handle.recipe.model_copy(update={"name": "of-my-own"})
    card = model_card(replace(before, handle=replace(before.handle, recipe=recipe)))
    assert "is not known to Fettle" in card
