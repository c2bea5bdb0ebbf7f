"""What augmentation does to one's own pictures: the very code of the training, computed beside the window."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.pages.train.preview_order import PICTURES, VIEWS, PreviewOrder, compute_preview
from app.run.background import Background
from app.theme import tokens_of
from app.widgets.panels import Panel, button, dim_label, row_of

_GAP_PX = 8
_LARGEST_TILE_PX = 110


class PreviewTiles(QWidget):
    """Rows of squares; the first of a row is the picture itself."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[Sequence[QImage]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("AugmentationPreview", "Pictures as they are, and four random changes of each"))

    def show_rows(self, rows: Sequence[Sequence[QImage]]) -> None:
        self._rows = rows
        self.updateGeometry()
        self.update()

    def rows(self) -> Sequence[Sequence[QImage]]:
        return self._rows

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(PICTURES * (self._tile_px(width) + _GAP_PX))

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(400))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, self.heightForWidth(220))

    def _tile_px(self, width: int) -> float:
        return min((width - (VIEWS + 1) * _GAP_PX) / (VIEWS + 1), _LARGEST_TILE_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        tokens, tile = tokens_of(self), self._tile_px(self.width())
        for row in range(PICTURES):
            for column in range(VIEWS + 1):
                left = column * (tile + _GAP_PX) + (_GAP_PX if column else 0)
                box = QRectF(left, row * (tile + _GAP_PX), tile, tile)
                shape = QPainterPath()
                shape.addRoundedRect(box, 5, 5)
                painter.fillPath(shape, tokens.color("selected"))
                if row < len(self._rows):
                    painter.setClipPath(shape)
                    painter.drawImage(box, self._rows[row][column])
                    painter.setClipping(False)


class AugmentationPreview(Panel):
    """Shows an order as soon as it is computed; "Another throw" gives other random numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("AugmentationPreview", "Your pictures, changed at random"), parent)
        self.tiles = PreviewTiles()
        self._background = Background(self)
        self._order: PreviewOrder | None = None
        self._shown: PreviewOrder | None = None
        self.again = button(tr("AugmentationPreview", "Another throw"), self.throw_again)
        self.caption = dim_label()
        self.column.addWidget(self.caption)
        self.column.addWidget(self.tiles)
        self.column.addLayout(row_of(1, self.again))

    def show_order(self, order: PreviewOrder | None) -> None:
        self._order = order
        if order is None:
            self._show_rows(())
            self._shown = None
        elif order != self._shown:
            self._shown = order
            self._background.run(lambda: compute_preview(order), self._show_rows)

    def _show_rows(self, rows: Sequence[Sequence[QImage]]) -> None:
        self.tiles.show_rows(rows)
        changed = any(image != row[0] for row in rows for image in row)
        self.caption.setText(
            tr("AugmentationPreview", "Left: as it is. The others: what training may see instead.")
            if changed or not rows
            else tr("AugmentationPreview", "With these settings nothing is changed: training sees each picture as it is.")
        )
        self.again.setEnabled(changed)

    def throw_again(self) -> None:
        if self._order is not None:
            self.show_order(replace(self._order, throw=self._order.throw + 1))

    @property
    def throw(self) -> int:
        return self._order.throw if self._order else 0
