"""The model card: README.md of a bundle, for the person who receives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePath

from core.contracts.records import ExportProof, FormatProof, PartMetrics, RunMetrics, RunRecord, SampleInfo
from core.contracts.spec import PARTS
from core.models.handle import ModelHandle
from core.store.catalogue import find_entry

_USE = {
    "onnx": "`python predict.py PICTURE ...` (needs onnxruntime, numpy and Pillow; `--check` asks the golden pictures again)",
    "safetensors": "open this folder in Fettle, as a model or on the page Try it",
    "torch-export": "`torch.export.load('model.pt2').module()` (needs PyTorch)",
}


@dataclass(frozen=True)
class CardFacts:
    """What the card is written from."""

    record: RunRecord
    handle: ModelHandle
    samples: Sequence[SampleInfo]
    metrics: RunMetrics | None
    proof: ExportProof
    golden_count: int


def model_card(facts: CardFacts) -> str:
    """Markdown."""
    sections = (
        ("", _what(facts)),
        ("How to use it", _use(facts)),
        ("How good it is", _numbers(facts)),
        ("What it was trained on", _data(facts)),
        ("How it was trained", _training(facts)),
        ("What to keep in mind", _limits(facts)),
        ("Licence", _licence(facts)),
    )
    title = f"# {_plain(facts.record.name)}\n\n"
    return title + "\n".join(f"## {head}\n\n{body}\n" if head else f"{body}\n" for head, body in sections)


def _what(facts: CardFacts) -> str:
    names = ", ".join(_plain(name) for name in facts.handle.class_names[:20])
    more = f" and {len(facts.handle.class_names) - 20} more" if len(facts.handle.class_names) > 20 else ""
    parameters = sum(parameter.numel() for parameter in facts.handle.module.parameters())
    return (
        f"An image classifier that tells {len(facts.handle.class_names)} classes apart: {names}{more}. "
        f"Network: {facts.handle.recipe.name} ({parameters:,} parameters), fine-tuned and exported with Fettle "
        f"{version('fettle')}."
    )


def _use(facts: CardFacts) -> str:
    preprocessing = facts.handle.preprocessing
    formats = [f"- `{proof.file}`: {_USE[proof.format]}" for proof in facts.proof.formats if proof.passed]
    return "\n".join(
        [
            *formats,
            "",
            f"Input: `pictures` (N, 3, {preprocessing.size_px}, {preprocessing.size_px}) float32, prepared as "
            "`preprocessing.json` says. Output: `logits` (N, classes); softmax makes them probabilities, columns in the order "
            "of `labels.txt`.",
            "",
            "Each file was read again in a process of its own and asked about the validation pictures, from the raw files:",
            "",
            *_table(("file", "pictures", "same first answer", "largest difference of a probability"), _proofs(facts)),
            "",
            f"`golden/` holds copies of {facts.golden_count} of the validation pictures, and `golden.json` what the model "
            "says of them. Remove both before giving the bundle away, if the pictures are not yours to share.",
        ]
    )


def _proofs(facts: CardFacts) -> Iterable[Sequence[str]]:
    for proof in facts.proof.formats:
        if proof.passed:
            yield proof.file, f"{proof.count}", f"{proof.same_top1:.2%}", f"{proof.largest_difference:.1e}"
        else:
            yield _format_name(proof), "", _plain(proof.why.sentence()) if proof.why else "failed", ""


def _format_name(proof: FormatProof) -> str:
    return f"{proof.format} (not in this bundle)"


def _numbers(facts: CardFacts) -> str:
    if facts.metrics is None:
        return "It was not scored."
    parts = {"validation": facts.metrics.validation, "test": facts.metrics.test}
    known = {name: part for name, part in parts.items() if part is not None}
    heads = ("part", "pictures", "accuracy", "95 % interval", "always the largest class", "balanced accuracy", "macro F1")
    rows = (
        (
            name,
            f"{part.count}",
            f"{part.accuracy:.3f}",
            f"{part.accuracy_interval[0]:.3f} to {part.accuracy_interval[1]:.3f}",
            f"{part.majority_accuracy:.3f} ({_plain(part.majority_class)})",
            f"{part.balanced_accuracy:.3f}",
            f"{part.macro_f1:.3f}",
        )
        for name, part in known.items()
    )
    last = list(known)[-1]
    return "\n".join([*_table(heads, rows), "", f"By class, on the {last} part:", "", *_per_class(known[last])])


def _per_class(part: PartMetrics) -> list[str]:
    rows = (
        (_plain(name), f"{it.count}", f"{it.precision:.3f}", f"{it.recall:.3f}", f"{it.f1:.3f}")
        for name, it in part.per_class.items()
    )
    return _table(("class", "pictures", "precision", "recall", "F1"), rows)


def _data(facts: CardFacts) -> str:
    counts = {name: dict.fromkeys(PARTS, 0) for name in facts.handle.class_names}
    for sample in facts.samples:
        counts[sample.label][sample.part] += 1
    rows = ((_plain(name), *(f"{counts[name][part]}" for part in PARTS)) for name in counts)
    folder = PurePath(facts.record.spec.dataset.folder).name
    return "\n".join(
        [
            f"{len(facts.samples):,} labelled pictures from the folder “{_plain(folder)}” "
            f"(fingerprint {facts.record.dataset_fingerprint[:16]}).",
            "",
            *_table(("class", *PARTS), rows),
        ]
    )


def _training(facts: CardFacts) -> str:
    spec = facts.record.spec
    settings = {
        "started from": PurePath(spec.model.entry).name if facts.handle.parent_run else spec.model.entry,
        "first weights": PurePath(spec.model.weights).name,
        "trainable layers": spec.layers.trainable,
        **facts.record.resolved,
        "best epoch": facts.record.best_epoch,
    }
    known = ((_plain(name.replace("_", " ")), _plain(_value(value))) for name, value in settings.items() if value is not None)
    return "\n".join(_table(("setting", "value"), known))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_value(it)}" for name, it in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _limits(facts: CardFacts) -> str:
    lines = [
        "It always answers with one of its classes, for a picture of something else too.",
        "It was judged on pictures from the same folder that it was trained on. With another camera, another light or another "
        "place it may be worse: score it on pictures from there first.",
    ]
    part = facts.metrics and (facts.metrics.test or facts.metrics.validation)
    if part:
        lines.append(
            f"Its probabilities are off by {part.calibration_error:.3f} on average (expected calibration error, 15 bins)."
        )
        few = [name for name, it in part.per_class.items() if it.count < 30]
        if few:
            shown = ", ".join(_plain(name) for name in few[:10]) + (" ..." if len(few) > 10 else "")
            lines.append(f"These classes were judged on fewer than 30 pictures, so their numbers are rough: {shown}.")
    return "\n".join(f"- {line}" for line in lines)


def _licence(facts: CardFacts) -> str:
    entry = find_entry(f"{facts.handle.recipe.family}/{facts.handle.recipe.name}")
    if entry is not None and entry.licence:
        base = f"The first weights ({entry.name}) are published under {entry.licence}."
    else:
        base = (
            f"The licence of the first weights ({facts.handle.recipe.name}) is not known to Fettle: ask where they came from."
        )
    return f"{base} What was learnt from your pictures is yours to license."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _plain(text: str) -> str:
    """Text that means nothing in Markdown: a class may be called "a|b" or "<b>"."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)
    return " ".join(escaped.split())
