"""Every code that the source can raise or say has its English wording, and the wording's fields are the ones given."""

import ast
import re
import string
from pathlib import Path

import pytest

import core
from core.contracts.errors import ErrorInfo, UserError
from core.contracts.messages import MESSAGES

ROOT = Path(core.__file__).parent


def _said_codes():
    """(file, code, names of the parameters) of each UserError("...") and each notice in the source of core."""
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            if any(keyword.arg is None for keyword in node.keywords):
                continue  # **params: checked where they are built
            given = {keyword.arg for keyword in node.keywords} - {"details"}
            if name == "UserError" and len(texts) == 1:
                yield path, texts[0], given
            elif name == "_notice" and len(texts) == 2:
                yield path, texts[1], given


SAID = sorted(_said_codes(), key=str)


@pytest.mark.parametrize(("path", "code", "given"), SAID, ids=lambda value: value if isinstance(value, str) else "")
def test_what_is_said_has_words_for_it(path, code, given):
    fields = {field for _, field, _, _ in string.Formatter().parse(MESSAGES[code]) if field}
    assert fields <= given, f"{path}: {code} lacks {fields - given}"


def test_the_source_was_really_searched():
    assert len(SAID) > 20


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_messages_are_sentences(code):
    text = MESSAGES[code]
    assert text[0].isupper() or text[0] == "{" or code.startswith("finding_"), text
    assert not re.search(r"traceback|exception|errno", text, re.IGNORECASE), text


def test_error_is_the_same_after_a_trip():
    error = UserError("not_writable", details="d", path="/x", why="read-only")
    again = UserError.from_info(ErrorInfo.model_validate_json(error.info.model_dump_json()))
    assert str(again) == str(error) == "/x can't be written to (read-only). Choose another folder."
    assert again.info == error.info
