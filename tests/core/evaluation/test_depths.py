"""How much each depth knows: what is heard of a block, what a probe says of it, which samples stand for all, the rule."""

from hashlib import sha256

import numpy as np
import pytest
import torch

from core.contracts.depths import suggest_depth
from core.contracts.records import DepthInfo, DepthProbe, SampleInfo
from core.contracts.spec import DatasetSpec, ModelSpec, TableSpec
from core.dataset.kinds import kind_of
from core.evaluation.depth_features import DepthFeatures, depth_features, pooled, probe_points
from core.evaluation.depth_probe import fitted_answers, probe_depths
from core.evaluation.depth_selection import selected
from core.evaluation.metrics import wilson_interval
from core.models.build import build_model
from core.models.device_choice import choose_device
from core.training.device import Device
from tests.tiny_encoders import write_encoder
from tests.written_texts import write_texts

CLASSES = ("disc", "square")


def handle_of(entry, size_px=32, classes=CLASSES):
    return build_model(ModelSpec(entry=entry, weights="random", image_size_px=size_px), classes)


def items_of(folder, handle, part):
    kind = kind_of(handle.preprocessing.kind)
    found = kind.scan(DatasetSpec(folder=str(folder)), lambda done, total: None, lambda: False)
    samples = [sample for sample in found.samples if sample.part == part]
    return kind.items(kind.root(str(folder)), samples, found.class_names, handle.preprocessing, TableSpec())


def cpu():
    return Device(choose_device("cpu", "fp32"))


# ---- what is heard ---------------------------------------------------------------------------------------------------


def test_the_last_depth_is_what_the_head_sees(drawn_data):
    handle = handle_of("torchvision/resnet18")
    items = items_of(drawn_data, handle, "validation")
    found = depth_features(handle, items, cpu())
    inputs = torch.from_numpy(items.collate([items.load(index) for index in range(len(items))]))
    with torch.no_grad():
        logits = handle.module(inputs)
        assert torch.allclose(handle.module.fc(torch.from_numpy(found.features[-1])), logits, atol=1e-5)
    assert [rows.shape for rows in found.features[-4:]] == [(len(items), width) for width in (64, 128, 256, 512)]
    assert found.labels.tolist() == items.labels.tolist()


@pytest.mark.parametrize(
    ("entry", "widths"),
    [
        ("timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k", {384}),  # mean and class token
        ("torchvision/swin_t", {96, 192, 384, 768}),  # places before channels
        ("fettle/efficientnet-lite0", {32, 16, 24, 40, 80, 112, 192, 320, 1280}),
    ],
)
def test_every_block_is_heard_once_in_its_own_width(entry, widths, drawn_data):
    handle = handle_of(entry, 64 if "swin" in entry else 32)
    found = depth_features(handle, items_of(drawn_data, handle, "validation"), cpu())
    assert len(found.features) == len(handle.blocks) == len(set(probe_points(handle)))
    assert {rows.shape[1] for rows in found.features[1:]} == widths - ({32} if "lite0" in entry else set())
    assert all(np.isfinite(rows).all() for rows in found.features)


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta", "deberta-v2", "modernbert"])
def test_what_fills_up_a_batch_of_texts_is_not_heard(kind, tmp_path):
    write_encoder(kind, tmp_path / "model")
    handle = build_model(ModelSpec(entry=str(tmp_path / "model")), ("content", "unhappy"))
    items = items_of(write_texts(tmp_path / "texts", 8), handle, "train")
    together = depth_features(handle, items, cpu())
    assert len(together.features) == len(handle.blocks)
    alone = torch.from_numpy(items.collate([items.load(0)]))
    outputs = []
    points = [handle.module.get_submodule(name) for name in probe_points(handle)]
    hooks = [part.register_forward_hook(lambda _part, _given, output: outputs.append(output)) for part in points]
    with torch.no_grad():
        handle.module(alone)
    for hook in hooks:
        hook.remove()
    row = int(np.flatnonzero(together.labels == items.labels[0])[0])
    lengths = items.lengths.tolist()
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    row = order.index(0)
    for rows, output in zip(together.features, outputs, strict=True):
        tensor = output if isinstance(output, torch.Tensor) else output[0]
        assert np.allclose(rows[row], pooled(tensor, alone[:, 1])[0].numpy(), atol=1e-5)


def test_outputs_of_every_shape_become_one_row_an_item():
    grid = torch.arange(2 * 3 * 4 * 4, dtype=torch.float32).reshape(2, 3, 4, 4)
    assert torch.allclose(pooled(grid), grid.mean(dim=(2, 3)))
    assert torch.allclose(pooled(grid.permute(0, 2, 3, 1)), grid.mean(dim=(2, 3)))
    tokens = torch.randn(2, 17, 8)
    assert torch.allclose(pooled(tokens), torch.cat([tokens.mean(dim=1), tokens[:, 0]], dim=1))
    assert pooled(tokens[:, 1:]).shape == (2, 8)  # a square of places: no class token
    assert torch.equal(pooled(tokens[:, 0]), tokens[:, 0])


# ---- what a probe says -----------------------------------------------------------------------------------------------


def features(rows, labels):
    return DepthFeatures(tuple(part.astype(np.float32) for part in rows), np.asarray(labels, np.int64))


