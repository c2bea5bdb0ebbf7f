"""One table of colours and sizes, light and dark, and what Qt needs made out of it."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

_ICONS_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "icons"

ThemeChoice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Tokens:
    """Colours by meaning. Cold is frozen and primary, warm is trainable and validation."""

    window: str
    panel: str
    text: str
    dim: str
    line: str
    cold: str
    cold_fill: str
    warm: str
    warm_fill: str
    good: str
    good_fill: str
    bad: str
    bad_fill: str
    selected: str
    on_cold: str
    hover: str

    def color(self, name: str) -> QColor:
        return QColor(getattr(self, name))


LIGHT = Tokens(
    window="#f6f7f9",
    panel="#ffffff",
    text="#1d2530",
    dim="#5a6475",
    line="#dfe3e8",
    cold="#2f6fc9",
    cold_fill="#e7f0fc",
    warm="#b9500f",
    warm_fill="#fdeee2",
    good="#237a49",
    good_fill="#e4f4ea",
    bad="#b3261e",
    bad_fill="#fce8e6",
    selected="#e3eaf4",
    on_cold="#ffffff",
    hover="#eef2f7",
)
DARK = Tokens(
    window="#171b21",
    panel="#1f252d",
    text="#e6eaf0",
    dim="#a3adbd",
    line="#3a434f",
    cold="#6ea8ff",
    cold_fill="#1e2f4a",
    warm="#ff9a52",
    warm_fill="#43291a",
    good="#5fc38c",
    good_fill="#1c3a2a",
    bad="#ff8a80",
    bad_fill="#45211f",
    selected="#2d3643",
    on_cold="#0d1420",
    hover="#262d37",
)

GAP_PX = 14
PADDING_PX = 16
RADIUS_PX = 8


def tokens_of(widget: QWidget) -> Tokens:
    """The table that a widget is drawn with now. Ask in paintEvent; `changeEvent(PaletteChange)` tells of a switch."""
    return tokens_for(widget.palette())


def tokens_for(palette: QPalette) -> Tokens:
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply_theme(application: QApplication, choice: ThemeChoice) -> Tokens:
    """Paints the whole application light or dark; "system" follows the desktop."""
    hints = application.styleHints()
    schemes = {"system": Qt.ColorScheme.Unknown, "light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    if choice == "system":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(schemes[choice])
    dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
    tokens = DARK if dark else LIGHT
    application.setPalette(_palette(tokens))
    application.setStyleSheet(_style_sheet(tokens))
    return tokens


def heading_font(widget: QWidget, factor: float = 1.5, *, bold: bool = True) -> QFont:
    """The application's font, larger: sizes follow what the person has set for the desktop."""
    font = QFont(widget.font())
    font.setPointSizeF(QApplication.font().pointSizeF() * factor)
    font.setBold(bold)
    return font


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    colors = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.panel,
        role.AlternateBase: tokens.hover,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.dim,
        role.Button: tokens.panel,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.bad,
        role.Highlight: tokens.cold,
        role.HighlightedText: tokens.on_cold,
        role.Link: tokens.cold,
        role.LinkVisited: tokens.cold,
        role.ToolTipBase: tokens.panel,
        role.ToolTipText: tokens.text,
        role.Light: tokens.hover,
        role.Midlight: tokens.line,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Accent: tokens.cold,
    }
    for key, value in colors.items():
        palette.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.dim))
    return palette


def _style_sheet(tokens: Tokens) -> str:
    text = _STYLE.replace("@icons", _ICONS_FOLDER.as_posix()).replace("@scheme", "light" if tokens is LIGHT else "dark")
    for field in sorted(fields(tokens), key=lambda field: -len(field.name)):
        text = text.replace(f"@{field.name};", f"{getattr(tokens, field.name)};")
        text = text.replace(f"@{field.name} ", f"{getattr(tokens, field.name)} ")
    return text


