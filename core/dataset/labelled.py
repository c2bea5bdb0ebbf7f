"""Labelled data as a run or an evaluation takes it. Torch-free."""

from dataclasses import dataclass
from pathlib import Path

from core.contracts.records import SampleInfo
from core.contracts.spec import Part, TableSpec


@dataclass(frozen=True)
class LabelledData:
    """Samples, what their files are relative to, and the columns where they stand in a table.

    class_names: in class order; every label is one of them.
    """

    folder: Path
    samples: tuple[SampleInfo, ...]
    class_names: tuple[str, ...]
    table: TableSpec = TableSpec()

    def part(self, name: Part) -> list[SampleInfo]:
        return [sample for sample in self.samples if sample.part == name]