def made_up(count, seed, kept=(3, 30, 30, 0)):
    """Four depths that tell the class by so many standard deviations."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    return features([rng.normal(size=(count, 24)) + gap / 5 * labels[:, None] * (np.arange(24) < 6) for gap in kept], labels)


def test_the_depth_that_knows_is_found_and_what_forgets_comes_last():
    handle = handle_of("torchvision/resnet18")
    found = probe_depths(handle.blocks[:4], made_up(600, 0), made_up(300, 1), "image")
    accuracies = [probe.accuracy for probe in found.probes]
    assert accuracies[0] < accuracies[1] > 0.99
    assert abs(accuracies[3] - 0.5) < 0.1
    assert found.majority_accuracy == 0.5
    for probe in found.probes:
        assert probe.accuracy_interval == pytest.approx(wilson_interval(round(probe.accuracy * 300), 300))
        assert probe.balanced_accuracy == pytest.approx(probe.accuracy)
        assert probe.behind == pytest.approx(max(accuracies) - probe.accuracy)
    advice = suggest_depth(found)
    assert (advice.finding, advice.warm, advice.enough) == ("lost_again", 2, 1)


def test_a_layer_that_forgets_is_noticed_in_a_real_network(drawn_data):
    """The last stage gives the same for every picture: what was known before it is lost."""
    handle = handle_of("torchvision/resnet18")
    with torch.no_grad():
        for name in handle.blocks[-1].parameters:
            handle.module.get_parameter(name).zero_()
    parts = [depth_features(handle, items_of(drawn_data, handle, part), cpu()) for part in ("train", "validation")]
    found = probe_depths(handle.blocks, *parts, "image")
    assert max(probe.accuracy for probe in found.probes[:-1]) == 1  # red against blue
    assert found.probes[-1].accuracy == found.majority_accuracy
    assert suggest_depth(found).warm == 1


def test_a_feature_that_never_changes_and_more_features_than_samples_do_no_harm():
    rng = np.random.default_rng(0)
    labels = np.arange(40) % 3
    rows = np.concatenate([np.ones((40, 1)), rng.normal(size=(40, 500)) + 2 * labels[:, None]], axis=1).astype(np.float32)
    assert (fitted_answers(rows[:30], labels[:30], rows[30:]) == labels[30:]).all()
    assert len(fitted_answers(np.ones((30, 8), np.float32), labels[:30], np.ones((4, 8), np.float32))) == 4


def test_a_class_with_one_sample_does_not_stop_the_probe():
    labels = np.array([0] * 20 + [1] * 20 + [2])
    rows = np.eye(3)[labels].astype(np.float32)
    assert (fitted_answers(rows, labels, rows)[:40] == labels[:40]).all()


# ---- which samples stand for all -------------------------------------------------------------------------------------


def samples_of(**counts):
    return [
        SampleInfo(file=f"{label}/{number}", label=label, part="train", sha256=sha256(f"{label}{number}".encode()).hexdigest())
        for label, count in counts.items()
        for number in range(count)
    ]


def test_a_selection_keeps_the_shares_and_every_class():
    every = samples_of(a=900, b=90, rare=3)
    chosen = selected(every, 200)
    counts = {label: sum(sample.label == label for sample in chosen) for label in ("a", "b", "rare")}
    assert len(chosen) == 200
    assert counts["rare"] == 2
    assert counts["a"] == pytest.approx(180, abs=4)
    assert chosen == sorted(chosen, key=every.index)


def test_a_selection_does_not_depend_on_the_order():
    every = samples_of(a=50, b=50)
    assert {sample.file for sample in selected(every, 30)} == {sample.file for sample in selected(every[::-1], 30)}
    assert selected(every, 100) == every


# ---- the rule --------------------------------------------------------------------------------------------------------


def curve(*accuracies, count=400, data="image", error=0.012, train_count=800):
    best = max(accuracies)
    probes = tuple(
        DepthProbe(
            name=f"block.{number}",
            label=f"Block {number}",
            accuracy=accuracy,
            accuracy_interval=wilson_interval(round(accuracy * count), count),
            balanced_accuracy=accuracy,
            macro_f1=accuracy,
            behind=best - accuracy,
            behind_error=error if accuracy < best else 0.0,
        )
        for number, accuracy in enumerate(accuracies)
    )
    return DepthInfo(data=data, probes=probes, majority_accuracy=0.5, train_count=train_count, validation_count=count)


@pytest.mark.parametrize(
    ("info", "finding", "warm"),
    [
        (curve(0.70, 0.80, 0.86, 0.861, 0.855), "no_more", 2),
        (curve(0.70, 0.80, 0.86, 0.84, 0.70), "lost_again", 2),
        (curve(0.60, 0.70, 0.80, 0.83, 0.90), "rising", 1),
        (curve(0.60, 0.70, 0.75, 0.80, 0.85, data="text"), "rising", 2),
        (curve(0.90, 0.97, 1.0, 0.999, 0.999), "nothing_left", 0),
        (curve(0.90, 1.0, 1.0, 0.98, 0.90), "lost_again", 3),  # the head would not see what the second block knows
        (curve(0.80), "rising", 1),
        (curve(0.70, 0.80, 0.86, 0.861, 0.855, train_count=160), "few", 0),
        (curve(0.70, 0.80, 0.86, 0.84, 0.70, train_count=160), "few", 2),
    ],
)
def test_the_rule_freezes_what_knows_enough(info, finding, warm):
    advice = suggest_depth(info)
    assert (advice.finding, advice.warm) == (finding, warm)
