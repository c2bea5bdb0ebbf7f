"""One picture, as large as there is room, with a heat map over it where there is one."""

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr, worded
from app.run.background import Background
from app.theme import RADIUS_PX, tokens_of
from core.contracts.errors import ErrorInfo
from core.dataset.decode import Pixels
from core.dataset.pictures import read_picture

# more is not seen in a window, and a poster would fill the memory
_DECODED_PX = 1400


class HeatMapView(QWidget):
    """Decodes off the main thread by the one decoder of training, so what is seen is what the network saw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._overlay: QImage | None = None
        self._words = ""
        self._path: Path | None = None
        self._reader = Background(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("HeatMapView", "Picture"))

    @property
    def path(self) -> Path | None:
        return self._path

    @property
    def has_picture(self) -> bool:
        return self._image is not None

    @property
    def has_overlay(self) -> bool:
        return self._overlay is not None

    def words(self) -> str:
        """What is said in place of, or over, the picture."""
        return self._words

    def show_picture(self, path: Path | None, name: str = "") -> None:
        """None: an empty view. The heat map of the picture before goes away."""
        self._path, self._image, self._overlay, self._words = path, None, None, ""
        self.setAccessibleDescription(name)
        self.setToolTip(name)
        self.update()
        if path is None:
            self._reader.forget()
        else:
            self._reader.run(lambda: read_picture(path, at_least_px=_DECODED_PX), self._decoded, self._failed)

    def show_overlay(self, path: Path | None) -> None:
        """An RGBA PNG with the proportions of the picture; None: none."""
        self._overlay = QImage(str(path)) if path is not None else None
        self.say("")

    def say(self, words: str) -> None:
        """A sentence over the picture; empty: none."""
        self._words = words
        self.update()

    def _decoded(self, pixels: Pixels) -> None:
        height, width, _ = pixels.shape
        image = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        self._image = image.copy()  # QImage does not keep the array alive
        self.update()

    def _failed(self, error: ErrorInfo) -> None:
        self.say(worded(error))

    def sizeHint(self) -> QSize:
        return QSize(320, 320)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.hover))
        painter.drawRoundedRect(self.rect(), RADIUS_PX, RADIUS_PX)
        if self._image is not None:
            place = self._place(self._image.size())
            painter.drawImage(place, self._image)
            if self._overlay is not None:
                painter.drawImage(place, self._overlay)
        if self._words:
            self._paint_words(painter)

    def _place(self, size: QSize) -> QRect:
        """Centred, whole. A small picture is enlarged at most eightfold."""
        inside = self.rect().adjusted(6, 6, -6, -6)
        fitted = size.scaled(inside.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if fitted.width() > 8 * size.width():
            fitted = size * 8
        place = QRect(inside.topLeft(), fitted)
        place.moveCenter(inside.center())
        return place

    def _paint_words(self, painter: QPainter) -> None:
        tokens = tokens_of(self)
        option = QTextOption(Qt.AlignmentFlag.AlignCenter)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        room = QRectF(self.rect()).adjusted(20, 12, -20, -12)
        box = painter.boundingRect(room, self._words, option).adjusted(-10, -6, 10, 6)
        if self._image is not None:
            box.moveBottom(self.rect().bottom() - 14)
        painter.setBrush(QColor(tokens.panel))
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        painter.setPen(QColor(tokens.text))
        painter.drawText(box.adjusted(10, 6, -10, -6), self._words, option)
