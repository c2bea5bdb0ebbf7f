"""Facts: what was found on disk (`*Info`), what was computed, and the saved history of a run (`*Record`)."""

from typing import Literal

from pydantic import Field, JsonValue

from core.contracts.base import Contract
from core.contracts.errors import ErrorInfo, Param
from core.contracts.spec import Part, RunSpec

# ---- data ------------------------------------------------------------------------------------------------------------


class SampleInfo(Contract):
    """One picture that can be used."""

    file: str = Field(description="relative to the dataset folder, forward slashes")
    label: str
    part: Part
    sha256: str
    width_px: int
    height_px: int


class FindingInfo(Contract):
    """Something noticed about a file. Worded by the message "finding_<code>"."""

    code: str
    file: str
    severity: Literal["info", "warning", "error"]
    left_out: bool
    params: dict[str, Param] = {}


class DatasetInfo(Contract):
    """A folder, read: what can be used, in which part, and what can't and why."""

    folder: str
    class_names: tuple[str, ...] = Field(description="sorted; the index is the label's number everywhere")
    samples: tuple[SampleInfo, ...]
    findings: tuple[FindingInfo, ...] = ()
    split_by_folders: bool = Field(False, description="the folder itself says train/val/test")
    fingerprint: str = Field(description="over labels, parts and hashes of the samples")

    def counts(self) -> dict[str, dict[Part, int]]:
        """Per class, in the order of `class_names`: pictures in each part."""
        table: dict[str, dict[Part, int]] = {name: {"train": 0, "validation": 0, "test": 0} for name in self.class_names}
        for sample in self.samples:
            table[sample.label][sample.part] += 1
        return table


# ---- models ----------------------------------------------------------------------------------------------------------


class CatalogueEntry(Contract):
    """A row of the model table."""

    id: str = Field(description='"<family>/<name>", for instance "torchvision/resnet50"')
    name: str
    family: Literal["fettle", "torchvision", "timm", "transformers", "file", "run"]
    parameters: int
    size_bytes: int
    input_size_px: int
    top1: float | None = Field(None, description="ImageNet-1k top-1 accuracy in [0, 1], as published by the source")
    licence: str = ""
    source: str = Field("", description="where the weights come from: package, torch hub file name, Hugging Face repository")


class BlockInfo(Contract):
    """One rung of the ladder."""

    name: str = Field(description="stable name, the module path it starts at")
    label: str = Field(description="for people: Stem, Stage 3, Block 11")
    parameters: int
    forward_s: float | None = Field(None, description="per picture, measured on this machine")
    backward_s: float | None = None
    activation_bytes: int | None = Field(None, description="kept for the backward pass, per picture")


class ModelInfo(Contract):
    """A network as the ladder shows it."""

    entry: str
    name: str
    input_size_px: int
    blocks: tuple[BlockInfo, ...] = Field(description="from input to head, head not included")
    head: BlockInfo
    class_names: tuple[str, ...] = Field((), description="of the pretrained head, if known")
    parent_run: str | None = Field(None, description="the run that these weights come from")
    measured_on: str = ""

    @property
    def total_parameters(self) -> int:
        return sum(block.parameters for block in self.blocks) + self.head.parameters


class ModelRecord(Contract):
    """model.json beside model.safetensors: how to build the network again, without its weights."""

    schema_version: Literal[1] = 1
    family: Literal["fettle", "torchvision", "timm", "transformers"]
    name: str = Field(description="name within the family: resnet50")
    class_names: tuple[str, ...]
    preprocessing: dict[str, JsonValue] = Field(description="core.dataset.preprocess.Preprocessing.to_dict")
    config: dict[str, JsonValue] = Field({}, description="what the family needs beside the name")
    parent_run: str | None = None


# ---- results ---------------------------------------------------------------------------------------------------------


class ClassMetrics(Contract):
    precision: float
    recall: float
    f1: float
    count: int


class PartMetrics(Contract):
    """How good the answers on one part are. Computed from fp32 outputs and hard labels."""

    accuracy: float
    accuracy_interval: tuple[float, float] = Field(description="95 %, Wilson")
    majority_accuracy: float = Field(description="always answering the class that is largest in training")
    majority_class: str
    balanced_accuracy: float
    macro_f1: float
    loss: float
    calibration_error: float = Field(description="expected calibration error, 15 bins")
    count: int
    per_class: dict[str, ClassMetrics]
    confusion: tuple[tuple[int, ...], ...] = Field(description="rows: truth, columns: answer, in class order")


class RunMetrics(Contract):
    """metrics.json of a run. `test` is None where there is no test part; `validation` only where another folder was scored."""

    validation: PartMetrics | None = None
    test: PartMetrics | None = None


class PredictionRecord(Contract):
    """One row of predictions.csv."""

    file: str
    part: Part
    label: str
    predicted: str
    probabilities: tuple[float, ...] = Field(description="in class order")


class Prediction(Contract):
    """The answer for one picture outside of a run's data."""

    path: str
    class_names: tuple[str, ...] = Field(description="the top k, surest first")
    probabilities: tuple[float, ...]
    error: ErrorInfo | None = None


class PredictionList(Contract):
    source: str
    predictions: tuple[Prediction, ...]


class FormatProof(Contract):
    """One exported format, reloaded in a clean process and asked about the validation pictures from the raw files."""

    format: str
    file: str
    count: int
    same_top1: float = Field(description="share of pictures with the same first answer, [0, 1]")
    largest_difference: float = Field(description="largest absolute difference of a probability")
    tolerance: float
    passed: bool
    why: ErrorInfo | None = Field(None, description="why there is no such file in the bundle")


class ExportProof(Contract):
    formats: tuple[FormatProof, ...]
    engine_versions: dict[str, str] = {}

    @property
    def passed(self) -> bool:
        return bool(self.formats) and all(proof.passed for proof in self.formats)


# ---- runs ------------------------------------------------------------------------------------------------------------

RunStatus = Literal["created", "running", "paused", "completed", "stopped", "failed", "lost"]


class RunRecord(Contract):
    """run.json: the spec as it ran and what became of it."""

    schema_version: Literal[1] = 1
    run_id: str
    name: str
    created_s: float
    spec: RunSpec
    status: RunStatus = "created"
    resolved: dict[str, JsonValue] = {}
    dataset_fingerprint: str = ""
    class_names: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    parent_run: str | None = None
    best_epoch: int | None = None
    best_validation_accuracy: float | None = None
    error: ErrorInfo | None = None


class ProjectRecord(Contract):
    """project.json: what the pages of a project have been set to."""

    schema_version: Literal[1] = 1
    name: str
    created_s: float
    spec: RunSpec | None = None
    sample: str | None = Field(None, description="the sample that this project was opened from")
