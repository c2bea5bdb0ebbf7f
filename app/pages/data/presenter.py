"""What the Data page shows of a scanned folder, and what a person may change about it. Knows no widgets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import quantities
from app.i18n import counted, number, tr, worded_code
from app.item_models.classes import ClassRow
from app.item_models.findings import FindingRow
from app.pages.data.finding_words import kind_in_short
from app.pages.data.kinds import KindWords, SamplesView, words_for
from app.run.dataset_scan import DatasetScan
from app.widgets.share_bar import SharePart
from app.workspace import Workspace
from core.contracts.records import DatasetInfo, FindingInfo
from core.contracts.spec import PARTS, DatasetSpec, SplitSpec, TableSpec

SMALLEST_SHARES = (20, 5, 0)  # percent of training, validation, test
_FILLS = ("cold_fill", "selected", "warm_fill")
# said above the table, not in it
_NOTED = ("uneven",)
_CAN_BE_LEFT_OUT = ("duplicate", "animated")
# stands for more findings of the kind that it names
_MORE = "more_alike"


@dataclass(frozen=True)
class DataView:
    """Scanned data as it is drawn. `summary`: (sentence, role of its label); `kinds`: (code, text) for the filter.

    column: what is counted. nothing_noticed: stands in place of the findings where there are none.
    """

    title: str
    lead: str
    column: str
    classes: tuple[ClassRow, ...]
    note: str
    summary: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    findings: tuple[FindingRow, ...]
    nothing_noticed: str
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
        words = words_for(info.kind)
        rows = tuple(_finding_row(finding) for finding in info.findings if finding.code not in _NOTED)
        return DataView(
            title=words.title(),
            lead=_lead(info, words),
            column=words.column(),
            classes=_class_rows(info),
            note=_note(info),
            summary=_summary(info, words),
            kinds=_kinds(info),
            findings=rows,
            nothing_noticed=words.nothing_noticed(),
            shares=_percents(spec.split),
            parts=_parts_as_divided(info),
            split_editable=not info.split_by_folders,
            split_hint=_split_hint(info),
        )

    def parts_for(self, shares: Sequence[int]) -> tuple[SharePart, ...]:
        """The bar while a border is dragged: counts as they will be, give or take one."""
        info = self._workspace.dataset_info
        total = info.count if info else 0
        return _share_parts(shares, [round(share / 100 * total) for share in shares])

    def samples_of(self, class_name: str) -> SamplesView | None:
        info = self._workspace.dataset_info
        if info is None:
            return None
        samples = [sample for sample in info.samples if sample.label == class_name]
        return SamplesView(class_name, sum(info.counts()[class_name].values()), _root(info), samples)

    def scan_text(self) -> str:
        """What a scan that is going on has done so far."""
        if self._scan.total is not None:
            share = quantities.percent(self._scan.done / max(self._scan.total, 1))
            return tr("DataPage", "Reading everything once: {share}").format(share=share)
        return tr("DataPage", "Looking what is there…")

    # ---- what a person does ------------------------------------------------------------------------------------------

    def choose(self, path: Path) -> None:
        """A folder or a table. Raises UserError: the project can't be saved."""
        old = self._workspace.dataset
        split = old.split if old else SplitSpec()
        self._workspace.update(dataset=DatasetSpec(folder=str(path), split=split))
        self._scan.start()

    def set_columns(self, columns: TableSpec) -> None:
        """What the columns of the table mean; it is read again."""
        spec = self._workspace.dataset
        if spec is not None and columns != spec.table:
            self._change(spec.model_copy(update={"table": columns}))

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

    def _change(self, spec: DatasetSpec) -> None:
        self._workspace.update(dataset=spec)
        self._scan.start()


def _root(info: DatasetInfo) -> Path:
    """What the files of the samples are relative to: the folder, or the one that the table lies in."""
    chosen = Path(info.folder)
    return chosen.parent if info.table is not None and Path(info.table.path) == chosen else chosen


def _lead(info: DatasetInfo, words: KindWords) -> str:
    return " · ".join([Path(info.folder).name, _layout(info), *words.measures(info)])


def _layout(info: DatasetInfo) -> str:
    if info.table is not None:
        text = tr("DataPage", "table, text column “{text}”, label column “{label}”")
        return text.format(text=info.table.text_column, label=info.table.label_column)
    return tr("DataPage", "folders for training and test") if info.split_by_folders else tr("DataPage", "one folder a class")


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


def _summary(info: DatasetInfo, words: KindWords) -> tuple[tuple[str, str], ...]:
    counts: Counter[str] = Counter()
    left_out = 0
    for finding in info.findings:
        code, count = _stands_for(finding)
        counts[code] += count
        left_out += count if finding.left_out and code != "excluded" else 0
    lines = [("✓ " + words.all_read(), "good")]
    if left_out:
        text = counted(left_out, tr("DataPage", "{count} left out"), tr("DataPage", "{count} left out"))
        lines.append(("▲ " + text, "warning"))
    if counts["excluded"]:
        lines.append((tr("DataPage", "{count} left out by you").format(count=number(counts["excluded"])), "dim"))
    if counts["two_classes"]:
        lines.append(("● " + words.under_two_classes(counts["two_classes"]), "bad"))
    return tuple(lines)


def _stands_for(finding: FindingInfo) -> tuple[str, int]:
    """The kind of a finding, and for how many it stands: the last of very many counts the rest."""
    if finding.code == _MORE:
        return str(finding.params["of"]), int(finding.params["count"])
    return finding.code, 1


def _kinds(info: DatasetInfo) -> tuple[tuple[str, str], ...]:
    counts: Counter[str] = Counter()
    for finding in info.findings:
        code, count = _stands_for(finding)
        if code not in _NOTED:
            counts[code] += count
    every = tr("DataPage", "everything ({count})").format(count=number(counts.total()))
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
    return FindingRow(_stands_for(finding)[0], finding.file, what, finding.severity, action, action_id, other)


def _percents(split: SplitSpec) -> tuple[int, int, int]:
    validation, test = round(split.validation * 100), round(split.test * 100)
    return 100 - validation - test, validation, test


def _parts_as_divided(info: DatasetInfo) -> tuple[SharePart, ...]:
    numbers = [info.part_count(part) for part in PARTS]
    total = max(sum(numbers), 1)
    validation, test = round(numbers[1] / total * 100), round(numbers[2] / total * 100)
    return _share_parts((100 - validation - test, validation, test), numbers)


def _share_parts(shares: Sequence[int], counts: Sequence[int]) -> tuple[SharePart, ...]:
    names = (tr("DataPage", "train {count}"), tr("DataPage", "val. {count}"), tr("DataPage", "test {count}"))
    texts = [name.format(count=number(count)) for name, count in zip(names, counts, strict=True)]
    return tuple(SharePart(share, text, fill) for share, text, fill in zip(shares, texts, _FILLS, strict=True))


def _split_hint(info: DatasetInfo) -> str:
    if not info.split_by_folders:
        return tr("DataPage", "same shares of each class in every part")
    if info.table is None:
        return tr("DataPage", "the folders named train, validation and test decide")
    if info.table.split_column:
        return tr("DataPage", "the column “{column}” decides").format(column=info.table.split_column)
    return tr("DataPage", "the files named train, validation and test decide")
