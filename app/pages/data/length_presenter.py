"""How long the texts are for the chosen network, and what becomes of those that are too long. Knows no widgets."""

from dataclasses import dataclass
from pathlib import PurePath

from app.i18n import counted, number, tr, worded
from app.run.text_lengths import TextLengths
from app.workspace import Workspace
from core.contracts.records import TextLengthInfo

# what is offered, as far as the network goes
_USUAL = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)


@dataclass(frozen=True)
class LengthView:
    """lengths: None while they are not known. sentence: how many are cut; role: of its label.

    more: what is usual, or how far the counting is. error: why nothing can be counted. cuts: (tokens, text), 0: automatic.
    """

    title: str
    lengths: TextLengthInfo | None
    sentence: str
    role: str
    more: str
    error: str
    cuts: tuple[tuple[int, str], ...]
    cut: int
    keep: str


class LengthPresenter:
    def __init__(self, workspace: Workspace, lengths: TextLengths) -> None:
        self._workspace = workspace
        self._lengths = lengths

    def view(self) -> LengthView | None:
        """None without data."""
        spec, found = self._workspace.spec, self._workspace.text_lengths
        if spec is None:
            return None
        name = PurePath(spec.model.entry).name
        return LengthView(
            title=tr("DataPage", "Length in tokens for {model}").format(model=name),
            lengths=found,
            sentence=_sentence(found) if found and not self._lengths.running else "",
            role="warning" if found and found.cut_count else "good",
            more=self._progress() if self._lengths.running or found is None else _usual(found),
            error=worded(self._lengths.error) if self._lengths.error else "",
            cuts=_cuts(found, spec.model.max_tokens),
            cut=spec.model.max_tokens or 0,
            keep=spec.model.keep or "start",
        )

    def want(self) -> None:
        self._lengths.want()

    def retry(self) -> None:
        self._lengths.retry()

    def cut_at(self, tokens: int) -> None:
        """0: automatic. Raises UserError: the project can't be saved."""
        self._change(max_tokens=tokens or None)

    def keep(self, which: str) -> None:
        """start, end or both. Raises UserError: the project can't be saved."""
        self._change(keep=which)

    def _change(self, **values: int | str | None) -> None:
        spec = self._workspace.spec
        if spec is not None:
            self._workspace.update(model=spec.model.model_copy(update=values))
            self.want()

    def _progress(self) -> str:
        if not self._lengths.running:
            return ""
        if self._lengths.total is None:
            return tr("DataPage", "Counting the tokens…")
        text = tr("DataPage", "Counting the tokens: {done} of {total} texts")
        return text.format(done=number(self._lengths.done), total=number(self._lengths.total))


def _sentence(found: TextLengthInfo) -> str:
    tokens, total = number(found.max_tokens), number(found.count)
    if not found.cut_count:
        return tr("DataPage", "None of the {total} texts is longer than {tokens} tokens: all are read whole.").format(
            total=total, tokens=tokens
        )
    one = tr("DataPage", "{count} of {total} texts is longer than {tokens} tokens and is cut.")
    many = tr("DataPage", "{count} of {total} texts are longer than {tokens} tokens and are cut.")
    text = one if found.cut_count == 1 else many
    return text.format(count=number(found.cut_count), total=total, tokens=tokens)


def _usual(found: TextLengthInfo) -> str:
    text = tr("DataPage", "Half of them have up to {median} tokens, 95 % up to {most}, the longest {longest}.")
    return text.format(median=number(found.median), most=number(found.percentile_95), longest=number(found.longest)).replace(
        "95 %", "95\N{NO-BREAK SPACE}%"
    )


def _cuts(found: TextLengthInfo | None, chosen: int | None) -> tuple[tuple[int, str], ...]:
    values = {tokens for tokens in _USUAL if found is not None and tokens <= found.model_max_tokens}
    values |= {tokens for tokens in (chosen, found.model_max_tokens if found else None) if tokens}
    automatic = tr("DataPage", "Automatic")
    if found is not None and chosen is None:
        automatic = tr("DataPage", "Automatic ({tokens})").format(tokens=number(found.max_tokens))
    one, many = tr("DataPage", "{count} token"), tr("DataPage", "{count} tokens")
    return ((0, automatic), *((tokens, counted(tokens, one, many)) for tokens in sorted(values)))
