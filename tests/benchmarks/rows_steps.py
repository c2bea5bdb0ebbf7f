"""Rows: what an optimizer step takes, with the last stage trainable and with everything trainable."""

import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench, Found, start_words
from tests.benchmarks.compare import Line, at_least, at_most, ratio_of_rounds, seconds, skipped, step_s
from tests.benchmarks.data_sets import find_data, smaller, why_not
from tests.benchmarks.rows_frozen import PICTURES_MODEL, TEXT_TOKENS, TEXTS_MODEL

# no pretrained weights of it come with any package, so both sides begin from the same random ones
VIT_MODEL = {"entry": "timm/vit_tiny_patch16_224", "weights": "random"}
LOSS_STEPS, OF_THE_LAST = 50, 10
# what only Fettle does (a head that is fitted first, two passes a text that should agree) is left out: a step is the same work
_CONSTANT = {
    "head_start": "random",
    "consistency": 0.0,
    "optimizer": "adamw",
    "weight_decay": 0.0,
    "schedule": "constant",
    "warmup_share": 0.0,
    "label_smoothing": 0.0,
    "batch_norm": "learn",
    "weight_averaging": 0.0,
}


def last_stage(bench: Bench) -> list[Line]:
    """The last block and the head learn; Fettle's steps begin at kept features, its one pass over the rest is told beside."""
    folder = _pictures(bench, bench.count(480))
    if folder is None:
        return [skipped("last stage trainable", why_not("solar-cells"))]
    spec = steps_spec(folder, PICTURES_MODEL, "last", epochs=4, batch_size=16, lr=1e-3)
    ours, plain, trainer = [], [], []
    for _ in range(bench.rounds):
        ours.append(bench.run("fettle_run:train", spec=spec, runs=str(bench.place("runs"))))
        plain.append(_plain_steps(bench, folder, ours[-1], spec, steps=16))
        trainer.append(_trainer_steps(bench, folder, ours[-1], spec, steps=16))
    pass_s = statistics.median(found["phases"].get("features", 0.0) for found in ours)
    note = f"the one pass over the frozen layers took {pass_s:.1f} s; "
    return [
        _steps_line("last stage trainable, per step, against a plain loop", 5, ours, plain, note),
        _steps_line("last stage trainable, per step, against HF Trainer", 5, ours, trainer, note),
    ]


def convolutional(bench: Bench) -> list[Line]:
    """Every layer of EfficientNet-Lite0."""
    return _everything(bench, "everything trainable, EfficientNet-Lite0", PICTURES_MODEL, aim=2, lr=1e-4)


def vision_transformer(bench: Bench) -> list[Line]:
    """Every layer of a small ViT."""
    return _everything(bench, "everything trainable, ViT-tiny", VIT_MODEL, aim=1.4, lr=5e-5)


def texts(bench: Bench) -> list[Line]:
    """One epoch of MiniLM with every layer, the same number of steps on both sides."""
    folder = find_data(bench, "reviews")
    if folder is None:
        return [skipped("text: everything trainable", why_not("reviews"))]
    folder = smaller(bench, folder, bench.count(1200))
    spec = steps_spec(folder, TEXTS_MODEL, "all", epochs=1, batch_size=16, lr=5e-5, task="text-classification")
    ours, theirs = [], []
    for _ in range(bench.rounds):
        ours.append(bench.run("fettle_run:train", spec=spec, runs=str(bench.place("runs"))))
        steps = len(ours[-1]["step_ends"])
        theirs.append(_trainer_steps(bench, folder, ours[-1], spec, steps=steps, max_tokens=TEXT_TOKENS))
    note = f"one epoch of {len(ours[-1]['step_ends'])} steps of 16 texts, dynamic padding on both sides; "
    return [_steps_line("text: everything trainable, one epoch at equal steps, against HF Trainer", 3, ours, theirs, note)]


