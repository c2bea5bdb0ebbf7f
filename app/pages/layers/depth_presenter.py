"""How much each depth already knows, and what follows from it. Knows no widgets."""

from dataclasses import dataclass
from typing import Literal

from app import quantities
from app.data_words import words_of
from app.i18n import number, tr, worded
from app.pages.layers.advice import start_text
from app.pages.layers.block_names import block_in_words
from app.pages.layers.cost_rows import estimated
from app.run.depth_probing import DepthProbing
from app.workspace import Workspace
from core.contracts.depths import DepthSuggestion, pass_seconds, suggest_depth
from core.contracts.records import DatasetInfo, DepthInfo, DepthProbe, ModelInfo
from core.contracts.spec import RunSpec, trainable_block_count

DepthState = Literal["nothing", "offered", "running", "failed", "found"]


@dataclass(frozen=True)
class DepthMark:
    """One depth beside its rung. time: of a training with everything up to here frozen; "" while it is not known."""

    accuracy: float
    interval: tuple[float, float]
    text: str
    time: str
    tip: str


@dataclass(frozen=True)
class DepthCurveView:
    """marks: one a block, from the input on. suggested: how many of the last blocks should learn."""

    marks: tuple[DepthMark, ...]
    baseline: float
    baseline_text: str
    suggested: int
    enough: int


@dataclass(frozen=True)
class DepthView:
    """explanation: what is done, or was. done, total: how far it is; total 0 while that is not known.

    suggestion: what to do; in_use: that is what the ladder is set to. error: why nothing was found.
    """

    state: DepthState
    explanation: str
    progress: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    suggestion: str = ""
    suggested: int = 0
    in_use: bool = False
    curve: DepthCurveView | None = None


class DepthPresenter:
    def __init__(self, workspace: Workspace, probing: DepthProbing) -> None:
        self._workspace = workspace
        self._probing = probing

    def look_up(self) -> None:
        """The page is shown: what was found earlier is shown without being asked for."""
        self._probing.look_up()

    def start(self) -> None:
        self._probing.start()

    def cancel(self) -> None:
        self._probing.cancel()

    def view(self) -> DepthView:
        spec, data, model = self._workspace.spec, self._workspace.dataset_info, self._workspace.model_info
        if spec is None or data is None or model is None:
            return DepthView("nothing", "")
        found = self._workspace.depths
        if self._probing.running:
            done, total = self._probing.done, self._probing.total
            return DepthView("running", _offer(spec, data, None), self._progress(spec), done, total or 0)
        if self._probing.error is not None:
            return DepthView("failed", _offer(spec, data, None), error=worded(self._probing.error))
        if found is None or len(found.probes) != len(model.blocks):
            return DepthView("offered", _offer(spec, data, model))
        advice = suggest_depth(found)
        return DepthView(
            "found",
            _what_was_done(found),
            suggestion=self._suggestion(spec, data, model, found, advice),
            suggested=advice.warm,
            in_use=trainable_block_count(spec.layers.trainable, len(model.blocks)) == advice.warm,
            curve=self._curve(spec, data, model, found, advice),
        )

    def _progress(self, spec: RunSpec) -> str:
        if self._probing.phase == "probing" and self._probing.total:
            text = tr("LayersPage", "Asking every block: {done} of {things}")
            things = words_of(spec.data).counted(self._probing.total)
            return text.format(done=number(self._probing.done), things=things)
        if self._probing.phase == "evaluating":
            return tr("LayersPage", "Comparing the depths…")
        return tr("LayersPage", "Getting ready…")

    def _curve(
        self, spec: RunSpec, data: DatasetInfo, model: ModelInfo, found: DepthInfo, advice: DepthSuggestion
    ) -> DepthCurveView:
        count = len(found.probes)
        marks = tuple(
            _mark(probe, _training_time(spec, data, model, count - place)) for place, probe in enumerate(found.probes, start=1)
        )
        baseline = tr("LayersPage", "{share}: largest class")
        share = quantities.percent(found.majority_accuracy)
        return DepthCurveView(marks, found.majority_accuracy, baseline.format(share=share), advice.warm, advice.enough)

    def _suggestion(self, spec: RunSpec, data: DatasetInfo, model: ModelInfo, found: DepthInfo, advice: DepthSuggestion) -> str:
        time, head_time = (_training_time(spec, data, model, warm) for warm in (advice.warm, 0))
        return f"{_why(found, advice, words_of(spec.data).things)} {_what(advice, len(found.probes), time, head_time)}"


