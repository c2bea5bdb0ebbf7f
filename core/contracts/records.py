"""Facts: what was found on disk (`*Info`), what was computed, and the saved history of a run (`*Record`)."""

from typing import Literal

from pydantic import Field, JsonValue

from core.contracts.base import Contract
from core.contracts.errors import ErrorInfo, Param
from core.contracts.messages import worded
from core.contracts.run_times import Corrections, MachineCosts, RunTimes
from core.contracts.spec import DataKind, Part, RunSpec, TableSpec

# ---- data ------------------------------------------------------------------------------------------------------------


class SampleInfo(Contract):
    """One picture or text that can be used."""

    file: str = Field(description="relative to the dataset folder, forward slashes; a row of a table: file#number, from 1")
    label: str
    part: Part
    sha256: str
    width_px: int = Field(0, description="of a picture")
    height_px: int = 0
    characters: int = Field(0, description="of a text, as it is read")
    excerpt: str = Field("", description="how a text begins, for a list; split.csv does without")


class FindingInfo(Contract):
    """Something noticed about a file. Worded by the message "finding_<code>"."""

    code: str
    file: str
    severity: Literal["info", "warning", "error"]
    left_out: bool
    params: dict[str, Param] = {}

    def sentence(self) -> str:
        return worded(f"finding_{self.code}", {"file": self.file, **self.params})


class TableInfo(Contract):
    """A table as the Data page previews it. The three columns: those asked for, else guessed; "" where none fits."""

    path: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = Field(description="the first ones")
    text_column: str
    label_column: str
    split_column: str = ""

    def as_spec(self) -> TableSpec:
        """These three columns, to have the same ones read again."""
        return TableSpec(text_column=self.text_column, label_column=self.label_column, split_column=self.split_column)


class TextLengthInfo(Contract):
    """How long texts are, in tokens of a model, special ones included."""

    edges: tuple[int, ...] = Field(description="of the bins, one more than counts")
    counts: tuple[int, ...]
    median: int
    percentile_95: int
    longest: int
    max_tokens: int = Field(description="where texts are cut with these settings")
    model_max_tokens: int = Field(description="the most that the model takes")
    cut_count: int = Field(description="texts that are longer than max_tokens")
    count: int


class DatasetInfo(Contract):
    """A folder or a table, read: what can be used, in which part, and what can't and why."""

    kind: DataKind = "image"
    folder: str = Field(description="what was chosen: a folder, or the file of a table")
    class_names: tuple[str, ...] = Field(description="sorted; the index is the label's number everywhere")
    samples: tuple[SampleInfo, ...] = Field(description="all; or a selection of each class, where `tallies` says how many")
    tallies: dict[str, dict[Part, int]] = Field({}, description="per class and part; empty where nobody has counted yet")
    findings: tuple[FindingInfo, ...] = ()
    table: TableInfo | None = None
    split_by_folders: bool = Field(False, description="the folder itself says train/val/test")
    fingerprint: str = Field(description="over labels, parts and hashes of the samples")

    def counts(self) -> dict[str, dict[Part, int]]:
        """Per class, in the order of `class_names`: samples in each part."""
        if self.tallies:
            return self.tallies
        table: dict[str, dict[Part, int]] = {name: {"train": 0, "validation": 0, "test": 0} for name in self.class_names}
        for sample in self.samples:
            table[sample.label][sample.part] += 1
        return table

    def part_count(self, part: Part) -> int:
        """Samples in one part."""
        return sum(parts.get(part, 0) for parts in self.counts().values())

    @property
    def count(self) -> int:
        """All samples."""
        return sum(sum(parts.values()) for parts in self.counts().values())


# ---- models ----------------------------------------------------------------------------------------------------------


class CatalogueEntry(Contract):
    """A row of the model table."""

    id: str = Field(description='"<family>/<name>", for instance "torchvision/resnet50"')
    name: str
    family: Literal["fettle", "torchvision", "timm", "transformers", "text", "file", "run"]
    data: DataKind = "image"
    parameters: int
    size_bytes: int
    input_size_px: int = Field(0, description="of a model for pictures")
    max_tokens: int = Field(0, description="of a model for texts: the longest text that it takes")
    top1: float | None = Field(None, description="ImageNet-1k top-1 accuracy in [0, 1], as published by the source")
    licence: str = ""
    source: str = Field("", description="where the weights come from: package, torch hub file name, Hugging Face repository")


class BlockInfo(Contract):
    """One rung of the ladder."""

    name: str = Field(description="stable name, the module path it starts at")
    label: str = Field(description="for people: Stem, Stage 3, Block 11")
    parameters: int
    lora_parameters_per_rank: int = Field(0, description="what LoRA would add and train in their place, for a rank of 1")
    forward_s: float | None = Field(None, description="per picture, measured on this machine")
    backward_s: float | None = None
    activation_bytes: int | None = Field(None, description="kept for the backward pass, per picture")


