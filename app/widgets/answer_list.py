"""Pictures with what a model says about each: thumbnail, name, the first answers as bars, or why there is none."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import tr
from app.item_models.answers import PREDICTION_ROLE, AnswerListModel, why_no_answer
from app.theme import tokens_of
from app.widgets.probability_bars import paint_short_bar
from app.widgets.thumbnails import Thumbnails
from core.contracts.records import Prediction

_SHOWN = 3
_PADDING_PX = 10
_DENSEST = 2  # thumbnails are sharp up to this many device pixels a pixel


class AnswerList(QListView):
    """`picture_chosen(row)`: the current row changed; -1: none."""

    picture_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("AnswerList", "Answers"))
        self._answers = AnswerListModel(self)
        self._thumbnails = Thumbnails(self.fontMetrics().height() * (_SHOWN + 2) * _DENSEST, self)
        self._thumbnails.ready.connect(self._answers.picture_arrived)
        self.setModel(self._answers)
        self.setItemDelegate(_AnswerDelegate(self._thumbnails, self))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentChanged.connect(lambda index, _old: self.picture_chosen.emit(index.row()))

    def show_answers(self, predictions: Sequence[Prediction]) -> None:
        """The first one becomes the current one."""
        self._answers.show(predictions)
        if predictions:
            self.setCurrentIndex(self._answers.index(0))

    def count(self) -> int:
        return self._answers.rowCount()

    def prediction(self, row: int) -> Prediction:
        return self._answers.prediction(row)


class _AnswerDelegate(QStyledItemDelegate):
    def __init__(self, thumbnails: Thumbnails, view: QWidget) -> None:
        super().__init__(view)
        self._thumbnails = thumbnails
        self._view = view

    def _line_px(self) -> int:
        return self._view.fontMetrics().height() + 4

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(10 * self._line_px(), (_SHOWN + 1) * self._line_px() + 2 * _PADDING_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        tokens = tokens_of(self._view)
        cell: QRect = option.rect
        prediction: Prediction = index.data(PREDICTION_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(cell, QColor(tokens.selected))
            painter.fillRect(QRect(cell.left(), cell.top(), 3, cell.height()), QColor(tokens.cold))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        inside = cell.adjusted(_PADDING_PX, _PADDING_PX, -_PADDING_PX, -_PADDING_PX)
        side = QRectF(inside.left(), inside.top(), inside.height(), inside.height())
        self._paint_thumbnail(painter, side, prediction.path)
        words = inside.adjusted(inside.height() + _PADDING_PX, 0, 0, 0)
        painter.setPen(QColor(tokens.text))
        metrics = QFontMetrics(painter.font())
        name = metrics.elidedText(Path(prediction.path).name, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(QRect(words.left(), words.top(), words.width(), self._line_px()), Qt.AlignmentFlag.AlignVCenter, name)
        self._paint_answer(painter, words.adjusted(0, self._line_px(), 0, 0), prediction)
        painter.restore()

    def _paint_thumbnail(self, painter: QPainter, box: QRectF, path: str) -> None:
        tokens = tokens_of(self._view)
        painter.fillRect(box, QColor(tokens.hover))
        pixmap = self._thumbnails.pixmap(path)
        if pixmap is None:
            return
        if pixmap.isNull():
            painter.setPen(QColor(tokens.dim))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
            return
        size = pixmap.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(box.center())
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))

    def _paint_answer(self, painter: QPainter, area: QRect, prediction: Prediction) -> None:
        tokens = tokens_of(self._view)
        if prediction.error is not None:
            painter.setPen(QColor(tokens.bad))
            painter.drawText(area, Qt.TextFlag.TextWordWrap, "✗ " + why_no_answer(prediction.error))
            return
        pairs = list(zip(prediction.class_names, prediction.probabilities, strict=True))
        for row, (name, value) in enumerate(pairs[:_SHOWN]):
            line = QRect(area.left(), area.top() + row * self._line_px(), area.width(), self._line_px())
            paint_short_bar(painter, line, name, value, tokens, QFont(self._view.font()), bold=row == 0)
