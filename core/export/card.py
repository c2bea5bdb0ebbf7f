"""The model card: README.md of a bundle, for the person who receives it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePath

from core.contracts.records import ExportProof, FormatProof, PartMetrics, RunMetrics, RunRecord, SampleInfo
from core.contracts.spec import PARTS
from core.export.bundle_kinds import BundleKind, CardWords, bundle_kind
from core.models.handle import ModelHandle
from core.store.catalogue import find_entry

_SIMPLE = {"tf-idf": "counting words (TF-IDF with logistic regression)"}


@dataclass(frozen=True)
class CardFacts:
    """What the card is written from."""

    record: RunRecord
    handle: ModelHandle
    samples: Sequence[SampleInfo]
    metrics: RunMetrics | None
    proof: ExportProof
    golden_count: int

    @property
    def kind(self) -> BundleKind:
        return bundle_kind(self.handle.preprocessing.kind)

    @property
    def words(self) -> CardWords:
        return self.kind.words


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
        f"{facts.words.classifier} that tells {len(facts.handle.class_names)} classes apart: {names}{more}. "
        f"Network: {facts.handle.recipe.name} ({parameters:,} parameters), fine-tuned and exported with Fettle "
        f"{version('fettle')}."
    )


def _use(facts: CardFacts) -> str:
    things = facts.words.things
    formats = [f"- `{proof.file}`: {facts.words.use[proof.format]}" for proof in facts.proof.formats if proof.passed]
    return "\n".join(
        [
            *formats,
            "",
            f"{facts.kind.inputs_in_words(facts.handle.preprocessing)} Output: `logits` (N, classes); softmax makes them "
            "probabilities, columns in the order of `labels.txt`.",
            "",
            f"Each file was read again in a process of its own and asked about the validation {things}, from the raw files:",
            "",
            *_table(("file", things, "same first answer", "largest difference of a probability"), _proofs(facts)),
            "",
            facts.words.golden.format(count=facts.golden_count),
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
    things = facts.words.things
    heads = ("part", things, "accuracy", "95 % interval", "always the largest class", "balanced accuracy", "macro F1")
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
    by_class = ("", f"By class, on the {last} part:", "", *_per_class(known[last], things))
    return "\n".join([*_table(heads, rows), *_baseline(facts.metrics, last), *by_class])


def _baseline(metrics: RunMetrics, part: str) -> list[str]:
    """What a simple method reaches, where one was tried."""
    baseline = metrics.baseline
    if baseline is None:
        return []
    simple = baseline.test if part == "test" else baseline.validation
    if simple is None:
        return []
    return [
        "",
        f"For comparison: {_SIMPLE[baseline.kind]}, fitted to the same training part in {baseline.seconds:.0f} seconds, "
        f"reaches an accuracy of {simple.accuracy:.3f} and a macro F1 of {simple.macro_f1:.3f} on the {part} part.",
    ]


def _per_class(part: PartMetrics, things: str) -> list[str]:
    rows = (
        (_plain(name), f"{it.count}", f"{it.precision:.3f}", f"{it.recall:.3f}", f"{it.f1:.3f}")
        for name, it in part.per_class.items()
    )
    return _table(("class", things, "precision", "recall", "F1"), rows)


def _data(facts: CardFacts) -> str:
    counts = {name: dict.fromkeys(PARTS, 0) for name in facts.handle.class_names}
    for sample in facts.samples:
        counts[sample.label][sample.part] += 1
    rows = ((_plain(name), *(f"{counts[name][part]}" for part in PARTS)) for name in counts)
    source = facts.words.source.format(name=_plain(PurePath(facts.record.spec.dataset.folder).name))
    return "\n".join(
        [
            f"{len(facts.samples):,} labelled {facts.words.things} from {source} "
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
        "best epoch": "0, the head fitted at the start" if facts.record.best_epoch == 0 else facts.record.best_epoch,
    }
    known = ((_plain(name.replace("_", " ")), _plain(_value(value))) for name, value in settings.items() if value is not None)
    return "\n".join(_table(("setting", "value"), known))


def _value(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_value(it)}" for name, it in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)


def _limits(facts: CardFacts) -> str:
    lines = list(facts.words.limits)
    part = facts.metrics and (facts.metrics.test or facts.metrics.validation)
    if part:
        lines.append(
            f"Its probabilities are off by {part.calibration_error:.3f} on average (expected calibration error, 15 bins)."
        )
        if (temperature := facts.record.temperature) not in (None, 1.0):
            lines.append(f"They were calibrated, by a temperature of {temperature:.2f} that was fitted to the validation part.")
        few = [name for name, it in part.per_class.items() if it.count < 30]
        if few:
            shown = ", ".join(_plain(name) for name in few[:10]) + (" ..." if len(few) > 10 else "")
            things = facts.words.things
            lines.append(f"These classes were judged on fewer than 30 {things}, so their numbers are rough: {shown}.")
    return "\n".join(f"- {line}" for line in lines)


def _licence(facts: CardFacts) -> str:
    entry = find_entry(f"{facts.handle.recipe.family}/{facts.handle.recipe.name}")
    if entry is not None and entry.licence:
        base = f"The first weights ({entry.name}) are published under {entry.licence}."
    else:
        base = (
            f"The licence of the first weights ({facts.handle.recipe.name}) is not known to Fettle: ask where they came from."
        )
    return f"{base} What was learnt from your {facts.words.things} is yours to license."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


def _plain(text: str) -> str:
    """Text that means nothing in Markdown: a class may be called "a|b" or "<b>"."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)
    return " ".join(escaped.split())
