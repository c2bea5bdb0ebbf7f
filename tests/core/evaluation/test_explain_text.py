"""Which pieces of a text speak for a class: with the bundled model and a head of its own."""

import csv
from dataclasses import replace

import pytest
import torch

from core.contracts.commands import Inbox, StartJob, Stop
from core.contracts.errors import UserError
from core.contracts.jobs import ExplainJob
from core.contracts.spec import ModelSpec
from core.evaluation.explain_text import attributed
from core.models.build import build_model, save_model
from core.runtime.worker import do_job

TEXT = "The film is wonderful,\n  but 你好 the ending 😀 is dull."


@pytest.fixture(scope="module")
def handle():
    return build_model(ModelSpec(entry="text/all-MiniLM-L6-v2"), ("bad", "good"), seed=1)


@pytest.fixture(scope="module")
def saved(handle, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    save_model(handle, folder)
    return folder


def explain(**job):
    end = do_job(StartJob(run_id="explain", job=ExplainJob(to="unused", **job)), lambda line: None, Inbox())
    if end.error is not None:
        raise UserError.from_info(end.error)
    return end.result


@pytest.mark.parametrize("text", [TEXT, "one", "  leading and trailing  ", "مرحبا بالعالم", "a" * 5000])
def test_the_pieces_joined_are_the_text(handle, text):
    pieces, _ = attributed(handle, text)
    assert "".join(piece for piece, _ in pieces) == text
    assert max(abs(score) for _, score in pieces) == pytest.approx(1.0)


def test_two_classes_are_spoken_for_by_opposite_pieces(handle):
    """With two outputs the difference of both logits decides, so the scores of the answers can't agree everywhere."""
    (good, _), (bad, _) = attributed(handle, TEXT, 1), attributed(handle, TEXT, 0)
    assert [piece for piece, _ in good] == [piece for piece, _ in bad]
    assert [score for _, score in good] != [score for _, score in bad]


def test_what_is_cut_away_says_nothing(handle):
    text = "wonderful " * 40
    pieces, _ = attributed(replace(handle, preprocessing=replace(handle.preprocessing, max_tokens=16)), text)
    assert pieces[-1][1] == 0.0
    assert len(pieces[-1][0]) > len(text) / 4


def test_the_network_is_left_as_it_was(handle):
    before = {name: value.clone() for name, value in handle.module.state_dict().items()}
    attributed(handle, TEXT)
    assert not handle.module.training
    assert all(parameter.grad is None for parameter in handle.module.parameters())
    assert all(torch.equal(value, before[name]) for name, value in handle.module.state_dict().items())


def test_a_typed_text_a_file_and_a_row_give_the_same(saved, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with (tmp_path / "table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), ("another text", "x"), (TEXT, "y"), ("a third one", "x")])
    typed = explain(source=str(saved), text=TEXT)
    assert typed["class_name"] in ("bad", "good")
    assert explain(source=str(saved), path=str(tmp_path / "a.txt")) == typed
    assert explain(source=str(saved), path=str(tmp_path / "table.csv") + "#2") == typed


def test_nothing_to_explain_is_a_sentence(saved, tmp_path):
    with pytest.raises(UserError) as empty:
        explain(source=str(saved), text=" \n ")
    assert empty.value.code == "text_empty"
    with pytest.raises(UserError) as gone:
        explain(source=str(saved), path=str(tmp_path / "gone.txt"))
    assert gone.value.code == "text_missing"


def test_an_explanation_that_nobody_waits_for_is_broken_off(saved):
    inbox = Inbox()
    inbox.put(Stop())
    job = ExplainJob(to="unused", source=str(saved), text=TEXT)
    assert do_job(StartJob(run_id="explain", job=job), lambda line: None, inbox).reason == "stopped"
