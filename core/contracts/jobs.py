"""What a worker process can be asked to do. A training run is one job among others; each ends in one `run_finished`.

The docstring of a job says what its `run_finished.result` holds.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from core.contracts.base import Contract
from core.contracts.spec import DataKind, DatasetSpec, ModelSpec

ExportFormat = Literal["onnx", "safetensors", "torch-export", "hugging-face"]
# what a model for this kind of data can be written as
EXPORT_FORMATS: dict[DataKind, tuple[ExportFormat, ...]] = {
    "image": ("onnx", "safetensors", "torch-export"),
    "text": ("onnx", "safetensors", "hugging-face", "torch-export"),
}


class ScanJob(Contract):
    """Read a folder or a table, open every file once, divide it. Torch-free.

    result: {"dataset": path of a DatasetInfo in JSON}; of many texts it holds a selection and `tallies`.
    """

    kind: Literal["scan"] = "scan"
    data: DataKind | None = Field(None, description="None: what the folder holds")
    dataset: DatasetSpec
    to: str = Field(description="file that the DatasetInfo is written to")


class PreviewTableJob(Contract):
    """Look at the first rows of a table. result: {"table": TableInfo as JSON}. Torch-free."""

    kind: Literal["preview_table"] = "preview_table"
    dataset: DatasetSpec


class TextLengthsJob(Contract):
    """Count the tokens of every text for a model. result: {"lengths": TextLengthInfo as JSON}"""

    kind: Literal["text_lengths"] = "text_lengths"
    dataset: DatasetSpec
    model: ModelSpec


class WriteSampleJob(Contract):
    """Write a sample (core.dataset.samples) as a labelled folder. result: {"folder": to}. Torch-free."""

    kind: Literal["write_sample"] = "write_sample"
    sample: str
    to: str


class TrainJob(Contract):
    """Train the run of this folder, from its last good checkpoint if it has one.

    result: {"run": folder, "metrics": "metrics.json", "best_epoch": int}
    """

    kind: Literal["train"] = "train"
    run: str


class EvaluateJob(Contract):
    """Score a run on a labelled folder. result: {"metrics": file, "predictions": file}"""

    kind: Literal["evaluate"] = "evaluate"
    run: str
    folder: str | None = None


class DescribeModelJob(Contract):
    """Blocks and sizes of a network, and with `measure` the time and memory of each block on this machine.

    result: {"model": ModelInfo as JSON}
    """

    kind: Literal["describe_model"] = "describe_model"
    model: ModelSpec
    class_count: int = Field(2, ge=1)
    measure: bool = False
    tokens: int | None = Field(None, ge=1, description="length of a usual text, for the times; None: 64")
    device: str = "auto"
    folder: str = Field("", description="the data, where `files` lie")
    files: tuple[str, ...] = Field((), description="some of the pictures, for the time that reading one takes")


class ProbeDepthsJob(Contract):
    """Find out how much each depth of a network knows about the data as it is: one pass, a linear classifier a block.

    result: {"depths": DepthInfo as JSON, or None where it is not known and `only_known`}
    """

    kind: Literal["probe_depths"] = "probe_depths"
    data: DataKind
    dataset: DatasetSpec
    model: ModelSpec
    device: str = "auto"
    only_known: bool = Field(False, description="look up what was found earlier, and compute nothing")


class PredictJob(Contract):
    """Answers for pictures or texts. `source`: a run folder, a bundle, a model file or folder, or a catalogue id.

    result: {"predictions": path of a PredictionList in JSON, "csv": path or None}
    """

    kind: Literal["predict"] = "predict"
    source: str
    paths: tuple[str, ...] = ()
    texts: tuple[str, ...] = Field((), description="texts as they are, for a model for texts")
    one_a_line: bool = Field(False, description="each line of a file is a text")
    top_k: int = Field(5, ge=1)
    csv: str | None = None
    to: str = Field(description="folder for the result files")


class ExplainJob(Contract):
    """Why a model answers as it does. `to`: folder for the result's files.

    A picture: Grad-CAM. result: {"heat_map": PNG file, RGBA, as large as the picture or, beyond 2048 pixels a side, in its
    proportions, "class_name": str}

    A text (`text`, or the sample that `path` names): integrated gradients. result: {"tokens": [[piece of the text, score in
    [-1, 1]], ...], "class_name": str}; the pieces joined are the text, those beyond the cut have score 0.
    """

    kind: Literal["explain"] = "explain"
    source: str
    path: str = ""
    text: str | None = None
    class_index: int | None = Field(None, description="None: the model's own first answer")
    to: str


class ExportJob(Contract):
    """Write a bundle and prove it. result: {"bundle": folder, "proof": ExportProof as JSON}"""

    kind: Literal["export"] = "export"
    run: str
    to: str
    formats: tuple[ExportFormat, ...] | None = Field(None, description="None: all of EXPORT_FORMATS for the run's data")


class VerifyJob(Contract):
    """Ask one exported file about pictures or texts and compare; the export starts it in a clean process of its own.

    result: {"proof": FormatProof as JSON, "engine": name and version of what answered}
    """

    kind: Literal["verify"] = "verify"
    bundle: str
    format: ExportFormat
    expected: str = Field(description="file with what is asked and the model's own answers, see core.export.verify")


class DownloadJob(Contract):
    """Fetch the weights of a catalogue entry into the library's own cache: only ever because a person asked for it.

    result: {"path": str}
    """

    kind: Literal["download"] = "download"
    entry: str


Job = Annotated[
    ScanJob
    | PreviewTableJob
    | TextLengthsJob
    | WriteSampleJob
    | TrainJob
    | EvaluateJob
    | DescribeModelJob
    | ProbeDepthsJob
    | PredictJob
    | ExplainJob
    | ExportJob
    | VerifyJob
    | DownloadJob,
    Field(discriminator="kind"),
]
JOB: TypeAdapter[Job] = TypeAdapter(Job)
