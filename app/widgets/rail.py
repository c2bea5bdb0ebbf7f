"""The rail at the left: steps of the job, then the other pages, then two chips that are always in sight."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.icons import icon_pixmap
from app.theme import RADIUS_PX, heading_font, tokens_of
from app.widgets.panels import scrolling

RAIL_WIDTH_PX = 208
_LEFT_PX = 10
_TEXT_PX = 36


class RailButton(QAbstractButton):
    """A row of the rail: number or icon, name, a tick where the step is done; dim where it is not possible yet."""

    def __init__(self, name: str, step: int | None, icon_name: str) -> None:
        super().__init__()
        self.setText(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._step = step
        self._icon_name = icon_name
        self._missing: str | None = None
        self._done = False
        self._working = False
        self._by_keyboard = False

    def show_state(self, missing: str | None, done: bool, working: bool = False) -> None:
        """missing: the sentence that says why the step is not possible yet."""
        self._missing, self._done, self._working = missing, done, working
        self.setToolTip(missing or "")
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(missing or ("✓" if done else ""))
        self.update()

    @property
    def missing(self) -> str | None:
        return self._missing

    @property
    def done(self) -> bool:
        return self._done

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH_PX - 24, QFontMetrics(self.font()).height() + 17)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, QFontMetrics(self.font()).height() + 9)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # a ring for those who walk with the keyboard only
        self._by_keyboard = event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        super().focusInEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.selected if self.isChecked() else tokens.hover))
            painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        if self.hasFocus() and self._by_keyboard:
            painter.setPen(QPen(QColor(tokens.cold), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        self._paint_sign(painter, tokens.dim)
        color = tokens.dim if self._missing and not self.isChecked() else tokens.text
        font = QFont(self.font())
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(color))
        words = self.rect().adjusted(_TEXT_PX, 0, -26, 0)
        text = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        sign = ("●", tokens.cold) if self._working else ("✓", tokens.good) if self._done else None
        if sign:
            painter.setPen(QColor(sign[1]))
            painter.drawText(
                self.rect().adjusted(0, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, sign[0]
            )

    def _paint_sign(self, painter: QPainter, color: str) -> None:
        if self._step is not None:
            painter.setPen(QColor(color))
            box = self.rect().adjusted(_LEFT_PX, 0, 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(self._step))
        elif self._icon_name:
            pixmap = icon_pixmap(self._icon_name, color, 16, self.devicePixelRatioF())
            painter.drawPixmap(_LEFT_PX, (self.height() - 16) // 2, pixmap)


class Rail(QFrame):
    """`page_chosen(page_id)` when a person clicks or presses a row."""

    page_chosen = Signal(str)

    def __init__(self, name: str) -> None:
        """name: for screen readers."""
        super().__init__()
        self.setProperty("role", "rail")
        self.setAccessibleName(name)
        self.setFixedWidth(RAIL_WIDTH_PX)
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._project = QLabel()
        self._project.setProperty("role", "dim")
        logo = QLabel("Fettle")
        logo.setFont(heading_font(logo, 1.5))
        self._top = QVBoxLayout()
        self._bottom = QVBoxLayout()
        self._chips = QVBoxLayout()
        for layout in (self._top, self._bottom):
            layout.setSpacing(2)
        self._chips.setSpacing(4)
        self._chips.setContentsMargins(_LEFT_PX, 8, 0, 0)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 16, 11, 14)
        column.setSpacing(2)
        for part in (logo, self._project):
            part.setContentsMargins(_LEFT_PX, 0, 0, 0)
            column.addWidget(part)
        column.addSpacing(10)
        column.addLayout(self._top)
        column.addStretch(1)
        column.addLayout(self._bottom)
        column.addLayout(self._chips)
        area = scrolling(inside)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.addWidget(area)

    def add_page(self, page_id: str, name: str, step: int | None, icon_name: str, *, at_bottom: bool) -> None:
        row = RailButton(name, step, icon_name)
        row.clicked.connect(lambda: self.page_chosen.emit(page_id))
        self._group.addButton(row)
        self._buttons[page_id] = row
        (self._bottom if at_bottom else self._top).addWidget(row)

    def add_chip(self, tip: str) -> QLabel:
        chip = QLabel()
        chip.setProperty("role", "dim")
        chip.setFont(heading_font(chip, 0.88, bold=False))
        chip.setWordWrap(True)
        chip.setToolTip(tip)
        self._chips.addWidget(chip)
        return chip

    def button(self, page_id: str) -> RailButton:
        return self._buttons[page_id]

    def select(self, page_id: str) -> None:
        self._buttons[page_id].setChecked(True)

    def show_project(self, name: str) -> None:
        metrics = QFontMetrics(self._project.font())
        self._project.setText(metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, RAIL_WIDTH_PX - 48))
        self._project.setToolTip(name)
