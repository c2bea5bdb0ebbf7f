"""Row: what the automatic recipe reaches beside each peer with its own defaults, on the same parts of real data."""

import statistics
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.compare import Line, at_least, points, skipped
from tests.benchmarks.data_sets import PICTURES, TEXTS, find_data, smaller, why_not
from tests.benchmarks.rows_frozen import PICTURES_MODEL, TEXT_TOKENS, TEXTS_MODEL

# a large test part, because what is left of the data after subsampling must still tell a point from luck
SPLIT = {"train": 0.5, "validation": 0.1, "test": 0.4}
COUNTS = {"solar-cells": 600, "stamps": 600, "digits": 400, "reviews": 1200, "emails": 400}
AIM, WORST = 0.01, -0.005


def recipe(bench: Bench) -> list[Line]:
    """One line a set, then the mean and the worst difference to the best peer of each set."""
    lines, differences = [], []
    for name in (*PICTURES, *TEXTS):
        folder = find_data(bench, name)
        if folder is None:
            lines.append(skipped(f"accuracy on {name}", why_not(name)))
            continue
        ours, peers = _all_seeds(bench, name, folder)
        best = max(peers, key=lambda peer: statistics.mean(peers[peer]))
        difference = statistics.mean(ours) - statistics.mean(peers[best])
        differences.append(difference)
        lines.append(
            Line(
                what=f"accuracy on {name}",
                measured=points(difference),
                accuracy=f"{statistics.mean(ours):.3f}, {statistics.mean(peers[best]):.3f} ({best})",
                note="; ".join(f"{peer} {statistics.mean(found):.3f}" for peer, found in peers.items()) + _how(bench, name),
            )
        )
    return lines + _verdict(differences)


def _verdict(differences: list[float]) -> list[Line]:
    if not differences:
        return []
    count = f"over {len(differences)} sets, against the best peer of each"
    return [
        at_least(statistics.mean(differences), AIM, "automatic recipe minus the best peer, mean", "points", note=count),
        at_least(min(differences), WORST, "automatic recipe minus the best peer, worst set", "points", note=count),
    ]


def _how(bench: Bench, name: str) -> str:
    seeds = "1 seed" if bench.seeds == 1 else f"{bench.seeds} seeds"
    return f"; at most {COUNTS[name]} items, half of them for training, 40 % for test, {seeds}"


def _all_seeds(bench: Bench, name: str, folder: Path) -> tuple[list[float], dict[str, list[float]]]:
    """Test accuracies: ours, and each peer's."""
    ours: list[float] = []
    peers: dict[str, list[float]] = {}
    for seed in range(1 if bench.quick else bench.seeds):
        part = smaller(bench, folder, bench.count(COUNTS[name]), seed)
        task = "text-classification" if name in TEXTS else "image-classification"
        spec = {
            "task": task,
            "dataset": {"folder": str(part), "split": {**SPLIT, "seed": seed}},
            "training": {"seed": seed},
        }
        found = bench.run("fettle_run:train", spec=spec, runs=str(bench.place("runs")))
        ours.append(found["test_accuracy"])
        of_peers = _texts if name in TEXTS else _pictures
        for peer, accuracy in of_peers(bench, {"folder": str(part), "split": found["split"]}, seed).items():
            peers.setdefault(peer, []).append(accuracy)
    return ours, peers


def _pictures(bench: Bench, data: dict[str, Any], seed: int) -> dict[str, float]:
    data = {**data, "model": PICTURES_MODEL}
    found = {
        "HF Trainer": bench.run(
            "hugging_face_trainer:train", trainable="all", to=str(bench.place("trainer")), seed=seed, **data
        ),
        "scikit-learn on features": bench.run("scikit_features:on_pictures", **data),
    }
    python = bench.fastai()
    if python:
        found["fastai fine_tune(3)"] = bench.run("fastai_tune:tune", python=python, epochs=3, frozen=False, seed=seed, **data)
    return {peer: one["test_accuracy"] for peer, one in found.items()}


def _texts(bench: Bench, data: dict[str, Any], seed: int) -> dict[str, float]:
    of_network = {**data, "model": TEXTS_MODEL, "max_tokens": TEXT_TOKENS}
    found = {
        "HF Trainer": bench.run(
            "hugging_face_trainer:train", trainable="all", to=str(bench.place("trainer")), seed=seed, **of_network
        ),
        "scikit-learn on features": bench.run("scikit_features:on_texts", **of_network),
        "TF-IDF": bench.run("scikit_features:tf_idf", **data),
    }
    return {peer: one["test_accuracy"] for peer, one in found.items()}
