"""A result as one HTML file that can be read anywhere, with the surest mistakes in it."""

import html
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.i18n import number, tr
from app.pages.results.kinds import figure_of
from app.pages.results.presenter import ResultsPresenter
from app.quantities import decimal
from core.store.atomic import write_text

_SHOWN_MISTAKES = 24
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2530; }
h1 { margin-bottom: 0; } .dim { color: #5a6475; } table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
.wide { overflow-x: auto; } th, td { padding: .25rem .6rem; border-bottom: 1px solid #dfe3e8; text-align: right; }
th:first-child, td:first-child { text-align: left; } td.right { background: #e7f0fc; font-weight: bold; }
td.wrong { background: #fdeee2; } .cards { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; }
.card { border: 1px solid #dfe3e8; border-radius: 10px; padding: .7rem 1rem; flex: 1 1 15rem; }
.value { font-size: 2.2rem; font-weight: bold; }
figure { display: inline-block; width: 160px; margin: 0 .6rem .8rem 0; vertical-align: top; font-size: .8rem;
  overflow-wrap: anywhere; }
figure img { max-width: 160px; max-height: 160px; }
blockquote { margin: 0 0 .8rem; padding: .4rem .9rem; border-left: 4px solid #dfe3e8; overflow-wrap: anywhere; }
blockquote p { margin: 0 0 .3rem; white-space: pre-wrap; } blockquote footer { font-size: .8rem; color: #5a6475; }
"""


def write_report(presenter: ResultsPresenter, path: Path) -> None:
    """Saves the report of the presenter's part. Reads pictures that it shows, so call it from a thread.

    Raises:
        UserError: disk_full, not_writable.
    """
    write_text(path, report_html(presenter))


def report_html(presenter: ResultsPresenter) -> str:
    record = presenter.results.record
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(record.created_s))
    wrong = presenter.wrong().samples
    figure = figure_of(presenter.kind)
    title = html.escape(record.name)
    origin = " · ".join((when, record.spec.model.entry, record.spec.dataset.folder))
    parts = [
        f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p class='dim'>{html.escape(origin)}</p>",
        *(f"<p><b>{html.escape(said)}</b></p>" for said in (presenter.honesty(), presenter.worth()) if said),
        _cards(presenter),
        _heading(tr("Report", "Truth and answer")),
        f"<p class='dim'>{html.escape(tr('Report', 'Rows: what it is. Columns: what the model says.'))}</p>",
        _confusion(presenter),
        _heading(tr("Report", "Each class")),
        _scores(presenter),
        _heading(
            tr("Report", "Wrong answers, surest first ({count} of {all})").format(
                count=number(min(len(wrong), _SHOWN_MISTAKES)), all=number(len(wrong))
            )
        ),
        *(figure(sample) for sample in wrong[:_SHOWN_MISTAKES]),
        _heading(tr("Report", "Settings")),
        _table((), _settings(presenter)),
        "</body></html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _cards(presenter: ResultsPresenter) -> str:
    boxes = (
        f"<div class='card'><div class='dim'>{html.escape(card.title)}</div><div class='value'>{html.escape(card.value)}</div>"
        + "".join(f"<div>{html.escape(line.text)}</div>" for line in card.lines)
        + "</div>"
        for card in presenter.cards()
    )
    return f"<div class='cards'>{''.join(boxes)}</div>"


def _confusion(presenter: ResultsPresenter) -> str:
    names = presenter.class_names
    head = "".join(f"<th>{html.escape(name)}</th>" for name in ("", *names))
    rows = []
    for truth, counts in enumerate(presenter.metrics.confusion):
        cells = "".join(
            f"<td class='{'right' if answer == truth else 'wrong' if count else ''}'>{number(count)}</td>"
            for answer, count in enumerate(counts)
        )
        rows.append(f"<tr><td>{html.escape(names[truth])}</td>{cells}</tr>")
    return f"<div class='wide'><table><tr>{head}</tr>{''.join(rows)}</table></div>"


def _scores(presenter: ResultsPresenter) -> str:
    head = (
        tr("Report", "class"),
        tr("Report", "precision"),
        tr("Report", "recall"),
        tr("Report", "F1"),
        presenter.words.column,
    )
    rows = (
        (score.name, decimal(score.precision, 2), decimal(score.recall, 2), decimal(score.f1, 2), number(score.count))
        for score in presenter.scores()
    )
    return _table(head, rows)


def _settings(presenter: ResultsPresenter) -> Iterable[tuple[str, str]]:
    record = presenter.results.record
    for section in ("model", "layers", "training"):
        for name, value in getattr(record.spec, section).model_dump(mode="json").items():
            yield f"{section}.{name}", tr("Report", "automatic") if value is None else str(value)
    for name, value in {**record.resolved, **record.environment}.items():
        yield name, str(value)


def _heading(text: str) -> str:
    return f"<h2>{html.escape(text)}</h2>"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tr>{top}</tr>{body}</table>"
