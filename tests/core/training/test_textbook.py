"""The two textbook jobs come out as written by hand: the same losses as a plain loop from the same weights and order."""

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from core.contracts.events import StepDone
from core.contracts.spec import ModelSpec
from core.dataset.items import ImageItems
from core.dataset.split_file import read_split
from core.models.build import build_model, load_model
from core.training.randomness import epoch_plan

BY_HAND = {
    "epochs": 2,
    "optimizer": "sgd",
    "lr": 0.001,
    "momentum": 0.9,
    "weight_decay": 0.0,
    "schedule": "constant",
    "warmup_share": 0.0,
    "batch_size": 4,
    "precision": "fp32",
    "device": "cpu",
    "augmentation": {"preset": "none"},
    "head_start": "random",
}


def plain_loop(model, items, *, head_only):
    """What a textbook prints, the order of the batches aside."""
    # the layout that ours uses too: a deep network with batch norm and random weights makes 1e-6 of another kernel's
    # rounding into 1e-2 within two steps
    module = model.module.to(memory_format=torch.channels_last)
    if head_only:
        for parameter in module.parameters():
            parameter.requires_grad = False
        for parameter in module.fc.parameters():
            parameter.requires_grad = True
    optimizer = torch.optim.SGD([p for p in module.parameters() if p.requires_grad], lr=0.001, momentum=0.9)
    losses = []
    for epoch in range(2):
        module.train()
        if head_only:
            for part in module.modules():
                if isinstance(part, nn.BatchNorm2d):
                    part.eval()
        for indices in epoch_plan(0, epoch, len(items), 4):
            inputs = torch.stack([torch.from_numpy(items.load(int(index))) for index in indices])
            inputs = inputs.to(memory_format=torch.channels_last)
            loss = F.cross_entropy(module(inputs), torch.from_numpy(items.labels[indices]))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
    return losses, module


@pytest.mark.parametrize("layers", ["all", "head"])
@pytest.mark.parametrize(
    ("network", "size_px"), [("torchvision/resnet18", 64), pytest.param("torchvision/resnet50", 224, marks=pytest.mark.slow)]
)
def test_losses_are_those_of_a_plain_loop(trainer, shapes, network, size_px, layers):
    model = {"entry": network, "weights": "random", "image_size_px": size_px}
    split = {"train": 0.4, "validation": 0.3, "test": 0.3}
    run = trainer.create(
        dataset={"folder": str(shapes), "split": split}, model=model, layers={"trainable": layers}, training=BY_HAND
    )
    said = trainer.go(run)
    assert said[-1].reason == "completed", said[-1].error
    ours = [event.loss for event in said if isinstance(event, StepDone)]

    handle = build_model(ModelSpec.model_validate(model), ("disc", "square"), seed=0)
    train = [sample for sample in read_split(run.split_path) if sample.part == "train"]
    items = ImageItems(shapes, train, ("disc", "square"), handle.preprocessing)
    theirs, module = plain_loop(handle, items, head_only=layers == "head")

    assert len(ours) == len(theirs) >= 4
    assert ours == pytest.approx(theirs, abs=2e-4)
    last = load_model(sorted(run.checkpoints_path.glob("step-*"))[-1]).module.state_dict()
    for name, value in module.state_dict().items():
        if value.is_floating_point():
            torch.testing.assert_close(last[name], value, rtol=1e-3, atol=1e-4, msg=name)
