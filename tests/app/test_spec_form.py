"""A form made from a contract: automatic values, the person's way to write numbers, mistakes as sentences."""

from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from app.pages.train.field_words import augmentation_words, learning_words, machine_words, training_words
from app.widgets.form_mistakes import with_changes
from app.widgets.spec_form import FieldWords, SpecForm, shape_of
from core.contracts.spec import AugmentationSpec, RunSpec, TrainingSpec


@pytest.fixture
def form(look: QApplication, qtbot: QtBot) -> SpecForm:
    made = SpecForm(TrainingSpec, {**learning_words(), **machine_words()})
    qtbot.addWidget(made)
    made.show()
    made.show_values(TrainingSpec())
    return made


def type_into(form: SpecForm, name: str, text: str) -> dict[str, Any]:
    """Types like a person, and leaves the field. Returns what the form hands out."""
    handed: list[dict[str, Any]] = []
    form.edited.connect(handed.append)
    control = form.control(name)
    assert isinstance(control, QLineEdit)
    control.setFocus()
    control.selectAll()
    QTest.keyClick(control, Qt.Key.Key_Delete)
    QTest.keyClicks(control, text)
    QTest.keyClick(control, Qt.Key.Key_Return)
    form.edited.disconnect(handed.append)
    return handed[-1] if handed else {}


def test_the_annotations_decide_the_controls() -> None:
    assert shape_of(TrainingSpec, "optimizer").choices == ("sgd", "adam", "adamw")
    assert shape_of(TrainingSpec, "optimizer").optional
    assert shape_of(TrainingSpec, "lr").kind == "decimal"
    assert shape_of(TrainingSpec, "epochs").kind == "whole"
    assert not shape_of(TrainingSpec, "epochs").optional
    assert shape_of(AugmentationSpec, "horizontal_flip").kind == "yes_no"
    with pytest.raises(TypeError):
        shape_of(RunSpec, "dataset")


def test_every_setting_but_the_epochs_has_words() -> None:
    assert set(training_words()) == set(TrainingSpec.model_fields) - {"epochs", "augmentation"}
    assert set(augmentation_words()) == set(AugmentationSpec.model_fields)


def test_every_choice_has_words() -> None:
    for contract, words in (
        (TrainingSpec, training_words()),
        (AugmentationSpec, augmentation_words()),
    ):
        for name, said in words.items():
            assert set(shape_of(contract, name).choices) <= set(said.choices), name


def test_automatic_is_an_empty_field(form: SpecForm) -> None:
    control = form.control("lr")
    assert isinstance(control, QLineEdit)
    assert control.text() == ""
    assert control.placeholderText() == "Automatic"
    assert form.value("lr") is None
    assert form.value("optimizer") is None


def test_typing_a_number_hands_it_out(form: SpecForm) -> None:
    assert type_into(form, "lr", "0.01") == {"lr": 0.01}
    assert type_into(form, "lr", "1e-3") == {"lr": 0.001}
    assert type_into(form, "batch_size", "16") == {"batch_size": 16}


def test_emptying_a_field_is_automatic_again(form: SpecForm) -> None:
    form.show_values(TrainingSpec(lr=0.5))
    assert type_into(form, "lr", "") == {"lr": None}


def test_a_comma_is_understood_where_people_write_commas(form: SpecForm) -> None:
    QLocale.setDefault(QLocale("de_DE"))
    try:
        assert type_into(form, "lr", "0,25") == {"lr": 0.25}
        form.show_values(TrainingSpec(lr=0.5))
        control = form.control("lr")
        assert isinstance(control, QLineEdit)
        assert control.text() == "0,5"
    finally:
        QLocale.setDefault(QLocale.c())


def test_leaving_an_untouched_field_is_no_edit(form: SpecForm, qtbot: QtBot) -> None:
    control = form.control("lr")
    control.setFocus()
    with qtbot.assertNotEmitted(form.edited):
        form.control("seed").setFocus()


def test_choosing_by_keyboard(form: SpecForm, qtbot: QtBot) -> None:
    control = form.control("optimizer")
    assert isinstance(control, QComboBox)
    control.setFocus()
    with qtbot.waitSignal(form.edited) as told:
        QTest.keyClick(control, Qt.Key.Key_Down)
    assert told.args == [{"optimizer": "sgd"}]


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("lr", "-1", "This must be more than 0."),
        ("lr", "fast", "This must be a number."),
        ("lr", "nan", "This must be a finite number."),
        ("lr", "200", "This must be at most 100."),
        ("batch_size", "0", "This must be at least 1."),
        ("batch_size", "1.5", "This must be a whole number."),
        ("warmup_share", "1", "This must be less than 1."),
        ("seed", "-3", "This must be at least 0."),
    ],
)
def test_a_mistake_becomes_a_sentence_at_its_field(form: SpecForm, name: str, text: str, sentence: str) -> None:
    spec, mistakes = with_changes(TrainingSpec(), type_into(form, name, text))
    assert spec is None
    assert mistakes == {name: sentence}
    form.show_mistakes(mistakes)
    assert sentence in form.mistake(name)
    assert sentence in form.control(name).accessibleDescription()
    form.show_values(TrainingSpec())
    control = form.control(name)
    assert isinstance(control, QLineEdit)
    assert control.text() == text  # what was typed stays, to be mended
    form.show_mistakes({})
    assert form.mistake(name) == ""


def test_a_good_change_is_a_contract() -> None:
    spec, mistakes = with_changes(TrainingSpec(), {"lr": 0.1, "optimizer": "sgd"})
    assert mistakes == {}
    assert spec == TrainingSpec(lr=0.1, optimizer="sgd")


def test_nought_can_have_a_name(form: SpecForm) -> None:
    control = form.control("early_stopping_patience")
    assert isinstance(control, QLineEdit)
    assert control.text() == "never"
    assert form.value("early_stopping_patience") == 0
    assert type_into(form, "early_stopping_patience", "4") == {"early_stopping_patience": 4}
    assert type_into(form, "early_stopping_patience", "never") == {"early_stopping_patience": 0}


def test_yes_no_and_automatic(look: QApplication, qtbot: QtBot) -> None:
    form = SpecForm(AugmentationSpec, {"horizontal_flip": FieldWords("Mirror", "why")})
    qtbot.addWidget(form)
    form.show_values(AugmentationSpec(horizontal_flip=False))
    assert form.value("horizontal_flip") is False
    form.show_values(AugmentationSpec())
    assert form.value("horizontal_flip") is None


def test_every_control_has_a_name_and_an_explanation(form: SpecForm) -> None:
    for name in form.fields():
        assert form.control(name).accessibleName()
        assert form.control(name).accessibleDescription()
