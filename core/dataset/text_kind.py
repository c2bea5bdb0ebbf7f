"""Texts, as core.dataset.kinds wants a kind of data."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.contracts.errors import UserError
from core.contracts.records import DatasetInfo, SampleInfo
from core.contracts.spec import DatasetSpec, ModelSpec, TableSpec
from core.dataset.augment import ResolvedAugmentation
from core.dataset.files_named import files_under
from core.dataset.kinds import Items, Loadable, OnProgress, Questions, ShouldStop
from core.dataset.text_items import load_texts, root_of
from core.dataset.text_preprocess import TextPreprocessing
from core.dataset.text_scan import TEXT_SUFFIXES, scan_texts, scan_texts_for_scoring
from core.dataset.tokenized import TextItems, TokenizedTexts


class TextKind:
    def scan(self, spec: DatasetSpec, on_progress: OnProgress, should_stop: ShouldStop) -> DatasetInfo:
        return scan_texts(spec, on_progress, should_stop)

    def scan_for_scoring(
        self, folder: str, class_names: Sequence[str], table: TableSpec, on_progress: OnProgress, should_stop: ShouldStop
    ) -> DatasetInfo:
        return scan_texts_for_scoring(folder, class_names, on_progress, should_stop, table=table)

    def root(self, folder: str) -> Path:
        return root_of(folder)

    def read_preprocessing(self, values: Mapping[str, Any], folder: Path) -> TextPreprocessing:
        return TextPreprocessing.read(values, folder)

    def adjusted(self, base: TextPreprocessing, spec: ModelSpec, *, own: bool) -> TextPreprocessing:
        return replace(base, max_tokens=min(spec.max_tokens or base.max_tokens, base.limit_tokens), keep=spec.keep or base.keep)

    def items(
        self,
        root: Path,
        samples: Sequence[SampleInfo],
        class_names: Sequence[str],
        preprocessing: TextPreprocessing,
        table: TableSpec,
        *,
        augmentation: ResolvedAugmentation | None = None,
        seed: int = 0,
        views: int | None = None,
    ) -> Items:
        """There are no random views of a text."""
        return TextItems(root, samples, class_names, preprocessing, table)

    def unlabelled(self, root: Path, files: Sequence[str], preprocessing: TextPreprocessing, table: TableSpec) -> Loadable:
        return TokenizedTexts(root, files, load_texts(root, files, table), preprocessing)

    def questions(
        self, paths: Sequence[str], texts: Sequence[str], preprocessing: TextPreprocessing, *, one_a_line: bool = False
    ) -> Questions:
        files, odd_names = files_under(paths, TEXT_SUFFIXES) if paths else ([], 0)
        read = load_texts(Path.cwd(), files, TableSpec())
        named: list[tuple[str, str | UserError]] = [("", text) for text in texts]
        for file, text in zip(files, read, strict=True):
            named += _lines(file, text) if one_a_line and isinstance(text, str) else [(file, text)]
        if not named:
            raise UserError("no_texts_found", paths=", ".join(paths[:3]))
        items = TokenizedTexts(Path.cwd(), [name for name, _ in named], [text for _, text in named], preprocessing)
        return Questions(items, tuple(text if isinstance(text, str) else "" for _, text in named), odd_names)


def _lines(file: str, text: str) -> list[tuple[str, str | UserError]]:
    """Each line that holds something, named file#number."""
    return [(f"{file}#{number}", line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
