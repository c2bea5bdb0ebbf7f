"""Rows: the backbone is frozen, so its output is a constant. Whole runs, from the folder to the scores."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench, Found, accuracy_words, start_words, values
from tests.benchmarks.compare import Line, at_least, at_most, ratio_of_rounds, seconds, skipped, whole_run_s
from tests.benchmarks.data_sets import find_data, smaller, why_not

PICTURES_MODEL = {"entry": "fettle/efficientnet-lite0"}
TEXTS_MODEL = {"entry": "text/all-MiniLM-L6-v2"}
TEXT_TOKENS = 256


def pictures(bench: Bench) -> list[Line]:
    """Ten epochs on the solar cells, then the same once more on the same folder."""
    folder = find_data(bench, "solar-cells")
    if folder is None:
        return [skipped("frozen backbone", why_not("solar-cells"))]
    folder = smaller(bench, folder, bench.count())
    spec = frozen_spec("image-classification", folder, PICTURES_MODEL, epochs=10)
    cold, again, peers = [], [], _peers_of_pictures(bench)
    for number in range(bench.rounds):
        cache = bench.place("cache")
        cold.append(bench.run("fettle_run:train", cache=cache, spec=spec, runs=str(bench.place("runs")), floor=True))
        again.append(bench.run("fettle_run:train", cache=cache, spec=spec, runs=str(bench.place("runs"))))
        for peer in peers:
            peer.one_round(folder, cold[-1], PICTURES_MODEL, number == 0 and bench.full)
    if not bench.full:
        settings = {"lr": cold[-1]["lr"], "batch_size": cold[-1]["batch_size"], "epochs": 10}
        data = {"folder": str(folder), "split": cold[-1]["split"], "model": PICTURES_MODEL}
        in_the_end = bench.run("plain_loop:accuracy_on_features", **data, **settings)
        for peer in peers[:2]:
            peer.in_the_end = in_the_end
    lines = []
    for peer in peers:
        lines.append(peer.line(f"frozen backbone, 10 epochs, against {peer.name}", 20, cold))
    for peer in peers[:2]:
        lines.append(peer.line(f"the same again on the same folder, against {peer.name}", 100, again))
    return [*lines, _floor_line("frozen backbone, 10 epochs", cold), _scikit_line(bench, folder, cold)]


def texts(bench: Bench) -> list[Line]:
    """Three epochs on the reviews, the encoder frozen, against Trainer with dynamic padding."""
    folder = find_data(bench, "reviews")
    if folder is None:
        return [skipped("text: frozen, 3 epochs", why_not("reviews"))]
    folder = smaller(bench, folder, bench.count())
    spec = frozen_spec("text-classification", folder, TEXTS_MODEL, epochs=3)
    peer = Peer(bench, "HF Trainer with dynamic padding", "hugging_face_trainer:train", 3, max_tokens=TEXT_TOKENS)
    ours = []
    for _ in range(bench.rounds):
        ours.append(bench.run("fettle_run:train", spec=spec, runs=str(bench.place("runs")), floor=True))
        peer.one_round(folder, ours[-1], TEXTS_MODEL, full=True)
    return [peer.line("text: frozen, 3 epochs, against HF Trainer", 12, ours), _floor_line("text: frozen, 3 epochs", ours)]


def frozen_spec(task: str, folder: Path, model: dict[str, Any], epochs: int) -> dict[str, Any]:
    return {
        "task": task,
        "dataset": {"folder": str(folder)},
        "model": model,
        "layers": {"trainable": "head"},
        "training": {"epochs": epochs, "device": "cpu", "label_smoothing": 0.0},
    }


class Peer:
    """One peer over the rounds. It runs all epochs, or one of them, which is then taken `epochs` times: they are equal."""

    def __init__(
        self, bench: Bench, name: str, function: str, epochs: int, python: str | None = None, **parameters: Any
    ) -> None:
        self.name, self._bench, self._function, self._epochs = name, bench, function, epochs
        self._python, self._parameters = python, parameters
        self.found: list[Found] = []
        self.whole: list[Found] = []
        self.in_the_end: Found | None = None

    def one_round(self, folder: Path, ours: Found, model: dict[str, Any], full: bool) -> None:
        common: dict[str, Any] = {"folder": str(folder), "split": ours["split"], "model": model}
        if self._function.startswith("fastai"):
            common |= {"frozen": True, "batch_size": ours["batch_size"]}
        else:
            common |= {"trainable": "head"} | self._settings(ours)
        epochs = self._epochs if full else 1
        found = self._bench.run(self._function, python=self._python, epochs=epochs, **common, **self._parameters)
        found["whole_s"] = whole_run_s(found["setup_s"], found["epoch_s"], self._epochs, found["test_s"])
        self.found.append(found)
        if full:
            self.whole.append(found)

    def _settings(self, ours: Found) -> dict[str, Any]:
        if self._function.startswith("plain"):
            return {"lr": ours["lr"], "batch_size": ours["batch_size"]}
        to, size = str(self._bench.place("trainer")), ours["batch_size"]
        return {
            "to": to,
            "learning_rate": ours["lr"],
            "per_device_train_batch_size": size,
            "per_device_eval_batch_size": size,
        }

    def line(self, what: str, aim: float, ours: Sequence[Found]) -> Line:
        ratio = ratio_of_rounds(values(self.found, "whole_s"), values(ours, "seconds"))
        epochs = f"{self._epochs} epochs"
        of_accuracy = self.whole or self.found
        if len(self.whole) == len(self.found):
            how = f"all {epochs} run"
        elif self.whole:
            how = f"peer: {len(self.whole)} of {len(self.found)} rounds with all {epochs}, the others one, times {self._epochs}"
        elif self.in_the_end:
            of_accuracy = [self.in_the_end]
            how = f"peer: one epoch, times {self._epochs}; its accuracy is that after {epochs}, found on its features"
        else:
            how = f"peer: one epoch, times {self._epochs}; its accuracy is that after the one"
        return at_least(
            ratio,
            aim,
            what,
            ours=seconds(values(ours, "seconds")),
            theirs=seconds(values(self.found, "whole_s")),
            accuracy=accuracy_words(ours, of_accuracy),
            note=f"{how}; both validate after each epoch; {start_words(ours, self.found)}",
        )


def _peers_of_pictures(bench: Bench) -> list[Peer]:
    peers = [
        Peer(bench, "a plain torchvision-style loop", "plain_loop:train", 10),
        Peer(bench, "HF Trainer", "hugging_face_trainer:train", 10),
    ]
    fastai = bench.fastai()
    return [*peers, Peer(bench, "fastai", "fastai_tune:tune", 10, python=fastai)] if fastai else peers


def _floor_line(what: str, ours: Sequence[Found]) -> Line:
    ratio = ratio_of_rounds(values(ours, "seconds"), values(ours, "floor_s"))
    phases = ", ".join(f"{name} {taken_s:.1f} s" for name, taken_s in ours[-1]["phases"].items())
    return at_most(
        ratio,
        1.15,
        f"{what}, whole run over one decode + one forward pass",
        ours=seconds(values(ours, "seconds")),
        theirs=f"floor {seconds(values(ours, 'floor_s'))}",
        note=f"floor in the same process, in {ours[-1]['precision']}; phases of the run: {phases}",
    )


def _scikit_line(bench: Bench, folder: Path, ours: Sequence[Found]) -> Line:
    """Told without an aim: one pass and a fit is what the frozen run should come to."""
    found = bench.run("scikit_features:on_pictures", folder=str(folder), split=ours[-1]["split"], model=PICTURES_MODEL)
    ratio = ratio_of_rounds([found["seconds"]], [ours[-1]["seconds"]])
    return Line(
        what="frozen backbone, against scikit-learn on extracted features",
        measured=f"{ratio:.3g} x",
        ours=seconds([ours[-1]["seconds"]]),
        theirs=seconds([found["seconds"]]),
        accuracy=accuracy_words(ours[-1:], [found]),
        note="one fp32 pass of a plain loop with 2 workers, then logistic regression; one round",
    )
