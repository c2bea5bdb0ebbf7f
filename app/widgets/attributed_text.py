"""A text, to read or to write, on which words are marked that speak for or against an answer."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from app.i18n import tr
from app.theme import Tokens, tokens_of

# weaker ones are not marked: a text full of pale colour says nothing
_WEAKEST = 0.05
_PALEST, _STRONGEST = 0.14, 0.50
_SAID_ALOUD = 5
_LONGEST_KEY_EM = 44
_PATCH_GAP_PX = 8
# toPlainText() gives these so, whatever was put in
_AS_QT_RETURNS_IT = {0xA0: " ", 0x2028: "\n"}


class AttributedText(QTextEdit):
    """Plain text: what looks like HTML in it is shown as it is. Each paragraph runs in the direction of its script, and
    begins at that side, which QPlainTextEdit can't."""

    def __init__(self, name: str, *, read_only: bool = True, parent: QWidget | None = None) -> None:
        """name: for screen readers."""
        super().__init__(parent)
        self._pieces: tuple[tuple[str, float], ...] = ()
        self.setAcceptRichText(False)
        self.setReadOnly(read_only)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        flags = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(flags if read_only else Qt.TextInteractionFlag.TextEditorInteraction)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_text(self, text: str) -> None:
        """Another text, without marks, from its beginning. The same one stays where it is scrolled to."""
        self.clear_marks()
        plain = _plain(text)
        if plain.translate(_AS_QT_RETURNS_IT) != self.toPlainText():
            self.setPlainText(plain)

    def show_marks(self, pieces: Sequence[tuple[str, float]]) -> None:
        """The text anew, in (piece, score in [-1, 1]): see app.run.text_attributions.Attribution."""
        self.show_text("".join(_plain(piece) for piece, _ in pieces))
        self._pieces = tuple(pieces)
        self._mark()
        self.setAccessibleDescription(_strongest(pieces))

    def clear_marks(self) -> None:
        self._pieces = ()
        self.setExtraSelections([])
        self.setAccessibleDescription("")

    @property
    def pieces(self) -> tuple[tuple[str, float], ...]:
        """What is marked now."""
        return self._pieces

    @property
    def passes_over(self) -> bool:
        """Whether a part of the text is marked as not seen by the model."""
        return any(_is_unseen(piece, score) for piece, score in self._pieces)

    def _mark(self) -> None:
        tokens = tokens_of(self)
        marks = []
        place = 0
        for piece, score in self._pieces:
            # Qt counts UTF-16 units: an emoji is two
            length = len(_plain(piece).encode("utf-16-le")) // 2
            look = _unseen_format(tokens) if _is_unseen(piece, score) else mark_format(score, tokens)
            if look is not None:
                marks.append(self._marked(place, length, look))
            place += length
        self.setExtraSelections(marks)

    def _marked(self, place: int, length: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        mark = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        cursor.setPosition(place + length, QTextCursor.MoveMode.KeepAnchor)
        mark.cursor, mark.format = cursor, look
        return mark

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._pieces:
            self._mark()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files that are dropped belong to the page, not into the text."""
        return source.hasText() and not source.hasUrls()


def mark_format(score: float, tokens: Tokens) -> QTextCharFormat | None:
    """Blue speaks for, orange against, which nearly everybody can tell apart; a dashed line below says against once more."""
    if abs(score) < _WEAKEST:
        return None
    look = QTextCharFormat()
    color = QColor(tokens.cold if score > 0 else tokens.warm)
    line = QColor(color)
    color.setAlphaF(_PALEST + (_STRONGEST - _PALEST) * min(abs(score), 1.0))
    look.setBackground(color)
    if score < 0:
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        look.setUnderlineColor(line)
    return look


class MarkKey(QWidget):
    """One entry of the legend: a patch as the text is marked, and what it means. A long class name is cut."""

    def __init__(self, score: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = score
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def say(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        return self._words

    def _indent_px(self) -> int:
        """Room for the patch; what is not marked has none."""
        return self.fontMetrics().height() + _PATCH_GAP_PX if abs(self._score) >= _WEAKEST else 0

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        words_px = min(metrics.horizontalAdvance(self._words), metrics.averageCharWidth() * _LONGEST_KEY_EM)
        return QSize(self._indent_px() + words_px + 2, metrics.height() + 4)  # advances are rounded

    def minimumSizeHint(self) -> QSize:
        return QSize(self._indent_px() + 6 * self.fontMetrics().averageCharWidth(), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = tokens_of(self)
        painter = QPainter(self)
        look = mark_format(self._score, tokens)
        if look is not None:
            box = self.rect().adjusted(0, 2, 0, -2)
            box.setWidth(self._indent_px() - _PATCH_GAP_PX)
            painter.fillRect(box, look.background())
            if self._score < 0:
                painter.setPen(QPen(look.underlineColor(), 1, Qt.PenStyle.DashLine))
                painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(QColor(tokens.dim))
        room = self.rect().adjusted(self._indent_px(), 0, 0, 0)
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _plain(text: str) -> str:
    """As Qt keeps it: every character one place, so that pieces are found again."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _is_unseen(piece: str, score: float) -> bool:
    return score == 0 and bool(piece.strip())


def _unseen_format(tokens: Tokens) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setForeground(QColor(tokens.dim))
    return look


def _strongest(pieces: Sequence[tuple[str, float]]) -> str:
    """What the colours say, for those who hear it."""

    def said(sign: int) -> str:
        ordered = sorted((pair for pair in pieces if sign * pair[1] >= _WEAKEST), key=lambda pair: -sign * pair[1])
        return ", ".join(piece for piece, _ in ordered[:_SAID_ALOUD]) or "–"

    text = tr("AttributedText", "speaks most for it: {good}; against it: {bad}")
    return text.format(good=said(1), bad=said(-1))
