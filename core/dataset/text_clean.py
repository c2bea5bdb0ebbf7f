"""A text without what can't be seen or saved: the same for training, for prediction and in exported bundles.

This file is copied into bundles as it is, so it needs nothing.
"""

import re

_TO_DROP = {
    **dict.fromkeys([*range(32), *range(0x7F, 0xA0)]),
    **dict.fromkeys(range(0xD800, 0xE000)),  # halves of characters, from broken JSON: they can't be saved
    ord("\t"): "\t",
    ord("\n"): "\n",
    0x0B: "\n",
    0x0C: "\n",
    0x85: "\n",
    0xFEFF: None,
    0xFFFE: None,
    0xFFFF: None,
}
_NEEDS_CLEANING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def cleaned(text: str) -> str:
    """Without what can't be seen or saved, lines ended in one way, nothing around it."""
    if _NEEDS_CLEANING.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TO_DROP)
    return text.strip()
