"""Pictures, as core.export.bundle_kinds wants a kind of data."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.contracts.spec import TableSpec
from core.dataset.items import PictureFiles
from core.dataset.kinds import Loadable
from core.dataset.preprocess import ImagePreprocessing
from core.export.bundle_kinds import CardWords, Side

GOLDEN_FOLDER = "golden"
_USE = {
    "onnx": "`python predict.py PICTURE ...` (needs onnxruntime, numpy and Pillow; `--check` asks the golden pictures again)",
    "safetensors": "open this folder in Fettle, as a model or on the page Try it",
    "torch-export": "`torch.export.load('model.pt2').module()` (needs PyTorch)",
}


class PictureBundle:
    words = CardWords(
        classifier="An image classifier",
        thing="picture",
        things="pictures",
        source="the folder “{name}”",
        use=_USE,
        golden=(
            "`golden/` holds copies of {count} of the validation pictures, and `golden.json` what the model "
            "says of them. Remove both before giving the bundle away, if the pictures are not yours to share."
        ),
        limits=(
            "It always answers with one of its classes, for a picture of something else too.",
            "It was judged on pictures from the same folder that it was trained on. With another camera, another light or "
            "another place it may be worse: score it on pictures from there first.",
        ),
    )
    scripts = {
        "predict.py": ("core.export", "bundle_predict.py"),
        "decode.py": ("core.dataset", "decode.py"),
        "preprocess.py": ("core.dataset", "preprocess.py"),
    }

    def named(self, network: Any) -> Any:
        from core.export.named_inputs import NamedPictures

        return NamedPictures(network)

    def sides(self, preprocessing: ImagePreprocessing) -> dict[int, Side]:
        return {0: Side("batch")}

    def inputs_in_words(self, preprocessing: ImagePreprocessing) -> str:
        size_px = preprocessing.size_px
        return f"Input: `pictures` (N, 3, {size_px}, {size_px}) float32, prepared as `preprocessing.json` says."

    def read(self, files: Sequence[str], table: TableSpec) -> list[str]:
        return list(files)

    def items(self, asked: Sequence[str], preprocessing: ImagePreprocessing) -> Loadable:
        return PictureFiles(Path.cwd(), asked, preprocessing)

    def golden(self, asked: Sequence[str], folder: Path) -> list[dict[str, str]]:
        (folder / GOLDEN_FOLDER).mkdir()
        names = [f"{GOLDEN_FOLDER}/{number}{Path(file).suffix.lower()}" for number, file in enumerate(asked, start=1)]
        for name, file in zip(names, asked, strict=True):
            shutil.copyfile(file, folder / name)
        return [{"file": name} for name in names]
