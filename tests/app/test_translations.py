"""Every word can be translated, and the translations that there are fit."""

import ast
import re
import string
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from app import translation_tables
from app.i18n import TRANSLATIONS_FOLDER, available_languages, install_translations, tr, worded
from core.contracts.errors import ErrorInfo

APP = Path(__file__).resolve().parent.parent.parent / "app"
TABLES = sorted(TRANSLATIONS_FOLDER.glob("fettle_*.ts"))


def rows(table: Path) -> list[tuple[str, str, str]]:
    """(context, source, translation)"""
    root = ET.parse(table).getroot()
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message.findtext("translation") or "")
        for context in root.iter("context")
        for message in context.iter("message")
    ]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_words_are_literals_so_that_the_table_finds_them() -> None:
    wrong = []
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_tr = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr"
            if is_tr and not all(isinstance(argument, ast.Constant) for argument in node.args):
                wrong.append(f"{path.name}:{node.lineno}")
    assert not wrong


def test_tables_hold_what_the_source_says(tmp_path: Path) -> None:
    """Where this fails: `make translations`, then translate what is new."""
    translation_tables.update(tmp_path)
    for table in TABLES:
        fresh = {row[:2] for row in rows(tmp_path / table.name)}
        known = {row[:2] for row in rows(table)}
        assert known == fresh, table.name


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_translations_are_complete_and_keep_their_placeholders(table: Path) -> None:
    for context, source, translation in rows(table):
        assert translation, f"{context}: {source}"
        assert placeholders(translation) == placeholders(source), f"{context}: {source}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_compiled_tables_are_up_to_date(table: Path, tmp_path: Path) -> None:
    (tmp_path / table.name).write_bytes(table.read_bytes())
    translation_tables.compile_tables(tmp_path)
    assert (tmp_path / table.name).with_suffix(".qm").read_bytes() == table.with_suffix(".qm").read_bytes()


def test_window_speaks_chinese(look: QApplication) -> None:
    assert "zh_CN" in available_languages()
    before = QLocale()
    translators = install_translations(look, "zh_CN")
    try:
        assert tr("Rail", "Data") == "数据"
        assert "/数据" in worded(ErrorInfo(code="disk_full", params={"path": "/数据"}))
        assert re.search(r"[\u4e00-\u9fff]", worded(ErrorInfo(code="disk_full", params={"path": "/x"})))
    finally:
        for translator in translators:
            look.removeTranslator(translator)
        QLocale.setDefault(before)
    assert tr("Rail", "Data") == "Data"
