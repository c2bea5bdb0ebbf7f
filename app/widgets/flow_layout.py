"""A layout that goes on in the next line where the width ends, like words in a text.

After Qt's own "Flow Layout Example".
"""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    def __init__(self, parent: QWidget | None = None, *, gap_px: int = 8, line_gap_px: int = 4) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap_px = gap_px
        self._line_gap_px = line_gap_px
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        # in the middle of a row that something else made higher
        spare_px = max(rect.height() - self.heightForWidth(rect.width()), 0)
        self._place(rect.translated(0, spare_px // 2), move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self._items]
        width = sum(size.width() for size in sizes) + self._gap_px * max(len(sizes) - 1, 0)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def clear(self) -> None:
        """Deletes the widgets in it."""
        while (item := self.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _place(self, rect: QRect, *, move: bool) -> int:
        """The height that the lines need in this width."""
        y = rect.y()
        for number, line in enumerate(self._lines(rect.width())):
            x, y = rect.x(), y + (self._line_gap_px if number else 0)
            line_height = max(item.sizeHint().height() for item in line)
            for item in line:
                hint = item.sizeHint()
                if move:
                    item.setGeometry(QRect(QPoint(x, y + (line_height - hint.height()) // 2), hint))
                x += hint.width() + self._gap_px
            y += line_height
        return y - rect.y()

    def _lines(self, width_px: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used_px = 0
        for item in self._items:
            if item.isEmpty():
                continue
            item_px = item.sizeHint().width()
            if not lines or used_px + self._gap_px + item_px > width_px:
                lines.append([])
                used_px = -self._gap_px
            lines[-1].append(item)
            used_px += self._gap_px + item_px
        return lines
