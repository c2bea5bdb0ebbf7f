"""The names of blocks in the person's language: core says "Stage 3" in English."""

from app.i18n import tr


def block_in_words(label: str) -> str:
    """ "Stage 3", "Top convolution" ... translated; a name that is not one of core's stays as it is."""
    kind, _, count = label.rpartition(" ") if label[-1:].isdigit() else (label, "", "")
    words = {
        "Stem": tr("Blocks", "Stem"),
        "Patch embedding": tr("Blocks", "Patch embedding"),
        "Stage": tr("Blocks", "Stage"),
        "Block": tr("Blocks", "Block"),
        "Layers": tr("Blocks", "Layers"),
        "Convolution": tr("Blocks", "Convolution"),
        "Linear layer": tr("Blocks", "Linear layer"),
        "Top layers": tr("Blocks", "Top layers"),
        "Top convolution": tr("Blocks", "Top convolution"),
        "Top linear layer": tr("Blocks", "Top linear layer"),
        "Embeddings": tr("Blocks", "Embeddings"),
        "Pooler": tr("Blocks", "Pooler"),
    }
    name = words.get(kind, kind)
    return f"{name} {count}" if count else name
