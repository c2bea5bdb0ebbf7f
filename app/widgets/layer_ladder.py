"""The freeze ladder: the blocks of a network from input (bottom) to head (top), and one line between cold and warm.

value 0 of 3            value 2 of 3
(o) Head                (o) Head
============ line       (o) Block 3
 *  Block 3             (o) Block 2
 *  Block 2             ============ line
 *  Block 1              *  Block 1
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QToolTip, QWidget

from app.i18n import number, tr
from app.widgets.ladder_paint import LadderPainter, width_for_labels

# how far from the line a press still takes hold of it
GRIP_PX = 9


@dataclass(frozen=True)
class Rung:
    """One block as the ladder shows it."""

    label: str
    parameters: int
    name: str = ""


class LayerLadder(QAbstractSlider):
    """A vertical slider whose value is the number of last blocks that may change; the head always may.

    `valueChanged` follows every move of the line, while dragging too; `chosen(value)` comes once a person has decided:
    at a click, a key, or the end of a drag. Up and Down move the line by a block, Home and End all the way.
    """

    chosen = Signal(int)
    network_changed = Signal()
    moved = Signal()  # rungs lie elsewhere now: for what is drawn beside them

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rungs: tuple[Rung, ...] = ()
        self._head = Rung("", 0)
        self._input_text = ""
        self._hovered: int | None = None
        self._pressed: int | None = None
        self._dragging = False
        self.setOrientation(Qt.Orientation.Vertical)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.valueChanged.connect(self._announce)
        self.valueChanged.connect(self.moved)
        self._announce()

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def set_rungs(self, rungs: Sequence[Rung], head: Rung, input_text: str, warm: int) -> None:
        """Shows another network. rungs: from input to head, head not included. warm: how many of the last may change."""
        self._rungs, self._head, self._input_text = tuple(rungs), head, input_text
        self._hovered = self._pressed = None
        self._dragging = False
        self.setSliderDown(False)
        self.setRange(0, len(rungs))
        self.set_warm(warm)
        self.updateGeometry()
        self._announce()
        self.update()
        self.network_changed.emit()

    def set_warm(self, warm: int) -> None:
        """Moves the line without telling anybody but screen readers."""
        blocked = self.blockSignals(True)
        self.setValue(warm)
        self.blockSignals(blocked)
        self._announce()
        self.moved.emit()

    @property
    def frozen(self) -> int:
        return len(self._rungs) - self.value()

    def frozen_text(self) -> str:
        """What is announced: "6 of 9 blocks frozen"."""
        if not self._rungs:
            return tr("LayerLadder", "no blocks yet")
        return tr("LayerLadder", "{frozen} of {count} blocks frozen").format(frozen=self.frozen, count=len(self._rungs))

    def _announce(self) -> None:
        text = self.frozen_text()
        self.setAccessibleName(tr("LayerLadder", "Freeze line: {state}").format(state=text))
        self.setAccessibleDescription(tr("LayerLadder", "Up and Down move the line by a block, Home and End all the way."))
        if QAccessible.isActive() and self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    # ---- geometry: slot 0 is the head, slot 1 the last block ... -----------------------------------------------------

    def _slots(self) -> list[Rung]:
        return [self._head, *reversed(self._rungs)]

    @property
    def _caption_px(self) -> int:
        return self.fontMetrics().height() + 6

    @property
    def _line_px(self) -> int:
        return self.fontMetrics().height() + 8

    def _pitch_px(self, comfort: float) -> float:
        """From one rung to the next; comfort 0: close together, 1: with air."""
        text_px = self.fontMetrics().height()
        return text_px + 10 + comfort * 16

    def _actual_pitch_px(self) -> float:
        room = self.height() - 2 * self._caption_px - self._line_px
        return min(max(room / (len(self._rungs) + 1), self._pitch_px(0)), self._pitch_px(1))

    def _height_for(self, comfort: float) -> int:
        return round(2 * self._caption_px + self._line_px + (len(self._rungs) + 1) * self._pitch_px(comfort))

    def sizeHint(self) -> QSize:
        return QSize(30 * self.fontMetrics().averageCharWidth() + 200, self._height_for(1))

    def minimumSizeHint(self) -> QSize:
        least = 24 * self.fontMetrics().averageCharWidth()
        # names are read whole, within reason
        return QSize(max(least, min(width_for_labels(self, self._slots()), round(1.5 * least))), self._height_for(0))

    def slot_rect(self, slot: int) -> QRectF:
        """Where a rung is drawn; slot 0 is the head."""
        pitch = self._actual_pitch_px()
        top = self._caption_px + slot * pitch + (self._line_px if slot > self.value() else 0)
        air = 2 if pitch < self._pitch_px(0.5) else 4
        return QRectF(0, top + air, self.width(), pitch - 2 * air)

    def line_y(self) -> float:
        """The middle of the line."""
        return self._caption_px + (self.value() + 1) * self._actual_pitch_px() + self._line_px / 2

    def bottom_caption_top(self) -> float:
        """Where the words below the last rung begin."""
        return self.slot_rect(len(self._rungs)).bottom() + (self._line_px if self.frozen == 0 else 0) + 2

    def _value_at(self, y: float) -> int:
        position = (y - self._caption_px - self._line_px / 2) / self._actual_pitch_px() - 1
        return min(max(round(position), 0), len(self._rungs))

    def _slot_at(self, position: QPointF) -> int | None:
        for slot in range(len(self._rungs) + 1):
            if self.slot_rect(slot).contains(position):
                return slot
        return None

    def _on_line(self, position: QPointF) -> bool:
        return bool(self._rungs) and abs(position.y() - self.line_y()) <= max(GRIP_PX, self._line_px / 2)

    # ---- a person's hand ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._dragging = self._on_line(event.position())
        self.setSliderDown(self._dragging)
        self._pressed = None if self._dragging else self._slot_at(event.position())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self.setValue(self._value_at(event.position().y()))
        else:
            self._hover(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._dragging = False
            self.setSliderDown(False)
            self.chosen.emit(self.value())
        elif self._pressed is not None and self._pressed == self._slot_at(event.position()):
            self._toggle(self._pressed)
        self._pressed = None
        self.update()

    def _toggle(self, slot: int) -> None:
        """A cold block becomes warm, and all above it; a warm one becomes cold, and all below it."""
        warm = slot <= self.value()
        self._decide(max(slot - 1, 0) if warm else slot)

    def _decide(self, value: int) -> None:
        before = self.value()
        self.setValue(value)
        if self.value() != before:
            self.chosen.emit(self.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key
        page = max(1, len(self._rungs) // 4)
        targets = {
            key.Key_Up: self.value() - 1,
            key.Key_Down: self.value() + 1,
            key.Key_PageUp: self.value() - page,
            key.Key_PageDown: self.value() + page,
            key.Key_Home: 0,
            key.Key_End: len(self._rungs),
        }
        if event.key() not in targets:
            event.ignore()
            return
        self._decide(min(max(targets[key(event.key())], 0), len(self._rungs)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls; a choice must not change under it

    def _hover(self, position: QPointF) -> None:
        slot = None if self._on_line(position) else self._slot_at(position)
        cursor = Qt.CursorShape.SizeVerCursor if self._on_line(position) else Qt.CursorShape.PointingHandCursor
        self.setCursor(cursor if slot is not None or self._on_line(position) else Qt.CursorShape.ArrowCursor)
        if slot != self._hovered:
            self._hovered = slot
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        self.update()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            slot = self._slot_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.rung_text(slot) if slot is not None else "", self)
            return True
        return super().event(event)

    def rung_text(self, slot: int) -> str:
        """The tooltip of a rung."""
        rung = self._slots()[slot]
        state = (
            tr("LayerLadder", "The head is new and always learns.")
            if slot == 0
            else tr("LayerLadder", "Warm: adapts to your data. Click to freeze it and all below.")
            if slot <= self.value()
            else tr("LayerLadder", "Cold: stays bit for bit as it is. Click to warm it and all above.")
        )
        count = tr("LayerLadder", "{count} parameters").format(count=number(rung.parameters))
        name = f" ({rung.name})" if rung.name else ""
        return f"<p><b>{escape(rung.label)}</b>{escape(name)}<br>{count}</p><p>{state}</p>"

    # ---- drawing -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = LadderPainter(painter, self, self._slots())
        ink.caption(QRectF(0, 0, self.width(), self._caption_px), tr("LayerLadder", "answer"))
        for slot in range(len(self._rungs) + 1):
            box = self.slot_rect(slot)
            if box.intersects(QRectF(event.rect())):
                ink.rung(slot, box, warm=slot <= self.value(), hovered=slot == self._hovered, pressed=slot == self._pressed)
        if self._rungs:
            ink.line(self.line_y(), focused=self.hasFocus(), held=self._dragging)
        ink.caption(QRectF(0, self.bottom_caption_top(), self.width(), self._caption_px), self._input_text)
