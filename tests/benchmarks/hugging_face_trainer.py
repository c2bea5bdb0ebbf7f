"""A peer: transformers' Trainer, for pictures and for texts with dynamic padding; 2 workers, evaluated after each epoch."""

import math
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.data import Dataset
from transformers import AutoTokenizer, DataCollatorWithPadding, Trainer, TrainerCallback, TrainingArguments

from core.store.weight_caches import bundled_text_model
from tests.benchmarks.peer_start import Parts, first_network, read_parts, texts_of
from tests.benchmarks.plain_loop import picture_sets


class WithLoss(nn.Module):
    """A picture network in the form that Trainer wants."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixel_values: Tensor, labels: Tensor | None = None) -> dict[str, Tensor]:
        logits = self.network(pixel_values)
        return {"logits": logits} if labels is None else {"loss": F.cross_entropy(logits, labels), "logits": logits}


class Named(Dataset[Any]):
    """Pictures as Trainer's collator wants them."""

    def __init__(self, pictures: Any) -> None:
        self._pictures = pictures

    def __len__(self) -> int:
        return len(self._pictures)

    def __getitem__(self, index: int) -> dict[str, Any]:
        picture, label = self._pictures[index]
        return {"pixel_values": picture, "labels": label}


class Rows(Dataset[Any]):
    """Tokenised texts with their labels."""

    def __init__(self, encodings: dict[str, list[list[int]]], labels: list[int]) -> None:
        self._encodings, self._labels = encodings, labels

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> dict[str, Any]:
        return {**{name: rows[index] for name, rows in self._encodings.items()}, "labels": self._labels[index]}


class Clock(TrainerCallback):
    """When epochs and steps end; an epoch's end comes after its evaluation."""

    def __init__(self) -> None:
        self.first_s = self.last_s = 0.0
        self.step_ends: list[tuple[int, float]] = []

    def on_epoch_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self.first_s = self.first_s or time.perf_counter()

    def on_step_end(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self.step_ends.append((math.floor(state.epoch or 0), time.perf_counter()))
        self.last_s = time.perf_counter()

    def on_evaluate(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self.last_s = time.perf_counter()


def train(
    folder: str,
    split: str,
    model: dict[str, Any],
    trainable: Any,
    to: str,
    epochs: int = 3,
    steps: int | None = None,
    max_tokens: int | None = None,
    seed: int = 0,
    **arguments: Any,
) -> dict[str, Any]:
    """Trains and tests.

    Args:
        max_tokens: the data are texts, cut at so many tokens; None: pictures.
        steps: end after so many, without any evaluation.
        arguments: of TrainingArguments; what is not said is Trainer's default.

    Returns:
        setup_s, epoch_s (one number, the mean; validation included), test_s, step_ends, test_accuracy.
    """
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, trainable, seed)
    started = time.perf_counter()
    if max_tokens is None:
        network: nn.Module = WithLoss(handle.module)
        sets: dict[str, Any] = {name: Named(part) for name, part in picture_sets(parts, handle.preprocessing).items()}
        collator = None
    else:
        network = handle.module.network
        tokenizer = AutoTokenizer.from_pretrained(bundled_text_model())
        sets, collator = text_sets(parts, tokenizer, max_tokens), DataCollatorWithPadding(tokenizer)
    settings = TrainingArguments(
        output_dir=to,
        use_cpu=not torch.cuda.is_available(),
        num_train_epochs=epochs,
        max_steps=steps or -1,
        eval_strategy="no" if steps else "epoch",
        save_strategy="no",
        dataloader_num_workers=2,
        disable_tqdm=True,
        seed=seed,
        **arguments,
    )
    clock = Clock()
    trainer = Trainer(
        network,
        settings,
        data_collator=collator,
        train_dataset=sets["train"],
        eval_dataset=sets["validation"],
        compute_metrics=_accuracy,
        callbacks=[clock],
    )
    trainer.train()
    if steps:
        return {"step_ends": clock.step_ends}
    began = time.perf_counter()
    tested = trainer.predict(sets["test"])
    return {
        "setup_s": clock.first_s - started,
        "epoch_s": [(clock.last_s - clock.first_s) / epochs],
        "test_s": time.perf_counter() - began,
        "seconds": time.perf_counter() - started,
        "step_ends": clock.step_ends,
        "test_accuracy": tested.metrics["test_accuracy"],
    }


def text_sets(parts: Parts, tokenizer: Any, max_tokens: int) -> dict[str, Rows]:
    """Each part's texts, read and tokenised once, as `dataset.map(tokenize)` does."""
    sets = {}
    for part, files in parts.files.items():
        texts = texts_of(parts, part)
        encodings = tokenizer(texts, truncation=True, max_length=max_tokens) if texts else {}
        sets[part] = Rows(dict(encodings), [label for _, label in files])
    return sets


def _accuracy(answers: Any) -> dict[str, float]:
    return {"accuracy": float((np.argmax(answers.predictions, axis=-1) == answers.label_ids).mean())}
