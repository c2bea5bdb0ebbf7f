"""Texts as people write them, in two classes: for the tests that need labelled texts."""

from pathlib import Path

_THINGS = ("coffee machine", "hotel room", "film", "garden chair", "phone", "train ride", "book", "restaurant", "tent", "lamp")
_GOOD = (
    "I was pleasantly surprised by the {}: it works beautifully and I would buy it again.",
    "What a wonderful {}! Everything about it is a joy, thank you.",
    "The {} is excellent, well made and worth every penny 😀",
    "My family loves this {}; it is charming, warm and full of clever ideas.",
    "A great {} at a fair price. Highly recommended, friendly service, no problems at all.",
)
_BAD = (
    "The {} broke after two days and nobody answers my mails. A waste of money.",
    "I regret this {}: it is dull, badly made and smells awful.",
    "Terrible {}. It arrived late, damaged, and the refund never came!",
    "Do not buy this {}; it is boring, noisy and far too expensive 😡",
    "What a disappointment. The {} is ugly and it stopped working within an hour.",
)


def written_texts(per_class: int) -> dict[str, list[str]]:
    """Label to texts, all different, of one to three sentences."""

    def texts(patterns: tuple[str, ...]) -> list[str]:
        found = []
        for number in range(per_class):
            sentences = [
                patterns[(number + step) % len(patterns)].format(_THINGS[(number // len(patterns) + step) % len(_THINGS)])
                for step in range(1 + number % 3)
            ]
            found.append(f"{' '.join(sentences)} (No. {number})")
        return found

    return {"content": texts(_GOOD), "unhappy": texts(_BAD)}


def write_texts(folder: Path, per_class: int = 24) -> Path:
    """One sub-folder a class, one file a text."""
    for label, texts in written_texts(per_class).items():
        (folder / label).mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(texts):
            (folder / label / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder
