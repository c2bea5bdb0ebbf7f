"""What the Data page shows of a scanned folder, and what a person may change about it. Knows no widgets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.i18n import counted, number, tr, worded_code
from app.item_models.classes import ClassRow
from app.item_models.findings import FindingRow
from app.item_models.pictures import PictureItem
from app.pages.data.kinds import kind_in_short
from app.run.dataset_scan import DatasetScan
from app.widgets.share_bar import SharePart
from app.workspace import Workspace
from core.contracts.records import DatasetInfo, FindingInfo
from core.contracts.spec import DatasetSpec, SplitSpec

SMALLEST_SHARES = (20, 5, 0)  # percent of training, validation, test
_FILLS = ("cold_fill", "selected", "warm_fill")
# said above the table, not in it
_NOTED = ("uneven",)
_CAN_BE_LEFT_OUT = ("duplicate", "animated")


@dataclass(frozen=True)
class DataView:
    """One scanned folder as it is drawn. `summary`: (sentence, role of its label); `kinds`: (code, text) for the filter."""

    lead: str
    classes: tuple[ClassRow, ...]
    note: str
    summary: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    findings: tuple[FindingRow, ...]
    shares: tuple[int, int, int]
    parts: tuple[SharePart, ...]
    split_editable: bool
    split_hint: str


class DataPresenter:
    def __init__(self, workspace: Workspace, scan: DatasetScan) -> None:
        self._workspace = workspace
        self._scan = scan

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def view(self) -> DataView | None:
        """None while no scan is known."""
        info, spec = self._workspace.dataset_info, self._workspace.dataset
        if info is None or spec is None:
            return None
        shares = _percents(spec.split)
        rows = tuple(_finding_row(finding) for finding in info.findings if finding.code not in _NOTED)
        return DataView(
            lead=_lead(info),
            classes=_class_rows(info),
            note=_note(info),
            summary=_summary(info),
            kinds=_kinds(rows),
            findings=rows,
            shares=shares,
            parts=_parts_as_divided(info),
            split_editable=not info.split_by_folders,
            split_hint=_split_hint(info),
        )

    def parts_for(self, shares: Sequence[int]) -> tuple[SharePart, ...]:
        """The bar while a border is dragged: counts as they will be, give or take one."""
        info = self._workspace.dataset_info
        total = len(info.samples) if info else 0
        return _share_parts(shares, [round(share / 100 * total) for share in shares])

    def pictures_of(self, class_name: str) -> list[PictureItem]:
        info = self._workspace.dataset_info
        if info is None:
            return []
        root = Path(info.folder)
        return [
            PictureItem(str(root / sample.file), tip=f"{sample.file}\n{sample.width_px} × {sample.height_px}")
            for sample in info.samples
            if sample.label == class_name
        ]

    def scan_text(self) -> str:
        """What a scan that is going on has done so far."""
        if self._scan.total is None:
            return tr("DataPage", "Listing the files…")
        text = tr("DataPage", "Opening every picture once: {done} of {total}")
        return text.format(done=number(self._scan.done), total=number(self._scan.total))

    # ---- what a person does ------------------------------------------------------------------------------------------

    def choose_folder(self, folder: Path) -> None:
        """Raises UserError: the project can't be saved."""
        old = self._workspace.dataset
        split = old.split if old else SplitSpec()
        self._workspace.update(dataset=DatasetSpec(folder=str(folder), split=split))
        self._scan.start()

    def look_again(self) -> None:
        self._scan.start()

    def set_shares(self, shares: Sequence[int]) -> None:
        """Percent of training, validation and test; they add up to 100."""
        spec = self._workspace.dataset
        if spec is None or tuple(shares) == _percents(spec.split):
            return
        train, validation, test = shares
        split = SplitSpec(train=train / 100, validation=validation / 100, test=test / 100, seed=spec.split.seed)
        self._change(spec.model_copy(update={"split": split}))

    def leave_out(self, files: Sequence[str]) -> None:
        """files: relative to the data folder."""
        spec = self._workspace.dataset
        if spec is not None and files:
            self._change(spec.model_copy(update={"excluded": tuple(sorted({*spec.excluded, *files}))}))

    def put_back(self, files: Sequence[str]) -> None:
        spec = self._workspace.dataset
        if spec is not None and files:
            self._change(spec.model_copy(update={"excluded": tuple(file for file in spec.excluded if file not in files)}))

    def act_on(self, row: FindingRow) -> None:
        """What the last column of the findings offers."""
        if row.action_id == "put_back":
            self.put_back([row.file])
        elif row.action_id == "leave_out":
            self.leave_out([row.file])
        elif row.action_id == "use_this":
            self.leave_out([row.other])

    def relative(self, path: str) -> str:
        """A picture's file as the spec names it."""
        info = self._workspace.dataset_info
        return Path(path).relative_to(info.folder).as_posix() if info else path

    def _change(self, spec: DatasetSpec) -> None:
        self._workspace.update(dataset=spec)
        self._scan.start()


