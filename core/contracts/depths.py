"""From what each depth of a network knows to how many of its last blocks should learn: a rule, and what it goes by.

The probes of `DepthInfo` say how well a linear classifier answers from the output of each block, the network as it is.

- Depths that lie behind the best one by less than the standard error of the (paired) difference can't be told from it:
  the one-standard-error rule (Breiman et al., "Classification and Regression Trees", 1984, section 3.4.3). The shallowest
  of them is where the network has *all that it knows* of this data: what comes before may stay frozen at no loss (Alain
  and Bengio, "Understanding intermediate layers using linear classifier probes", ICLR workshop 2017).
- The blocks after it add nothing as they are, or lose something again, because they are specialised in what the network
  learned first (Yosinski et al., "How transferable are features in deep neural networks?", NIPS 2014): warm them. For texts
  these are the ones that change most when everything may (Merchant et al., "What happens to BERT embeddings during
  fine-tuning?", BlackboxNLP 2020).
- Where accuracy rises up to the last block, no depth is to be preferred, and a rule of thumb stands in: the last quarter of
  an encoder for texts, which reaches nine tenths of what all layers do (Lee et al., "What would Elsa do? Freezing layers
  during transformer fine-tuning", 2019), and one block of a network for pictures.
- Of few training samples warm blocks learn more by heart than they gain (Yosinski et al., section 4.3: the smaller the set,
  the more should stay frozen): there the deepest of the depths that can't be told from the best is taken, not the shallowest.
- Where the best depth can't be told from one without mistakes there is nothing left for warm blocks to learn: the head is
  enough, if it sees that depth; that is, if the last block is not behind.

What it can't say: how much warm blocks will gain. That only a training tells.
"""

from typing import Literal

from core.contracts.base import Contract
from core.contracts.costs import beside
from core.contracts.records import DepthInfo, DepthProbe, ModelInfo

# so many samples at most are looked at
MOST_TRAIN, MOST_VALIDATION = 2_000, 1_000
# an interval that reaches here leaves less than half a percent of mistakes
_AS_GOOD_AS_RIGHT = 0.995
_LAST_SHARE_OF_TEXTS = 4
# training samples; below, the Layers page starts with everything frozen, too
_FEW = 300

DepthFinding = Literal["nothing_left", "few", "lost_again", "no_more", "rising"]


class DepthSuggestion(Contract):
    """How many of the last blocks should learn, and why.

    finding: nothing_left: the head is enough. few: with so few samples as much as possible stays frozen. lost_again: the last
    block is clearly behind the best depth. no_more: it is not, but the blocks after `enough` add nothing. rising: every
    block up to the last adds something.
    enough: number of the block, from 0, that can't be told from the best, the shallowest such one; of few samples the
    deepest. best: number of the best one.
    """

    finding: DepthFinding
    warm: int
    enough: int
    best: int


def suggest_depth(info: DepthInfo) -> DepthSuggestion:
    """The rule above. There is a probe for each block, one at least."""
    probes, count = info.probes, len(info.probes)
    best = max(range(count), key=lambda index: (probes[index].accuracy, -index))
    enough = next(index for index in range(count) if not clearly_behind(probes[index]))
    if not clearly_behind(probes[-1]) and probes[best].accuracy_interval[1] >= _AS_GOOD_AS_RIGHT:
        return DepthSuggestion(finding="nothing_left", warm=0, enough=enough, best=best)
    if max(info.of_train, info.train_count) < _FEW:
        deepest = max(index for index in range(count) if not clearly_behind(probes[index]))
        return DepthSuggestion(finding="few", warm=count - 1 - deepest, enough=deepest, best=best)
    if enough == count - 1:
        warm = -(-count // _LAST_SHARE_OF_TEXTS) if info.data == "text" else 1
        return DepthSuggestion(finding="rising", warm=warm, enough=enough, best=best)
    finding: DepthFinding = "lost_again" if clearly_behind(probes[-1]) else "no_more"
    return DepthSuggestion(finding=finding, warm=count - 1 - enough, enough=enough, best=best)


def clearly_behind(probe: DepthProbe) -> bool:
    """Further behind the best depth than the standard error of the difference."""
    return probe.behind > probe.behind_error


def pass_seconds(model: ModelInfo, *, train_count: int, validation_count: int) -> float | None:
    """What the pass takes: each sample that is looked at is prepared and sent through once. None: not measured yet."""
    times = [block.forward_s for block in (*model.blocks, model.head)]
    known = [time_s for time_s in times if time_s is not None]
    if len(known) < len(times):
        return None
    count = min(train_count, MOST_TRAIN) + min(validation_count, MOST_VALIDATION)
    return beside(count * model.machine.prepare_s, count * sum(known), model) * model.corrections.first_pass
