"""What a choice of layers costs, as rows of text. Knows no widgets."""

from dataclasses import dataclass

from app import quantities
from app.i18n import tr
from core.contracts.costs import CostInfo
from core.contracts.records import DatasetInfo, ModelInfo
from core.contracts.spec import LayersSpec, RunSpec
from core.store.estimates import estimate_run


@dataclass(frozen=True)
class CostRow:
    """One line of the panel: what, how much (the important part strong), and what it would be otherwise."""

    name: str
    amount: str
    aside: str = ""


@dataclass(frozen=True)
class ChoiceRow:
    """One preset beside the others."""

    name: str
    trainable: str
    memory: str
    time: str
    chosen: bool


@dataclass(frozen=True)
class CostView:
    rows: tuple[CostRow, ...]
    choices: tuple[ChoiceRow, ...] = ()
    warning: str = ""


def estimated(model: ModelInfo, spec: RunSpec, data: DatasetInfo, layers: LayersSpec) -> CostInfo:
    """What training on this data with these layers costs."""
    return estimate_run(model, spec.model_copy(update={"layers": layers}), data)


def trainable_row(costs: CostInfo) -> CostRow:
    share = costs.trainable_parameters / max(costs.total_parameters, 1)
    aside = tr("LayersPage", "of {total} ({share})").format(
        total=quantities.parameters(costs.total_parameters), share=quantities.percent(share, 1 if share < 0.1 else 0)
    )
    return CostRow(tr("LayersPage", "Trainable"), quantities.parameters(costs.trainable_parameters), aside)


def otherwise_text(costs: CostInfo, all_warm: CostInfo) -> str:
    """What an epoch would take otherwise, where that is worth saying."""
    if not costs.epoch_s or not all_warm.epoch_s or not costs.epoch_without_reuse_s:
        return ""
    if costs.first_pass_s or costs.features_kept:
        return tr("LayersPage", "(without reuse {time})").format(time=quantities.duration(costs.epoch_without_reuse_s))
    if costs.epoch_s > 0.95 * all_warm.epoch_s:
        return ""
    return tr("LayersPage", "(everything warm: {time})").format(time=quantities.duration(all_warm.epoch_s))
