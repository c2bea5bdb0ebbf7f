"""Thumbnails in rows. Only what is in sight is decoded, in the background."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.item_models.pictures import CAPTION_ROLE, PATH_ROLE, PictureItem, PictureListModel
from app.theme import tokens_of
from app.widgets.thumbnails import Thumbnails

TILE_PX = 92
_GAP_PX = 10
_RADIUS_PX = 6
_DENSEST = 2  # thumbnails are sharp up to this many device pixels a pixel


class ImageGrid(QListView):
    """`picture_activated(row)`: double click or Enter. `picture_chosen(row)`: the current one changed; -1: none."""

    picture_activated = Signal(int)
    picture_chosen = Signal(int)

    def __init__(self, name: str, tile_px: int = TILE_PX, parent: QWidget | None = None) -> None:
        """name: for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._pictures = PictureListModel(self)
        self._thumbnails = Thumbnails(tile_px * _DENSEST, self)
        self._thumbnails.ready.connect(self._pictures.picture_arrived)
        self.setModel(self._pictures)
        self.setItemDelegate(_TileDelegate(self._thumbnails, tile_px, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(tile_px + 2 * _GAP_PX)
        self.activated.connect(lambda index: self.picture_activated.emit(index.row()))
        self.selectionModel().currentChanged.connect(lambda index, _old: self.picture_chosen.emit(index.row()))

    def show_pictures(self, items: Sequence[PictureItem]) -> None:
        self._pictures.show(items)
        self.scrollToTop()

    def current_picture(self) -> PictureItem | None:
        index = self.currentIndex()
        return self._pictures.item(index.row()) if index.isValid() else None

    def count(self) -> int:
        return self._pictures.rowCount()


class _TileDelegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, tile_px: int, view: QWidget) -> None:
        super().__init__(view)
        self._thumbnails = thumbnails
        self._tile_px = tile_px
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._tile_px + _GAP_PX, self._tile_px + _GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        tokens = tokens_of(self._view)
        cell: QRect = option.rect
        state: QStyle.StateFlag = option.state
        box = QRectF(cell.x(), cell.y(), self._tile_px, self._tile_px).translated(_GAP_PX / 2, _GAP_PX / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
        painter.fillPath(shape, QColor(tokens.selected))
        painter.setClipPath(shape)
        pixmap = self._thumbnails.pixmap(index.data(PATH_ROLE))
        if pixmap is not None:
            _draw_picture(painter, box, pixmap, QColor(tokens.dim))
        _draw_caption(painter, box, index.data(CAPTION_ROLE))
        painter.setClipping(False)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(tokens.cold), 2.5))
            painter.drawRoundedRect(box, _RADIUS_PX, _RADIUS_PX)
        painter.restore()


def _draw_picture(painter: QPainter, box: QRectF, pixmap: QPixmap, dim: QColor) -> None:
    if pixmap.isNull():
        painter.setPen(dim)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
        return
    size = pixmap.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(0, 0, size.width(), size.height())
    target.moveCenter(box.center())
    painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))


def _draw_caption(painter: QPainter, box: QRectF, caption: str) -> None:
    """White on a dark strip: readable over any picture."""
    if not caption:
        return
    font = QFont(painter.font())
    font.setPointSizeF(font.pointSizeF() * 0.85)
    painter.setFont(font)
    height_px = painter.fontMetrics().height() + 3
    strip = QRectF(box.left(), box.bottom() - height_px, box.width(), height_px)
    painter.fillRect(strip, QColor(0, 0, 0, 150))
    painter.setPen(QColor("white"))
    words = strip.adjusted(5, 0, -4, 0)
    text = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, int(words.width()))
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
