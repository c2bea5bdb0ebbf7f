"""A bar at the top of the window that shows one notice after another."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.icons import icon_pixmap
from app.notices import Notices, WindowNotice
from app.theme import tokens_of
from app.widgets.panels import button, give_role, label

INFO_SHOWN_MS = 8_000
_LOOK = {
    "info": ("note", "info", "cold"),
    "warning": ("warning_note", "warning", "warm"),
    "error": ("bad_note", "error", "bad"),
}


class NoticeBar(QFrame):
    """Information goes away by itself; warnings and errors stay until they are closed."""

    def __init__(self, notices: Notices, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = notices
        self._shown: WindowNotice | None = None
        self._sign = label()
        self._sign.setFixedWidth(26)
        self._text = label()
        self._details_button = button(tr("NoticeBar", "Details"), self._toggle_details, role="link")
        self._copy_button = button(tr("NoticeBar", "Copy report"), self._copy, role="link")
        self._close_button = button(tr("NoticeBar", "Close"), self._next, role="link")
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setAccessibleName(tr("NoticeBar", "Details"))
        self._details.setMaximumHeight(180)
        self._timer = QTimer(self, singleShot=True, interval=INFO_SHOWN_MS)
        self._timer.timeout.connect(self._next)
        row = QHBoxLayout()
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        for part in (self._details_button, self._copy_button, self._close_button):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 10, 6)
        column.addLayout(row)
        column.addWidget(self._details)
        self.hide()
        notices.posted.connect(self._show_if_free)
        self._show_if_free()

    @property
    def shown(self) -> WindowNotice | None:
        return self._shown

    def report(self) -> str:
        """What "Copy report" puts on the clipboard."""
        return f"{self._shown.text}\n\n{self._shown.details}" if self._shown else ""

    def _show_if_free(self) -> None:
        # a hint that would go by itself makes room for what is new
        if self._shown is None or self._shown.level == "info":
            self._next()

    def _next(self) -> None:
        self._timer.stop()
        self._shown = self._notices.take()
        self.setVisible(self._shown is not None)
        if self._shown is None:
            return
        role, icon_name, color = _LOOK[self._shown.level]
        give_role(self, role)
        self._sign.setPixmap(icon_pixmap(icon_name, getattr(tokens_of(self), color), 18, self.devicePixelRatioF()))
        self._text.setText(self._shown.text)
        self._details.setPlainText(self._shown.details)
        self._details.hide()
        self._details_button.setVisible(bool(self._shown.details))
        self._copy_button.setVisible(self._shown.level == "error")
        if self._shown.level == "info":
            self._timer.start()

    def _toggle_details(self) -> None:
        self._details.setVisible(self._details.isHidden())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report())
