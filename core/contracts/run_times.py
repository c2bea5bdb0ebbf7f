"""What a run was expected to take and what it took: the same fields, so that the two can be compared."""

from core.contracts.base import Contract


class RunTimes(Contract):
    """Of one run, from the network on its device to the scores; the scan and the start of the process are not in it.

    first_pass_s: before the first epoch: running the frozen layers once, and the head's first fit. training_s: all `epochs`,
    with their evaluations and checkpoints. scoring_s: the best weights asked about the validation and the test part.
    memory_bytes: at most; of the graphics device where there is one, else of the process.
    """

    first_pass_s: float
    training_s: float
    scoring_s: float
    epochs: int
    memory_bytes: int | None = None

    @property
    def total_s(self) -> float:
        return self.first_pass_s + self.training_s + self.scoring_s


class Corrections(Contract):
    """What earlier runs of this network on this machine took, as a multiple of what was estimated; 1 where none is known."""

    first_pass: float = 1.0
    training: float = 1.0
    scoring: float = 1.0
    memory: float = 1.0


class MachineCosts(Contract):
    """What training costs on this machine beside the blocks' own passes.

    prepare_s: reading and preparing one item, by all threads. step_s: of a step, beside what grows with the network.
    update_s: the optimizer, for each trainable parameter. save_s: writing one parameter of a checkpoint. process_bytes: of
    the process with its libraries before there is a network; 0 where the network's memory is that of another device.
    layer_bytes: the largest output of a layer, for one item.
    """

    prepare_s: float = 0.0
    step_s: float = 0.0
    update_s: float = 0.0
    save_s: float = 0.0
    process_bytes: int = 0
    layer_bytes: int = 0
