"""Optimizers, with the learning rate of each group kept beside it so that a schedule is a factor."""

from typing import Any

import torch

from core.training.recipe import Recipe


def build_optimizer(recipe: Recipe, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """The optimizer of a recipe over parameter groups that carry their own "lr" and "weight_decay"."""
    for group in groups:
        group["base_lr"] = group["lr"]
    # one kernel over all parameters: for short texts a third of the step otherwise goes into the update
    common: dict[str, Any] = {"lr": recipe.lr, "weight_decay": recipe.weight_decay, "fused": True}
    if recipe.optimizer == "sgd":
        return torch.optim.SGD(groups, momentum=recipe.momentum, **common)
    kind = torch.optim.AdamW if recipe.optimizer == "adamw" else torch.optim.Adam
    return kind(groups, **common)


def set_lr_factor(optimizer: torch.optim.Optimizer, factor: float) -> float:
    """Sets every group to its own rate times factor. Returns the highest, which is the head's."""
    for group in optimizer.param_groups:
        group["lr"] = group["base_lr"] * factor
    return max(float(group["lr"]) for group in optimizer.param_groups)
