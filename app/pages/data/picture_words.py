"""What the Data page says about pictures. See app.pages.data.kinds.KindWords."""

from collections import Counter

from app.data_words import words_of
from app.i18n import counted, tr
from core.contracts.records import DatasetInfo


class PictureWords:
    def title(self) -> str:
        return tr("DataPage", "Your pictures")

    def column(self) -> str:
        return tr("ClassTable", "pictures")

    def measures(self, info: DatasetInfo) -> list[str]:
        parts = [words_of(info.kind).counted(info.count)]
        sizes = Counter((sample.width_px, sample.height_px) for sample in info.samples)
        if len(sizes) == 1:
            parts.append("{} × {}".format(*next(iter(sizes))))
        elif sizes:
            sides = [max(size) for size in sizes]
            text = tr("DataPage", "{smallest} to {largest} pixels")
            parts.append(text.format(smallest=min(sides), largest=max(sides)))
        return parts

    def all_read(self) -> str:
        return tr("DataPage", "every file was opened")

    def nothing_noticed(self) -> str:
        return tr("DataPage", "Nothing to say: every file is a good picture, and each is there once.")

    def under_two_classes(self, count: int) -> str:
        one, many = tr("DataPage", "{count} file under two classes"), tr("DataPage", "{count} files under two classes")
        return counted(count, one, many)
