"""What the Data page says about texts. See app.pages.data.kinds.KindWords."""

from app.data_words import words_of
from app.i18n import counted, tr
from core.contracts.records import DatasetInfo


class TextWords:
    def title(self) -> str:
        return tr("DataPage", "Your texts")

    def column(self) -> str:
        return tr("ClassTable", "texts")

    def measures(self, info: DatasetInfo) -> list[str]:
        return [words_of(info.kind).counted(info.count)]

    def all_read(self) -> str:
        return tr("DataPage", "everything was read")

    def nothing_noticed(self) -> str:
        return tr("DataPage", "Nothing to say: every text can be read, and each is there once.")

    def under_two_classes(self, count: int) -> str:
        one, many = tr("DataPage", "{count} text under two classes"), tr("DataPage", "{count} texts under two classes")
        return counted(count, one, many)
