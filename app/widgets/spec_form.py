"""A form made from a pydantic contract: one row a field, "Automatic" where None is allowed, mistakes as sentences."""

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from app.i18n import tr
from app.widgets.panels import label
from core.contracts.base import Contract

Kind = Literal["choice", "yes_no", "whole", "decimal"]


@dataclass(frozen=True)
class FieldWords:
    """How a field is called and explained. choices: in words, for each value of a Literal.

    empty: what an empty number means, where that is not "Automatic". zero: what the value 0 means.
    """

    label: str
    explanation: str
    choices: Mapping[str, str] = field(default_factory=dict)
    empty: str = ""
    zero: str = ""


@dataclass(frozen=True)
class FieldShape:
    """What the contract says about a field."""

    kind: Kind
    optional: bool
    choices: tuple[str, ...] = ()


def shape_of(contract: type[Contract], name: str) -> FieldShape:
    """Reads the annotation: Literal, bool, int or float, each also with None.

    Raises:
        TypeError: a field of another kind; a form can't show it.
    """
    parts = _alternatives(contract.model_fields[name].annotation)
    optional = type(None) in parts
    rest = [part for part in parts if part is not type(None)]
    if len(rest) == 1 and typing.get_origin(rest[0]) is Literal:
        return FieldShape("choice", optional, tuple(str(value) for value in typing.get_args(rest[0])))
    if rest == [bool]:
        return FieldShape("yes_no", optional)
    if rest == [int]:
        return FieldShape("whole", optional)
    if rest == [float]:
        return FieldShape("decimal", optional)
    raise TypeError(f"{contract.__name__}.{name} is of a kind that a form can't show")


def _alternatives(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return list(typing.get_args(annotation))
    return [annotation]


class SpecForm(QWidget):
    """Edits some fields of a contract. It checks nothing itself: `edited` hands out what was entered, as typed, and
    `show_mistakes` says what was wrong with it."""

    edited = Signal(dict)  # {field: value}; a number that can't be read comes as its text

    def __init__(self, contract: type[Contract], words: Mapping[str, FieldWords], parent: QWidget | None = None) -> None:
        """words: the fields to show, in order."""
        super().__init__(parent)
        self._shapes = {name: shape_of(contract, name) for name in words}
        self._words = words
        self._controls: dict[str, QComboBox | QLineEdit] = {}
        self._mistakes: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for row, name in enumerate(words):
            self._add_row(grid, 2 * row, name)

    def _add_row(self, grid: QGridLayout, row: int, name: str) -> None:
        words, shape = self._words[name], self._shapes[name]
        control = self._choice(name) if shape.kind in ("choice", "yes_no") else self._number(name)
        control.setAccessibleName(words.label)
        control.setAccessibleDescription(words.explanation)
        control.setToolTip(words.explanation)
        caption = label(words.label)
        caption.setBuddy(control)
        caption.setToolTip(words.explanation)
        mistake = label()
        mistake.setProperty("role", "bad")
        mistake.hide()
        grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(control, row, 1)
        grid.addWidget(mistake, row + 1, 0, 1, 2)
        self._controls[name], self._mistakes[name] = control, mistake

    def _choice(self, name: str) -> QComboBox:
        words, shape = self._words[name], self._shapes[name]
        box = QComboBox()
        if shape.optional:
            box.addItem(tr("SpecForm", "Automatic"), None)
        if shape.kind == "yes_no":
            box.addItem(tr("SpecForm", "Yes"), True)
            box.addItem(tr("SpecForm", "No"), False)
        for value in shape.choices:
            box.addItem(words.choices.get(value, value), value)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.activated.connect(lambda _index: self.edited.emit({name: self.value(name)}))
        return box

    def _number(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setMinimumWidth(90)
        line.setPlaceholderText(self._words[name].empty or tr("SpecForm", "Automatic"))
        line.editingFinished.connect(lambda: self._number_finished(name, line))
        return line

    def _number_finished(self, name: str, line: QLineEdit) -> None:
        """Leaving a field that was not touched is no edit."""
        if line.isModified():
            line.setModified(False)
            self.edited.emit({name: self.value(name)})

    # ---- values ------------------------------------------------------------------------------------------------------

    def value(self, name: str) -> Any:
        """What stands in the control: None for Automatic, a number, a choice, or text that is not a number."""
        control, shape = self._controls[name], self._shapes[name]
        if isinstance(control, QComboBox):
            return control.currentData()
        text = control.text().strip()
        if not text or text == self._words[name].zero:
            return (None if shape.optional else 0) if not text else 0
        return _read_number(text, whole=shape.kind == "whole")

    def show_values(self, spec: Contract) -> None:
        """Fills the controls; nothing is emitted. A field with a mistake keeps what was typed."""
        for name, control in self._controls.items():
            if self._mistakes[name].text():
                continue
            value = getattr(spec, name)
            if isinstance(control, QComboBox):
                control.setCurrentIndex(control.findData(value))
            elif not control.hasFocus() or not control.isModified():
                control.setText(self._written(name, value))
                control.setModified(False)

    def _written(self, name: str, value: float | None) -> str:
        if value is None:
            return ""
        if value == 0 and self._words[name].zero:
            return self._words[name].zero
        return f"{value:.6g}".replace(".", QLocale().decimalPoint()) if isinstance(value, float) else str(value)

    def set_hint(self, name: str, text: str) -> None:
        """What "Automatic" comes to, shown in the empty control: "Automatic: 0.002"."""
        control = self._controls[name]
        if isinstance(control, QLineEdit):
            control.setPlaceholderText(text)

    # ---- mistakes ----------------------------------------------------------------------------------------------------

    def show_mistakes(self, mistakes: Mapping[str, str], among: Sequence[str] | None = None) -> None:
        """field -> sentence. `among`: only these fields are spoken about; None: all."""
        for name, shown in self._mistakes.items():
            if among is None or name in among:
                sentence = mistakes.get(name, "")
                shown.setText(f"● {sentence}" if sentence else "")
                shown.setVisible(bool(sentence))
                description = self._words[name].explanation
                self._controls[name].setAccessibleDescription(f"{sentence} {description}" if sentence else description)

    def mistake(self, name: str) -> str:
        return self._mistakes[name].text()

    def control(self, name: str) -> QComboBox | QLineEdit:
        return self._controls[name]

    def fields(self) -> tuple[str, ...]:
        return tuple(self._controls)


def _read_number(text: str, *, whole: bool) -> Any:
    """A number in the person's own way of writing or the international one; the text itself where it is none."""
    for locale in (QLocale.c(), QLocale()):
        value, good = locale.toLongLong(text) if whole else locale.toDouble(text)
        if good:
            return value
    return text
