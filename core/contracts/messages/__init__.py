"""The English wording of every code that core can say, in errors and in notices.

One table per area; a message is a sentence or three: what happened, why, what to do. The command line prints them as
they are, the window looks their translation up under the context "messages" (app/i18n.py). Placeholders are
`str.format` fields.
"""

from collections.abc import Mapping

from core.contracts.messages import dataset, export, models, system, training

MESSAGES: dict[str, str] = {
    **system.MESSAGES,
    **dataset.MESSAGES,
    **models.MESSAGES,
    **training.MESSAGES,
    **export.MESSAGES,
}


def worded(code: str, params: Mapping[str, object], template: str | None = None) -> str:
    """The sentence for a code. `template` is a translation of the English one.

    Raises:
        KeyError: the code is unknown, or a parameter of its template is missing: a mistake of ours, not the user's.
    """
    return (MESSAGES[code] if template is None else template).format(**params)