def steps_spec(
    folder: Path,
    model: dict[str, Any],
    trainable: Any,
    epochs: int,
    batch_size: int,
    lr: float,
    task: str = "image-classification",
) -> dict[str, Any]:
    """Everything said, so that a peer can do the same."""
    return {
        "task": task,
        "dataset": {"folder": str(folder), "split": {"train": 0.8, "validation": 0.1, "test": 0.1}},
        "model": model,
        "layers": {"trainable": trainable, "lr_decay": 1.0},
        "training": {
            **_CONSTANT,
            "epochs": epochs,
            "lr": lr,
            "batch_size": batch_size,
            "augmentation": {"preset": "none"},
            "device": "cpu",
        },
    }


def _everything(bench: Bench, what: str, model: dict[str, Any], aim: float, lr: float) -> list[Line]:
    """The first round takes 50 steps on both sides, in the same order, for the loss; further ones a few, for the time."""
    ours, theirs, more_ours, more_theirs = [], [], [], []
    for number in range(bench.rounds):
        steps = LOSS_STEPS if number == 0 and not bench.quick else 12
        # 0.8 of it is the training part
        folder = _pictures(bench, round(steps * 16 / 0.8))
        if folder is None:
            return [skipped(what, why_not("solar-cells"))]
        spec = steps_spec(folder, model, "all", epochs=1, batch_size=16, lr=lr)
        ours.append(bench.run("fettle_run:train", spec=spec, runs=str(bench.place("runs"))))
        theirs.append(_plain_steps(bench, folder, ours[-1], spec, steps))
        more_ours.append(ours[-1])
        more_theirs.append(_trainer_steps(bench, folder, ours[-1], spec, steps=12))
    note = f"batches of 16, in {ours[-1]['precision']}; "
    return [
        _steps_line(f"{what}, per step, against a plain loop", aim, ours, theirs, note),
        _steps_line(f"{what}, per step, against HF Trainer", aim, more_ours, more_theirs, note),
        _loss_line(what, ours[0], theirs[0]),
    ]


def _loss_line(what: str, ours: Found, theirs: Found) -> Line:
    a, b = (statistics.mean(found["losses"][-OF_THE_LAST:]) for found in (ours, theirs))
    return at_most(
        100 * abs(a / b - 1),
        1,
        f"{what}, difference of the loss after {len(theirs['losses'])} steps",
        unit="%",
        ours=f"{a:.4f}",
        theirs=f"{b:.4f}",
        note=f"mean training loss of the last {OF_THE_LAST} steps; same order, same first weights, same dropout, fp32 there",
    )


def _steps_line(what: str, aim: float, ours: Sequence[Found], theirs: Sequence[Found], note: str) -> Line:
    mine, other = ([step_s([(int(e), t) for e, t in found["step_ends"]]) for found in side] for side in (ours, theirs))
    return at_least(
        ratio_of_rounds(other, mine),
        aim,
        what,
        ours=seconds(mine),
        theirs=seconds(other),
        note=note + start_words(ours, theirs),
    )


def _pictures(bench: Bench, count: int) -> Path | None:
    folder = find_data(bench, "solar-cells")
    return None if folder is None else smaller(bench, folder, count)


def _plain_steps(bench: Bench, folder: Path, ours: Found, spec: dict[str, Any], steps: int) -> Found:
    training = spec["training"]
    return bench.run(
        "plain_loop:train",
        folder=str(folder),
        split=ours["split"],
        model=spec["model"],
        trainable=spec["layers"]["trainable"],
        lr=training["lr"],
        weight_decay=training["weight_decay"],
        batch_size=training["batch_size"],
        steps=steps,
        own_order=False,
    )


def _trainer_steps(bench: Bench, folder: Path, ours: Found, spec: dict[str, Any], steps: int, **more: Any) -> Found:
    return bench.run(
        "hugging_face_trainer:train",
        folder=str(folder),
        split=ours["split"],
        model=spec["model"],
        trainable=spec["layers"]["trainable"],
        to=str(bench.place("trainer")),
        steps=steps,
        learning_rate=spec["training"]["lr"],
        per_device_train_batch_size=spec["training"]["batch_size"],
        **more,
    )
