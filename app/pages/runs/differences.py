"""In which settings runs differ, in words."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from app.i18n import counted, tr
from app.pages.train.field_words import augmentation_words, text_words, training_words
from app.widgets.spec_form import FieldWords
from core.contracts.spec import RunSpec

# these have a column of their own
_ALWAYS_SHOWN = ("name", "schema_version", "task", "model.entry", "layers.trainable")


def flat(spec: RunSpec) -> dict[str, Any]:
    """{"training.lr": 0.01, ...}, without what every row shows anyway."""
    found: dict[str, Any] = {}

    def walk(prefix: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, dict):
                walk(f"{prefix}{name}.", value)
            elif f"{prefix}{name}" not in _ALWAYS_SHOWN:
                found[f"{prefix}{name}"] = value

    walk("", spec.model_dump(mode="json"))
    return found


def differing_settings(specs: Sequence[RunSpec]) -> tuple[str, ...]:
    """The settings that are not the same in all of them, in the order of the spec."""
    tables = [flat(spec) for spec in specs]
    if not tables:
        return ()
    return tuple(name for name in tables[0] if any(table[name] != tables[0][name] for table in tables))


def setting_name(path: str) -> str:
    """ "training.lr" as "Learning rate"."""
    words = _words().get(path)
    return _other_names().get(path) or (words.label if words is not None else path)


def setting_value(path: str, value: Any) -> str:
    """A value as a person would say it."""
    if value is None:
        words = _words().get(path)
        return words.empty if words is not None and words.empty else tr("Runs", "automatic")
    if isinstance(value, bool):
        return tr("Runs", "yes") if value else tr("Runs", "no")
    if path == "dataset.folder":
        return PurePath(value).name
    if isinstance(value, (list, tuple)):
        return counted(len(value), tr("Runs", "{count} file"), tr("Runs", "{count} files"))
    words = _words().get(path)
    if words is not None and str(value) in words.choices:
        return words.choices[str(value)]
    if words is not None and words.zero and value == 0:
        return words.zero
    return f"{value:g}" if isinstance(value, float) else str(value)


def layers_in_words(spec: RunSpec) -> str:
    choice = spec.layers.trainable
    if isinstance(choice, int):
        return tr("Runs", "last {count} and head").format(count=choice) if choice else tr("Runs", "head only")
    return {
        "head": tr("Runs", "head only"),
        "last": tr("Runs", "last block"),
        "half": tr("Runs", "last half"),
        "all": tr("Runs", "everything"),
    }[choice]


def model_in_words(entry: str) -> str:
    """A catalogue id as it is; of a file or folder its name."""
    return PurePath(entry).name if PurePath(entry).is_absolute() else entry


def _words() -> dict[str, FieldWords]:
    return {
        **{f"model.{name}": words for name, words in text_words().items()},
        "layers.method": FieldWords(
            tr("Runs", "Warm blocks learn"), "", {"full": tr("Runs", "fully"), "lora": tr("Runs", "with LoRA")}
        ),
        **{f"training.{name}": words for name, words in training_words().items()},
        **{f"training.augmentation.{name}": words for name, words in augmentation_words().items()},
    }


def _other_names() -> dict[str, str]:
    return {
        "training.epochs": tr("Runs", "Epochs"),
        "training.augmentation.views": tr("Runs", "Views of a picture"),
        "training.augmentation.preset": tr("Runs", "Augmentation"),
        "dataset.folder": tr("Runs", "Data"),
        "dataset.table.text_column": tr("Runs", "Text column"),
        "dataset.table.label_column": tr("Runs", "Label column"),
        "dataset.table.split_column": tr("Runs", "Part column"),
        "dataset.excluded": tr("Runs", "Left out"),
        "dataset.split.train": tr("Runs", "Training share"),
        "dataset.split.validation": tr("Runs", "Validation share"),
        "dataset.split.test": tr("Runs", "Test share"),
        "dataset.split.seed": tr("Runs", "Seed of the split"),
        "model.weights": tr("Runs", "Weights"),
        "model.image_size_px": tr("Runs", "Picture size"),
        "model.fit": tr("Runs", "Fit"),
        "layers.lora_rank": tr("Runs", "Rank of LoRA"),
        "layers.lr_decay": tr("Runs", "Learning rate toward the input"),
        "layers.unfreeze_every_epochs": tr("Runs", "Unfreeze every"),
    }
