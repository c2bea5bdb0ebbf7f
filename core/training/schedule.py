"""The learning rate over the steps of a run, as a factor on its highest value."""

import math

_STEP_EVERY, _STEP_FACTOR = 1 / 3, 0.1


def lr_factor(schedule: str, step: int, total_steps: int, warmup_steps: int) -> float:
    """The factor for a step.

    Args:
        schedule: "constant", "cosine" (Loshchilov and Hutter, "SGDR", ICLR 2017, without restarts), "linear" (to zero), or
            "step" (a tenth after each third, as in torchvision's reference recipes).
        step: counted from 0.
        total_steps: of the whole run.
        warmup_steps: the rise from near zero before that (Goyal et al., "Accurate, Large Minibatch SGD", 2017).

    Returns:
        A value in (0, 1].
    """
    if step < warmup_steps:
        return (step + 1) / (warmup_steps + 1)
    done = (step - warmup_steps) / max(1, total_steps - warmup_steps)
    if schedule == "cosine":
        return 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
    if schedule == "linear":
        return max(0.0, 1 - done)
    if schedule == "step":
        return _STEP_FACTOR ** math.floor(min(done, 1.0 - 1e-9) / _STEP_EVERY)
    return 1.0
