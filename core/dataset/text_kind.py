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
from core.dataset.table_files import is_table
from core.dataset.tables import fitting
from core.dataset.text_clean import cleaned
from core.dataset.text_items import TEXT_SUFFIXES, lines_of, load_texts, root_of
from core.dataset.text_preprocess import TextPreprocessing
from core.dataset.text_scan import scan_texts, scan_texts_for_scoring
from core.dataset.token_store import TokenStore
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
        return TokenizedTexts(root, files, load_texts(root, files, table), preprocessing, TokenStore(preprocessing.key()))

    def texts(self, root: Path, files: Sequence[str], table: TableSpec) -> list[str]:
        return [text if isinstance(text, str) else "" for text in load_texts(root, files, table)]

    def questions(
        self,
        paths: Sequence[str],
        texts: Sequence[str],
        preprocessing: TextPreprocessing,
        *,
        table: TableSpec = TableSpec(),
        one_a_line: bool = False,
    ) -> Questions:
        files, odd_names = files_under(paths, TEXT_SUFFIXES) if paths else ([], 0)
        names = ["" for _ in texts]
        asked = [_typed(text) for text in texts]
        for file in files:
            addresses, found = _texts_of(file, table, one_a_line=one_a_line)
            names += addresses
            asked += found
        if not asked:
            raise UserError("no_texts_found", paths=", ".join(paths[:3]))
        items = TokenizedTexts(Path.cwd(), names, asked, preprocessing)
        return Questions(items, tuple(text if isinstance(text, str) else "" for text in asked), odd_names)


def _texts_of(file: str, table: TableSpec, *, one_a_line: bool) -> tuple[list[str], list[str | UserError]]:
    """Addresses and texts; a file that no text can be had of has itself and the error."""
    try:
        addresses = lines_of(file) if one_a_line or is_table(Path(file)) else [file]
        found = load_texts(Path.cwd(), addresses, fitting(table, Path(file)))
    except UserError as error:
        return [file], [error]
    # one error for all of its rows: of the table itself
    of_the_file = len(found) > 1 and isinstance(found[0], UserError) and all(text is found[0] for text in found)
    return ([file], found[:1]) if of_the_file else (addresses, found)


def _typed(text: str) -> str | UserError:
    """Cleaned as what lies in a file is, so that both get the same answer."""
    return cleaned(text) or UserError("typed_text_empty")
