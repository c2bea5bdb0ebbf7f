"""Pictures, as core.dataset.kinds wants a kind of data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import DatasetSpec, ModelSpec, TableSpec
from core.dataset.augment import ResolvedAugmentation
from core.dataset.files_named import files_under
from core.dataset.items import ImageItems, PictureFiles
from core.dataset.kinds import Items, Loadable, OnProgress, Questions, ShouldStop
from core.dataset.picture_cache import pictures_of
from core.dataset.preprocess import ImagePreprocessing
from core.dataset.scan import PICTURE_SUFFIXES, scan_folder, scan_for_scoring


class ImageKind:
    def scan(self, spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop) -> DatasetInfo:
        return scan_folder(spec, on_progress, should_stop)

    def scan_for_scoring(
        self, folder: str, class_names: Sequence[str], table: TableSpec, on_progress: OnProgress, should_stop: ShouldStop
    ) -> DatasetInfo:
        return scan_for_scoring(folder, class_names, on_progress, should_stop)

    def root(self, folder: str) -> Path:
        return Path(folder)

    def read_preprocessing(self, values: Mapping[str, Any], folder: Path) -> ImagePreprocessing:
        return ImagePreprocessing.from_dict(values)

    def adjusted(self, base: ImagePreprocessing, spec: ModelSpec, *, own: bool) -> ImagePreprocessing:
        """A new head is trained on whole pictures, so they are stretched."""
        fit = spec.fit or (base.fit if own else "stretch")
        share = base.crop_share if fit == "crop" else 1.0
        return replace(base, size_px=spec.image_size_px or base.size_px, fit=fit, crop_share=share)

    def items(
        self,
        root: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: ImagePreprocessing,
        table: TableSpec,
        *,
        augmentation: ResolvedAugmentation | None = None,
        seed: int = 0,
        views: int | None = None,
    ) -> Items:
        return ImageItems(root, samples, class_names, preprocessing, augmentation, seed, views)

    def unlabelled(self, root: Path, files: Sequence[str], preprocessing: ImagePreprocessing, table: TableSpec) -> Loadable:
        return PictureFiles(root, files, preprocessing, pictures_of(root))

    def texts(self, root: Path, files: Sequence[str], table: TableSpec) -> list[str]:
        return []

    def questions(
        self,
        paths: Sequence[str],
        texts: Sequence[str],
        preprocessing: ImagePreprocessing,
        *,
        table: TableSpec = TableSpec(),
        one_a_line: bool = False,
    ) -> Questions:
        if texts or one_a_line:
            raise UserError("wrong_question")
        files, odd_names = files_under(paths, PICTURE_SUFFIXES)
        if not files:
            raise UserError("no_pictures_found", paths=", ".join(paths[:3]))
        return Questions(PictureFiles(Path.cwd(), files, preprocessing), odd_names=odd_names)