def _offer(spec: RunSpec, data: DatasetInfo, model: ModelInfo | None) -> str:
    """What would be done; with a model whose times are known, how long that takes."""
    train, validation = data.part_count("train"), data.part_count("validation")
    things = words_of(spec.data)
    text = tr("LayersPage", "Asks every block, in one pass, how well it tells your {things} apart before any training.")
    seconds = pass_seconds(model, train_count=train, validation_count=validation) if model else None
    if seconds is None:
        return text.format(things=things.things)
    takes = tr("LayersPage", "It takes about {time}.").format(time=quantities.duration(max(seconds, 1)))
    return f"{text.format(things=things.things)} {takes}"


def _what_was_done(found: DepthInfo) -> str:
    things = words_of(found.data)
    text = tr(
        "LayersPage",
        "Accuracy of a simple classifier on the output of each block, before any training. "
        "Learned from {train}, judged by {validation}.",
    )
    train, validation = things.counted(found.train_count), number(found.validation_count)
    if found.train_count < found.of_train or found.validation_count < found.of_validation:
        text = tr(
            "LayersPage",
            "Accuracy of a simple classifier on the output of each block, before any training. "
            "Learned from a selection of {train}, judged by {validation}.",
        )
    return text.format(train=train, validation=validation)


def _why(found: DepthInfo, advice: DepthSuggestion, things: str) -> str:
    count, enough, last = len(found.probes), found.probes[advice.enough], found.probes[-1]
    texts = {
        "nothing_left": tr("LayersPage", "From {block} on hardly a mistake is left."),
        "few": tr(
            "LayersPage",
            "With so few {things} as much as possible should stay cold, and {block} knows as much as any block ({share}).",
        ),
        "lost_again": tr(
            "LayersPage",
            "{block} knows as much of your {things} as any ({share}); after it some is lost again, down to {last}: "
            "those blocks are specialised in what they learned before.",
        ),
        "no_more": tr(
            "LayersPage",
            "The first {enough} of {count} blocks already know what the network knows of your {things} ({share}); "
            "what comes after adds nothing as it is.",
        ),
        "rising": tr("LayersPage", "Every block up to the last adds something, so this is only a rule of thumb."),
    }
    return texts[advice.finding].format(
        block=block_in_words(enough.label),
        enough=advice.enough + 1,
        count=count,
        things=things,
        share=quantities.percent(enough.accuracy),
        last=quantities.percent(last.accuracy),
    )


def _what(advice: DepthSuggestion, count: int, time: str, head_time: str) -> str:
    """The times are empty while the network has not been measured."""
    if advice.warm == 0:
        text = tr("LayersPage", "The head alone is enough: {time}.") if time else tr("LayersPage", "The head alone is enough.")
        return text.format(time=time)
    text = tr("LayersPage", "Warm {blocks}.")
    if time:
        text = tr("LayersPage", "Warm {blocks}: {time} of training, against {head_time} for the head alone.")
    return text.format(blocks=start_text(advice.warm, count), time=time, head_time=head_time)


def _mark(probe: DepthProbe, time: str) -> DepthMark:
    low, high = probe.accuracy_interval
    tip = tr("LayersPage", "{block}: {share} right (95 % interval {low} to {high}), balanced {balanced}, macro F1 {macro}")
    return DepthMark(
        accuracy=probe.accuracy,
        interval=probe.accuracy_interval,
        text=quantities.percent(probe.accuracy, 1),
        time=time,
        tip=tip.format(
            block=block_in_words(probe.label),
            share=quantities.percent(probe.accuracy, 1),
            low=quantities.percent(low),
            high=quantities.percent(high),
            balanced=quantities.percent(probe.balanced_accuracy, 1),
            macro=quantities.decimal(probe.macro_f1, 3),
        ),
    )


def _training_time(spec: RunSpec, data: DatasetInfo, model: ModelInfo, warm: int) -> str:
    """ "" while the network has not been measured."""
    costs = estimated(model, spec, data, spec.layers.model_copy(update={"trainable": warm}))
    return "" if costs.training_s is None else quantities.duration(costs.training_s)
