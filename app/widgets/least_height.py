"""Keeps a column of wrapped parts from being squeezed."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget


class LeastHeight(QWidget):
    """Holds a layout and says how low it may become at the width that it has.

    A box layout takes the favourite height of whatever has wrapped text for the least one; where there is less room than
    that, it squeezes its parts without looking at what they need.
    """

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        size: QSize = layout.totalMinimumSize()
        if layout.hasHeightForWidth() and self.width() >= size.width():
            size.setHeight(max(layout.totalMinimumHeightForWidth(self.width()), size.height()))
        return size

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