def _lead(info: DatasetInfo) -> str:
    sizes = Counter((sample.width_px, sample.height_px) for sample in info.samples)
    layout = tr("DataPage", "folders for training and test") if info.split_by_folders else tr("DataPage", "one folder a class")
    count = counted(len(info.samples), tr("DataPage", "{count} picture"), tr("DataPage", "{count} pictures"))
    parts = [Path(info.folder).name, layout, count]
    if len(sizes) == 1:
        parts.append("{} × {}".format(*next(iter(sizes))))
    elif sizes:
        sides = [max(size) for size in sizes]
        parts.append(tr("DataPage", "{smallest} to {largest} pixels").format(smallest=min(sides), largest=max(sides)))
    return " · ".join(parts)


def _class_rows(info: DatasetInfo) -> tuple[ClassRow, ...]:
    counts = info.counts()
    totals = {name: sum(parts.values()) for name, parts in counts.items()}
    largest = max(totals.values(), default=1) or 1
    tip = tr("DataPage", "{name}: {train} for training, {validation} for validation, {test} for test")
    return tuple(
        ClassRow(name, totals[name], totals[name] / largest, tip.format(name=name, **counts[name])) for name in info.class_names
    )


def _note(info: DatasetInfo) -> str:
    finding = next((finding for finding in info.findings if finding.code in _NOTED), None)
    return worded_code(f"finding_{finding.code}", finding.params) if finding else ""


def _summary(info: DatasetInfo) -> tuple[tuple[str, str], ...]:
    left_out = sum(finding.left_out and finding.code != "excluded" for finding in info.findings)
    conflicts = sum(finding.code == "two_classes" for finding in info.findings)
    excluded = sum(finding.code == "excluded" for finding in info.findings)
    lines = [("✓ " + tr("DataPage", "every file was opened"), "good")]
    if left_out:
        text = counted(left_out, tr("DataPage", "{count} left out"), tr("DataPage", "{count} left out"))
        lines.append(("▲ " + text, "warning"))
    if excluded:
        lines.append((tr("DataPage", "{count} left out by you").format(count=number(excluded)), "dim"))
    if conflicts:
        text = counted(
            conflicts, tr("DataPage", "{count} file under two classes"), tr("DataPage", "{count} files under two classes")
        )
        lines.append(("● " + text, "bad"))
    return tuple(lines)


def _kinds(rows: Sequence[FindingRow]) -> tuple[tuple[str, str], ...]:
    counts = Counter(row.code for row in rows)
    every = tr("DataPage", "everything ({count})").format(count=number(len(rows)))
    return (("", every), *((code, f"{kind_in_short(code)} ({number(count)})") for code, count in counts.most_common()))


def _finding_row(finding: FindingInfo) -> FindingRow:
    action, action_id = "", ""
    if finding.code == "excluded":
        action, action_id = tr("DataPage", "Put back"), "put_back"
    elif finding.code == "two_classes":
        action, action_id = tr("DataPage", "This one is right"), "use_this"
    elif finding.code in _CAN_BE_LEFT_OUT:
        action, action_id = tr("DataPage", "Leave out"), "leave_out"
    what = worded_code(f"finding_{finding.code}", finding.params)
    other = str(finding.params.get("other", ""))
    return FindingRow(finding.code, finding.file, what, finding.severity, action, action_id, other)


def _percents(split: SplitSpec) -> tuple[int, int, int]:
    validation, test = round(split.validation * 100), round(split.test * 100)
    return 100 - validation - test, validation, test


def _parts_as_divided(info: DatasetInfo) -> tuple[SharePart, ...]:
    counts = Counter(sample.part for sample in info.samples)
    total = max(len(info.samples), 1)
    numbers = [counts["train"], counts["validation"], counts["test"]]
    validation, test = round(numbers[1] / total * 100), round(numbers[2] / total * 100)
    return _share_parts((100 - validation - test, validation, test), numbers)


def _share_parts(shares: Sequence[int], counts: Sequence[int]) -> tuple[SharePart, ...]:
    names = (tr("DataPage", "train {count}"), tr("DataPage", "val. {count}"), tr("DataPage", "test {count}"))
    texts = [name.format(count=number(count)) for name, count in zip(names, counts, strict=True)]
    return tuple(SharePart(share, text, fill) for share, text, fill in zip(shares, texts, _FILLS, strict=True))


def _split_hint(info: DatasetInfo) -> str:
    if info.split_by_folders:
        return tr("DataPage", "the folders named train, validation and test decide")
    return tr("DataPage", "same shares of each class in every part")