# roles are dynamic properties: widget.setProperty("role", "panel"). "@name" is a token.
_STYLE = """
QToolTip { color: @text; background: @panel; border: 1px solid @line; padding: 6px; }
QFrame[role="panel"] { background: @panel; border: 1px solid @line; border-radius: 10px; }
QFrame[role="hairline"] { border: none; background: @line; }
QFrame[role="rail"] { border: none; border-right: 1px solid @line; }
QLabel[role="dim"], QLabel[role="lead"] { color: @dim; }
QLabel[role="good"] { color: @good; }
QLabel[role="warning"] { color: @warm; }
QLabel[role="bad"] { color: @bad; }
QFrame[role="note"], QFrame[role="warning_note"], QFrame[role="bad_note"], QFrame[role="good_note"] {
  border: none; border-left: 3px solid @cold; border-top-right-radius: 7px; border-bottom-right-radius: 7px;
  background: @cold_fill; }
QFrame[role="warning_note"] { border-left-color: @warm; background: @warm_fill; }
QFrame[role="bad_note"] { border-left-color: @bad; background: @bad_fill; }
QFrame[role="good_note"] { border-left-color: @good; background: @good_fill; }
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QPushButton { border: 1px solid @line; background: @panel; color: @text; padding: 6px 14px; border-radius: 7px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @selected; }
QPushButton:disabled { color: @dim; background: @window; }
QPushButton:focus { border: 2px solid @cold; padding: 5px 13px; }
QPushButton[role="primary"] { background: @cold; border-color: @cold; color: @on_cold; font-weight: bold; }
QPushButton[role="primary"]:focus { border: 2px solid @text; }
QPushButton[role="primary"]:disabled { background: @selected; border-color: @line; color: @dim; }
QPushButton[role="danger"] { color: @bad; }
QPushButton[role="link"] { border: 1px solid transparent; background: transparent; color: @cold; padding: 2px 4px;
  text-decoration: underline; }
QPushButton[role="link"]:hover { color: @text; }
QPushButton[role="link"]:focus { border: 1px solid @cold; }
QPushButton[role="segment"] { border-radius: 0; margin-left: -1px; }
QPushButton[role="segment"]:checked { background: @selected; font-weight: bold; }
QPushButton[role="segment"][place="first"] { border-top-left-radius: 7px; border-bottom-left-radius: 7px; margin-left: 0; }
QPushButton[role="segment"][place="last"] { border-top-right-radius: 7px; border-bottom-right-radius: 7px; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
  border: 1px solid @line; border-radius: 6px; background: @panel; color: @text; padding: 4px 8px;
  selection-background-color: @cold; selection-color: @on_cold; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
  border-color: @cold; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: @dim; background: @window; }
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: @dim; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("@icons/indicator_down.svg"); width: 14px; height: 14px; }
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit { border: none; padding: 0 2px 0 8px; background: transparent; }
QSpinBox, QDoubleSpinBox { padding: 4px 20px 4px 0; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("@icons/indicator_up.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("@icons/indicator_down.svg"); width: 12px; height: 12px; }
QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator { width: 15px; height: 15px;
  border: 1px solid @dim; border-radius: 4px; background: @panel; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: @cold; border-color: @cold;
  image: url("@icons/indicator_check_@scheme.svg"); }
QRadioButton::indicator:checked { border: 5px solid @cold; width: 7px; height: 7px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @cold; }
QCheckBox:focus, QRadioButton:focus { text-decoration: underline; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { border: none;
  background: transparent; width: 18px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 3px 8px; color: @text; background: transparent; }
QToolButton:hover { background: @hover; }
QToolButton:checked { background: @selected; font-weight: bold; }
QToolButton:focus { border-color: @cold; }
QToolButton::menu-indicator { image: none; }
QAbstractItemView { border: none; background: @panel; color: @text; outline: none;
  selection-background-color: @selected; selection-color: @text; }
QTableView, QTreeView { gridline-color: @line; }
QTableView::item, QTreeView::item { border-bottom: 1px solid @line; padding: 4px 8px; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected { background: @selected; color: @text; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @dim; border: none; border-bottom: 1px solid @line; padding: 5px 8px; }
QTableCornerButton::section { background: @panel; border: none; }
QProgressBar { border: none; border-radius: 5px; background: @selected; max-height: 10px; min-height: 10px; }
QProgressBar::chunk { border-radius: 5px; background: @cold; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }
QScrollBar::handle:hover { background: @dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 6px 22px; border-radius: 5px; }
QMenu::item:selected { background: @selected; color: @text; }
"""