class ModelInfo(Contract):
    """A network as the ladder shows it."""

    entry: str
    name: str
    data: DataKind = "image"
    input_size_px: int = 0
    max_tokens: int = Field(0, description="of a model for texts: the longest text that it takes")
    measured_tokens: int = Field(0, description="length of the texts that the times are for")
    blocks: tuple[BlockInfo, ...] = Field(description="from input to head, head not included")
    head: BlockInfo
    class_names: tuple[str, ...] = Field((), description="of the pretrained head, if known")
    parent_run: str | None = Field(None, description="the run that these weights come from")
    random_weights: bool = Field(False, description="the backbone begins with random numbers")
    measured_on: str = ""
    converted_share: float = Field(1.0, description="of the time of frozen layers, roughly what they take once converted")
    machine: MachineCosts = MachineCosts()
    corrections: Corrections = Corrections()

    @property
    def total_parameters(self) -> int:
        return sum(block.parameters for block in self.blocks) + self.head.parameters


class DepthProbe(Contract):
    """How well a linear classifier on the pooled output of one block answers the validation samples."""

    name: str = Field(description="of the block, as in BlockInfo")
    label: str
    accuracy: float
    accuracy_interval: tuple[float, float] = Field(description="95 %, Wilson")
    balanced_accuracy: float
    macro_f1: float
    behind: float = Field(description="accuracy of the best depth minus this one's, on the same samples")
    behind_error: float = Field(description="standard error of that difference, the samples being paired")


class DepthInfo(Contract):
    """How much each depth of a network knows about the data as it is, before any training."""

    schema_version: Literal[1] = 1
    data: DataKind = "image"
    probes: tuple[DepthProbe, ...] = Field(description="one a block, from the input on; the head has none")
    majority_accuracy: float = Field(description="always answering the class that is largest in training")
    train_count: int = Field(description="samples that the classifiers were fitted to; a selection where there are many")
    validation_count: int = Field(description="samples that they were judged by")
    of_train: int = Field(0, description="so many training samples there are in all")
    of_validation: int = Field(0, description="so many validation samples there are in all")
    of_test: int = Field(0, description="so many test samples there are")
    seconds: float = Field(0.0, description="that it took")


class ModelRecord(Contract):
    """model.json beside model.safetensors: how to build the network again, without its weights."""

    schema_version: Literal[1] = 1
    family: Literal["fettle", "torchvision", "timm", "transformers", "text"]
    name: str = Field(description="name within the family: resnet50")
    class_names: tuple[str, ...]
    preprocessing: dict[str, JsonValue] = Field(description="to_dict of a preprocessing, see core.dataset.kinds")
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
    baseline: "BaselineMetrics | None" = None


class BaselineMetrics(Contract):
    """What a simple method reaches on the same parts, so that a person sees whether the network is worth it."""

    kind: Literal["tf-idf"]
    seconds: float
    validation: PartMetrics | None = None
    test: PartMetrics | None = None


class PredictionRecord(Contract):
    """One row of predictions.csv."""

    file: str
    part: Part
    label: str
    predicted: str
    probabilities: tuple[float, ...] = Field(description="in class order")
    text: str = Field("", description="of a text sample, the first 5,000 characters")


class Prediction(Contract):
    """The answer for one picture or text outside of a run's data."""

    path: str = Field(description="empty for a text that was typed")
    text: str = Field("", description="how a text begins")
    class_names: tuple[str, ...] = Field(description="the top k, surest first")
    probabilities: tuple[float, ...]
    error: ErrorInfo | None = None


class PredictionList(Contract):
    source: str
    predictions: tuple[Prediction, ...]


class FormatProof(Contract):
    """One exported format, reloaded in a clean process and asked about the validation samples from the raw files."""

    format: str
    file: str
    count: int
    same_top1: float = Field(description="share of samples with the same first answer, [0, 1]")
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
    table: TableSpec | None = Field(None, description="columns as they were read, guessed ones too; None: no table")
    dataset_fingerprint: str = ""
    class_names: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    parent_run: str | None = None
    best_epoch: int | None = None
    best_validation_accuracy: float | None = None
    temperature: float | None = Field(None, description="by which the logits were divided in the end; None: by nothing")
    expected: RunTimes | None = Field(None, description="before training; None where the network was not measured here")
    taken: RunTimes | None = Field(None, description="of a run that was neither paused nor resumed")
    error: ErrorInfo | None = None

    @property
    def columns(self) -> TableSpec:
        """Of the table that the run learns from: as they were read, else as they were asked for."""
        return self.spec.dataset.table if self.table is None else self.table


class ProjectRecord(Contract):
    """project.json: what the pages of a project have been set to."""

    schema_version: Literal[1] = 1
    name: str
    created_s: float
    spec: RunSpec | None = None
    sample: str | None = Field(None, description="the sample that this project was opened from")
