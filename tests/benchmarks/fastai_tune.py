"""A peer, where it is installed: fastai's fine_tune and fit_one_cycle with what vision_learner puts around a timm network."""

import time
from typing import Any

from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    FuncSplitter,
    ImageBlock,
    Learner,
    Normalize,
    Resize,
    accuracy,
    apply_init,
    create_head,
    default_split,
    nn,
    parent_label,
)

from tests.benchmarks.peer_start import first_network, read_parts


class Body(nn.Module):
    """fastai's own TimmBody: a timm network up to its last feature maps."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, inputs: Any) -> Any:
        return self.network.forward_features(inputs)


def tune(
    folder: str, split: str, model: dict[str, Any], epochs: int, frozen: bool, batch_size: int = 64, seed: int = 0
) -> dict[str, Any]:
    """fine_tune(epochs), or the head alone for that many epochs; then the test part.

    Returns:
        setup_s, epoch_s (one number, the mean; validation included), test_s, test_accuracy.
    """
    parts = read_parts(folder, split)
    handle = first_network(model, parts.class_names, "all", seed)
    started = time.perf_counter()
    part_of = {str(parts.folder / file): part for part, files in parts.files.items() for file, _ in files}
    block = DataBlock(
        blocks=(ImageBlock, CategoryBlock(vocab=parts.class_names)),
        get_items=lambda _: [file for file, part in part_of.items() if part != "test"],
        get_y=parent_label,
        splitter=FuncSplitter(lambda file: part_of[str(file)] == "validation"),
        item_tfms=Resize(handle.preprocessing.size_px),
        batch_tfms=Normalize.from_stats(handle.preprocessing.mean, handle.preprocessing.std),
    )
    loaders = block.dataloaders(parts.folder, bs=batch_size, num_workers=2)
    network = nn.Sequential(Body(handle.module), create_head(handle.module.num_features, len(parts.class_names)))
    apply_init(network[1], nn.init.kaiming_normal_)
    learner = Learner(loaders, network, splitter=default_split, metrics=accuracy)
    setup_s, began = time.perf_counter() - started, time.perf_counter()
    with learner.no_bar(), learner.no_logging():
        if frozen:
            learner.freeze()
            learner.fit_one_cycle(epochs)
        else:
            learner.fine_tune(epochs)
        epoch_s, began = (time.perf_counter() - began) / epochs, time.perf_counter()
        test = loaders.test_dl([file for file, part in part_of.items() if part == "test"], with_labels=True)
        test_accuracy = float(learner.validate(dl=test)[1])
    return {
        "setup_s": setup_s,
        "epoch_s": [epoch_s],
        "test_s": time.perf_counter() - began,
        "seconds": time.perf_counter() - started,
        "test_accuracy": test_accuracy,
    }
