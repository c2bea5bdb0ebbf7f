"""Runs and networks as the window's tests need them, without any training."""

import math
from collections.abc import Iterator

from app.run.run_model import RunModel
from app.services import Services
from core.contracts.events import Evaluated, Event, PhaseChanged, RunFinished, RunStarted, StepDone, TrainingPlanned
from core.contracts.records import BlockInfo, DatasetInfo, ModelInfo, SampleInfo
from core.contracts.spec import Part
from core.store.estimates import remember_features
from core.store.places import cache_folder

STEPS_PER_EPOCH = 10
LABELS = ("functional", "defective")
# (label, parameters), from input to head
BLOCKS = (("Stem", 900), ("Stage 1", 1_400), ("Stage 2", 13_000), ("Stage 3", 46_000), ("Stage 4", 210_000), ("Top", 410_000))


def run_events(
    epochs: int = 6, done: int = 4, *, best_epoch: int = 3, not_finite: tuple[int, ...] = (), fitted: bool | None = None
) -> Iterator[Event]:
    """A run of `epochs` epochs of which `done` are over: a falling loss, validation best in `best_epoch`.

    fitted: it began with a fitted head; None: where that is the best.
    """
    numbers = iter(range(1_000_000))

    def base() -> dict[str, object]:
        number = next(numbers)
        return {"run_id": "r", "seq": number, "time_s": 1_000_000.0 + number}

    yield RunStarted(job="train", name="first", **base())
    yield TrainingPlanned(
        epochs=epochs,
        steps_per_epoch=STEPS_PER_EPOCH,
        batch_size=8,
        class_names=LABELS,
        train_count=80,
        validation_count=20,
        test_count=20,
        trainable_parameters=1_000,
        total_parameters=10_000,
        device="cpu",
        device_name="CPU, 2 cores",
        precision="fp32",
        **base(),
    )
    if fitted or (fitted is None and best_epoch == 0):
        scores = {"loss": 0.4, "accuracy": 0.84, "balanced_accuracy": 0.8, "macro_f1": 0.8, "per_class_recall": (0.9, 0.7)}
        yield Evaluated(part="validation", step=0, epoch=0, is_best=True, **scores, **base())
    yield PhaseChanged(phase="training", **base())
    for step in range(1, done * STEPS_PER_EPOCH + 1):
        loss = math.nan if step in not_finite else 1 / (1 + step / 10)
        yield StepDone(step=step, epoch=step / STEPS_PER_EPOCH, loss=loss, lr=0.01, items_per_s=100.0, **base())
        if step % STEPS_PER_EPOCH == 0:
            epoch = step // STEPS_PER_EPOCH
            yield Evaluated(
                part="validation",
                step=step,
                epoch=epoch,
                loss=0.3 + 0.05 * abs(epoch - best_epoch),
                accuracy=0.9 - 0.02 * abs(epoch - best_epoch),
                balanced_accuracy=0.8,
                macro_f1=0.8,
                per_class_recall=(0.93, 0.73),
                is_best=epoch <= best_epoch,
                **base(),
            )
            yield PhaseChanged(phase="training", **base())


def run_model(
    epochs: int = 6, done: int = 4, *, best_epoch: int = 3, not_finite: tuple[int, ...] = (), fitted: bool | None = None
) -> RunModel:
    model = RunModel()
    model.apply(run_events(epochs, done, best_epoch=best_epoch, not_finite=not_finite, fitted=fitted))
    return model


def ended(model: RunModel, reason: str = "completed", **fields: object) -> RunModel:
    model.apply([RunFinished(run_id="r", seq=model.event_count, time_s=2_000_000.0, reason=reason, **fields)])
    return model


def model_info(*, measured: bool = True, blocks: tuple[tuple[str, int], ...] = BLOCKS) -> ModelInfo:
    """A network whose blocks each take 1 ms forward, 2 ms backward and keep 1 MB a picture."""

    def block(number: int, label: str, parameters: int) -> BlockInfo:
        costs = {"forward_s": 0.001, "backward_s": 0.002, "activation_bytes": 1_000_000} if measured else {}
        return BlockInfo(name=f"blocks.{number}", label=label, parameters=parameters, **costs)

    return ModelInfo(
        entry="fettle/efficientnet-lite0",
        name="EfficientNet-Lite0",
        input_size_px=224,
        blocks=tuple(block(number, *named) for number, named in enumerate(blocks)),
        head=block(99, "Head", 2_562),
        measured_on="cpu" if measured else "",
    )


def keep_features(services: Services) -> None:
    """As a run with the project's data, network and layers leaves them in the cache."""
    workspace, store = services.workspace, cache_folder() / "features" / "kept"
    assert workspace.spec is not None and workspace.model_info is not None and workspace.dataset_info is not None
    store.mkdir(parents=True)
    (store / "rows.bin").write_bytes(b"1")
    remember_features(workspace.spec, len(workspace.model_info.blocks), workspace.dataset_info.fingerprint, [store])


def dataset_info(folder: str, count: int = 1_000, class_names: tuple[str, ...] = LABELS) -> DatasetInfo:
    """70 % train, 15 % validation, 15 % test; the files need not exist."""
    parts: list[Part] = [*["train"] * 14, *["validation"] * 3, *["test"] * 3]  # type: ignore[list-item]
    samples = tuple(
        SampleInfo(
            file=f"{class_names[number % len(class_names)]}/{number}.png",
            label=class_names[number % len(class_names)],
            part=parts[number // len(class_names) % 20],
            sha256=f"{number:064}",
            width_px=40,
            height_px=40,
        )
        for number in range(count)
    )
    return DatasetInfo(folder=folder, class_names=tuple(sorted(class_names)), samples=samples, fingerprint="f")
