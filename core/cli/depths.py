"""`fettle depths`: how much each depth of a network knows already, what each choice of layers would cost, and which to take."""

import argparse
import json
import shlex
import sys
from collections.abc import Iterator

from core.cli.commands import do_here
from core.cli.console import table
from core.cli.spec_options import spec_from_options
from core.contracts.costs import CostInfo, estimate_costs
from core.contracts.depths import DepthSuggestion, suggest_depth
from core.contracts.jobs import DescribeModelJob, ProbeDepthsJob
from core.contracts.records import DepthInfo, ModelInfo
from core.contracts.spec import RunSpec

_OPTIONS_OF_BOTH = ("data", "task", "text_column", "label_column", "model", "epochs", "device", "spec")


def depths(options: argparse.Namespace) -> int:
    """Prints a table, the suggestion and the command that follows it; with --json everything as one value."""
    spec = spec_from_options(options)
    say_to = sys.stderr if options.json else None
    device = spec.training.device
    code, end = do_here(ProbeDepthsJob(data=spec.data, dataset=spec.dataset, model=spec.model, device=device), say_to=say_to)
    if code != 0:
        return code
    found = DepthInfo.model_validate(end.result["depths"])
    code, end = do_here(DescribeModelJob(model=spec.model, measure=True, device=device), say_to=say_to)
    if code != 0:
        return code
    model = ModelInfo.model_validate(end.result["model"])
    costs = [_costs(spec, model, found, warm) for warm in range(len(found.probes) + 1)]
    advice = suggest_depth(found)
    if options.json:
        seconds = [cost.training_s for cost in costs]
        values = {**found.model_dump(mode="json"), "suggestion": advice.model_dump(), "training_s_by_trainable": seconds}
        print(json.dumps(values, indent=1))
        return 0
    print(table(_rows(found, costs)))
    print(
        f"fitted to {found.train_count:,} of {found.of_train:,} training samples, judged by {found.validation_count:,} of "
        f"{found.of_validation:,} validation samples; always the largest class: {found.majority_accuracy:.4f}"
    )
    print(_in_words(found, advice, costs))
    print(_training_command(options, advice.warm))
    return 0


def _training_command(options: argparse.Namespace, warm: int) -> str:
    """`fettle train` with all that was asked of `fettle depths`, and these layers."""
    words = ["fettle", "train"]
    for option in _OPTIONS_OF_BOTH:
        value = getattr(options, option)
        if value is not None:
            words += [f"--{option.replace('_', '-')}", str(value)]
    for setting in options.set:
        if setting.partition("=")[0].strip() != "layers.trainable":  # it would win over --layers
            words += ["--set", setting]
    return shlex.join([*words, "--layers", str(warm)])


def _costs(spec: RunSpec, model: ModelInfo, found: DepthInfo, warm: int) -> CostInfo:
    layers = spec.layers.model_copy(update={"trainable": warm})
    return estimate_costs(
        model,
        layers,
        spec.training,
        train_count=found.of_train,
        validation_count=found.of_validation,
        test_count=found.of_test,
    )


def _rows(found: DepthInfo, costs: list[CostInfo]) -> Iterator[tuple[str, ...]]:
    yield ("frozen up to", "accuracy", "95 % interval", "balanced", "macro F1", "--layers", "training takes about")
    count = len(found.probes)
    for number, probe in enumerate(found.probes, start=1):
        low, high = probe.accuracy_interval
        yield (
            probe.label,
            f"{probe.accuracy:.4f}",
            f"{low:.3f} to {high:.3f}",
            f"{probe.balanced_accuracy:.4f}",
            f"{probe.macro_f1:.4f}",
            str(count - number),
            _time(costs[count - number]),
        )


def _in_words(found: DepthInfo, advice: DepthSuggestion, costs: list[CostInfo]) -> str:
    count, enough = len(found.probes), found.probes[advice.enough]
    why = {
        "nothing_left": f"From {enough.label} on hardly a mistake is left: the head is enough.",
        "few": f"With so few samples as much as possible should stay frozen: {enough.label} knows as much as any depth.",
        "lost_again": (
            f"{enough.label} knows as much as any depth ({enough.accuracy:.1%}); the blocks after it are specialised in "
            f"something else, and what the head would see is less ({found.probes[-1].accuracy:.1%})."
        ),
        "no_more": f"{enough.label} knows as much as any depth ({enough.accuracy:.1%}); the blocks after it add nothing.",
        "rising": "Every block up to the last adds something, so this is a rule of thumb.",
    }[advice.finding]
    if not advice.warm:
        return f"{why} Training it takes about {_time(costs[0])}."
    what = f"Freeze the first {count - advice.warm} of {count} blocks and train the other {advice.warm}"
    return f"{why} {what}: about {_time(costs[advice.warm])}, against {_time(costs[0])} for the head alone."


def _time(costs: CostInfo) -> str:
    seconds = costs.training_s or 0.0
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
