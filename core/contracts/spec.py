"""What a person asks for: the saved input of a run. A value of None means "decide for me"."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from core.contracts.base import Contract

TaskKind = Literal["image-classification", "text-classification"]
DataKind = Literal["image", "text"]
TrainableChoice = Literal["head", "last", "half", "all"] | Annotated[int, Field(ge=0)]
Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")


class SplitSpec(Contract):
    """Shares of the three parts. Stratified by class; identical files always share a part."""

    train: float = Field(0.70, gt=0, lt=1)
    validation: float = Field(0.15, gt=0, lt=1)
    test: float = Field(0.15, ge=0, lt=1)
    seed: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _shares_sum_to_one(self) -> "SplitSpec":
        if abs(self.train + self.validation + self.test - 1) > 1e-6:
            raise ValueError("the three shares must add up to 1")
        return self


class TableSpec(Contract):
    """Which columns of a table are meant. None: guessed from their names and contents."""

    text_column: str | None = None
    label_column: str | None = None
    split_column: str | None = Field(None, description="column that says train, validation or test; empty: there is none")


class DatasetSpec(Contract):
    """Where the labelled data lies and how it is divided."""

    folder: str = Field(
        min_length=1,
        description="folder with one sub-folder a class, or train/val/test folders of those; for texts also a table",
    )
    table: TableSpec = TableSpec()
    split: SplitSpec = SplitSpec()
    excluded: tuple[str, ...] = Field((), description="files left out by the person, relative, with forward slashes")


class ModelSpec(Contract):
    """Which network, and where its first weights come from."""

    entry: str = Field("fettle/efficientnet-lite0", min_length=1, description="catalogue id, local file/folder, or run folder")
    weights: str = Field("pretrained", description='"pretrained", "random", or a .safetensors/.pth file')
    image_size_px: int | None = Field(None, ge=16, le=2048, description="side of the square input; None: the model's own")
    fit: Literal["stretch", "crop", "pad"] | None = Field(None, description="how a picture becomes square; None: stretch")
    max_tokens: int | None = Field(None, ge=8, le=8192, description="longer texts are cut; None: chosen for the data and model")
    keep: Literal["start", "end", "both"] | None = Field(None, description="what is kept of a text that is cut; None: start")


class LayersSpec(Contract):
    """Which blocks may change. The head always may."""

    trainable: TrainableChoice = Field("head", description="head, last, half, all, or the number of last blocks")
    lr_decay: float = Field(1.0, gt=0, le=1, description="factor on the learning rate per block nearer to the input")
    method: Literal["full", "lora"] = Field("full", description="how warm blocks learn: all their numbers, or small additions")
    lora_rank: int = Field(8, ge=1, le=256, description="width of the additions of LoRA")
    unfreeze_every_epochs: int = Field(0, ge=0, description="gradual unfreezing: one more block every N epochs; 0: all at once")


class AugmentationSpec(Contract):
    """Random changes of training pictures. Evaluation never sees them."""

    preset: Literal["auto", "none", "light", "medium", "strong"] = "auto"
    views: int | None = Field(None, ge=1, description="different random views of a picture, used in turn; None: automatic")
    horizontal_flip: bool | None = None
    vertical_flip: bool | None = None
    rotation_degrees: float | None = Field(None, ge=0, le=180)
    min_crop_area: float | None = Field(None, gt=0, le=1, description="smallest share of the picture that a random crop keeps")
    brightness: float | None = Field(None, ge=0, le=1)
    contrast: float | None = Field(None, ge=0, le=1)


class TrainingSpec(Contract):
    """How to train. None: chosen by core.training.recipe for this data, model and machine."""

    epochs: int = Field(10, ge=1, le=10_000)
    optimizer: Literal["sgd", "adam", "adamw"] | None = None
    lr: float | None = Field(None, gt=0, le=100, allow_inf_nan=False)
    momentum: float = Field(0.9, ge=0, lt=1)
    weight_decay: float | None = Field(None, ge=0, le=10)
    schedule: Literal["constant", "cosine", "linear", "step"] | None = None
    warmup_share: float | None = Field(None, ge=0, lt=1, description="share of all steps in which the learning rate rises")
    batch_size: int | None = Field(None, ge=1, le=65_536, description="effective batch: pictures per optimizer step")
    micro_batch_size: int | None = Field(None, ge=1, description="pictures per forward pass; gradients are accumulated")
    clip_norm: float | None = Field(None, gt=0)
    augmentation: AugmentationSpec = AugmentationSpec()
    class_weights: Literal["none", "balanced"] = "none"
    label_smoothing: float = Field(0.0, ge=0, lt=1)
    consistency: float = Field(0.0, ge=0, le=10, description="weight of R-Drop: two passes that differ by dropout should agree")
    weight_averaging: float = Field(
        0.0, ge=0, lt=1, description="the model that is judged and kept is the mean of this share of all steps; 0: of none"
    )
    batch_norm: Literal["auto", "learn", "keep"] = Field(
        "auto", description="statistics of batch norm in warm blocks: learnt anew, or those that the weights came with"
    )
    head_start: Literal["auto", "fitted", "random"] = Field(
        "auto", description="what a new head begins with: fitted at once to the untouched backbone, or random numbers"
    )
    early_stopping_patience: int = Field(0, ge=0, description="epochs without a better validation loss; 0: never stop early")
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    seed: int = Field(0, ge=0, lt=2**31)
    device: Literal["auto", "cpu", "cuda", "mps", "xpu"] = "auto"


DATA_OF_TASK: dict[TaskKind, DataKind] = {"image-classification": "image", "text-classification": "text"}
TASK_OF_DATA: dict[DataKind, TaskKind] = {data: task for task, data in DATA_OF_TASK.items()}
# where a task's own default differs from that of the classes above
TASK_DEFAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "text-classification": {
        "model": {"entry": "text/all-MiniLM-L6-v2"},
        "layers": {"trainable": "all"},
        "training": {"epochs": 4, "consistency": 1.0, "weight_averaging": 0.2},
    }
}


class RunSpec(Contract):
    """One run, whole: the window, the command line and a file on disk all say it with this."""

    schema_version: Literal[1] = 1
    task: TaskKind = "image-classification"
    name: str = Field("", max_length=200)
    dataset: DatasetSpec
    model: ModelSpec = ModelSpec()
    layers: LayersSpec = LayersSpec()
    training: TrainingSpec = TrainingSpec()

    @model_validator(mode="before")
    @classmethod
    def _defaults_of_task(cls, values: Any) -> Any:
        """What was not said is the task's default."""
        if not isinstance(values, dict):
            return values
        filled = dict(values)
        for part, defaults in TASK_DEFAULTS.get(str(values.get("task")), {}).items():
            said = filled.get(part, {})
            if isinstance(said, dict):
                filled[part] = {**defaults, **said}
        return filled

    @property
    def data(self) -> DataKind:
        return DATA_OF_TASK[self.task]


def trainable_block_count(choice: TrainableChoice, block_count: int) -> int:
    """How many of the last blocks (head not counted) a choice leaves trainable, in [0, block_count]."""
    if isinstance(choice, int):
        return min(choice, block_count)
    return {"head": 0, "last": min(1, block_count), "half": (block_count + 1) // 2, "all": block_count}[choice]
