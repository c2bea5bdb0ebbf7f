"""What the ladder shows, and what it costs."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torchvision

from core.contracts.commands import Inbox, Stop
from core.contracts.costs import estimate_costs
from core.contracts.errors import Stopped, UserError
from core.contracts.events import Event, event_from_line
from core.contracts.jobs import DescribeModelJob, DownloadJob
from core.contracts.records import ModelInfo
from core.contracts.spec import LayersSpec, ModelSpec, TrainingSpec
from core.models import torchvision_family
from core.models.build import build_model, save_model
from core.models.describe import describe_model, run_describe_job, run_download_job
from core.models.device_choice import choose_device
from core.models.freezing import freeze
from core.models.measure import measure_blocks
from core.store.event_log import Emitter


@pytest.fixture
def events() -> list[Event]:
    return []


@pytest.fixture
def emit(events: list[Event]) -> Emitter:
    return Emitter("job", lambda line: events.append(event_from_line(line)))


def test_a_model_that_is_not_downloaded_yet_is_described(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    info = describe_model(ModelSpec(entry="torchvision/resnet50"), 2)
    assert [block.label for block in info.blocks] == ["Stem", "Stage 1", "Stage 2", "Stage 3", "Stage 4"]
    assert info.total_parameters == sum(p.numel() for p in torchvision.models.resnet50(num_classes=2).parameters())
    assert info.head.parameters == 2048 * 2 + 2
    assert len(info.class_names) == 1000
    assert info.blocks[0].forward_s is None and info.measured_on == ""
    assert info.blocks[0].lora_parameters_per_rank == 64 + 3 * 7 * 7
    assert info.head.lora_parameters_per_rank == 0


def test_measuring_gives_every_block_its_share(emit: Emitter, events: list[Event]) -> None:
    result = run_describe_job(DescribeModelJob(model=ModelSpec(image_size_px=64), measure=True, device="cpu"), emit, Inbox())
    info = ModelInfo.model_validate(result["model"])
    assert info.measured_on == "cpu"
    for block in (*info.blocks, info.head):
        assert block.forward_s is not None and block.forward_s > 0
        assert block.backward_s is not None and block.backward_s > 0
        assert block.activation_bytes is not None and block.activation_bytes > 0
    assert info.blocks[2].activation_bytes > info.head.activation_bytes
    assert events[0].kind == "phase_changed"


def test_a_measured_model_has_costs_that_grow_with_what_is_trained() -> None:
    info = describe_model(ModelSpec(image_size_px=64), 2, measure=True, device="cpu")
    training, sizes = TrainingSpec(epochs=2, batch_size=8), {"train_count": 100, "validation_count": 20}
    cheap, dear = (estimate_costs(info, LayersSpec(trainable=choice), training, **sizes) for choice in ("head", "all"))
    assert cheap.epoch_s is not None and dear.epoch_s is not None and cheap.epoch_s < dear.epoch_s
    assert cheap.memory_bytes is not None and dear.memory_bytes is not None and cheap.memory_bytes < dear.memory_bytes


@pytest.mark.parametrize("entry", ["torchvision/mobilenet_v3_small", "transformers/facebook/deit-tiny-patch16-224"])
def test_measuring_changes_nothing(entry: str) -> None:
    handle = build_model(ModelSpec(entry=entry, weights="random", image_size_px=64), ["a", "b"])
    freeze(handle, 1)
    before = {name: tensor.clone() for name, tensor in handle.module.state_dict().items()}
    trainable = {name: parameter.requires_grad for name, parameter in handle.module.named_parameters()}
    random_state = torch.get_rng_state()
    costs = measure_blocks(handle, choose_device("cpu"))
    assert len(costs) == len(handle.blocks) + 1
    assert all(torch.equal(tensor, before[name]) for name, tensor in handle.module.state_dict().items())
    assert {name: parameter.requires_grad for name, parameter in handle.module.named_parameters()} == trainable
    assert all(parameter.grad is None for parameter in handle.module.parameters())
    assert not any(module.training for module in handle.module.modules())
    assert torch.equal(torch.get_rng_state(), random_state)


def test_activations_of_a_block_do_not_depend_on_the_time_it_takes() -> None:
    handle = build_model(ModelSpec(entry="torchvision/resnet18", weights="random", image_size_px=64), ["a", "b"])
    first, second = (measure_blocks(handle, choose_device("cpu", "fp32")) for _ in range(2))
    assert [cost.activation_bytes for cost in first] == [cost.activation_bytes for cost in second]
    # the stem's largest outputs: its convolution and its norm keep 64 x 32 x 32 numbers each
    assert first[0].activation_bytes >= 2 * 64 * 32 * 32 * 4


def test_a_run_is_described_with_its_own_classes(tmp_path: Any) -> None:
    handle = build_model(ModelSpec(entry="torchvision/squeezenet1_1", weights="random"), ["cat", "dog"])
    save_model(handle, tmp_path)
    info = describe_model(ModelSpec(entry=str(tmp_path)), 3)
    assert info.class_names == ("cat", "dog")


def test_a_wrong_weights_file_is_noticed_when_it_is_chosen(tmp_path: Any) -> None:
    torch.save({"weight": torch.zeros(2)}, tmp_path / "wrong.pth")
    with pytest.raises(UserError) as refused:
        describe_model(ModelSpec(entry="torchvision/squeezenet1_1", weights=str(tmp_path / "wrong.pth")), 2)
    assert refused.value.code == "weights_do_not_fit"


def test_what_comes_with_fettle_is_not_downloaded(emit: Emitter) -> None:
    with pytest.raises(UserError) as refused:
        run_download_job(DownloadJob(entry="fettle/efficientnet-lite0"), emit, Inbox())
    assert refused.value.code == "download_not_needed"


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[int]], None]:
    """Stands in for a server on the internet: progress as it would come."""

    def install(progress: list[int]) -> None:
        def fetch(_url: str, target: Any, *, on_progress: Any, **_: Any) -> Any:
            for done in progress:
                on_progress(done, progress[-1])
            return target

        monkeypatch.setattr(torchvision_family, "fetch_file", fetch)

    return install


def test_a_download_tells_how_far_it_is(emit: Emitter, events: list[Event], fetched: Callable[[list[int]], None]) -> None:
    fetched([1 << 10, 1 << 20, 3 << 20])
    result = run_download_job(DownloadJob(entry="torchvision/resnet18"), emit, Inbox())
    assert result["path"].endswith("resnet18-f37072fd.pth")
    progress = [event.done for event in events if event.kind == "progress"]
    assert progress == [1 << 10, 1 << 20, 3 << 20]


def test_a_download_can_be_stopped(emit: Emitter, fetched: Callable[[list[int]], None]) -> None:
    fetched([1 << 20, 2 << 20])
    inbox = Inbox()
    inbox.put(Stop())
    with pytest.raises(Stopped):
        run_download_job(DownloadJob(entry="torchvision/resnet18"), emit, inbox)
