"""Mistakes in a form, in words: what pydantic says about a field becomes a sentence a person can act on."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.i18n import tr
from core.contracts.base import Contract

SomeContract = TypeVar("SomeContract", bound=Contract)


def with_changes(spec: SomeContract, changes: Mapping[str, Any]) -> tuple[SomeContract | None, dict[str, str]]:
    """The contract with these fields replaced and checked.

    Returns:
        (contract, {}) or (None, {field: sentence}).
    """
    try:
        return type(spec).model_validate({**spec.model_dump(), **changes}), {}
    except ValidationError as error:
        return None, mistakes_in(error)


def mistakes_in(error: ValidationError) -> dict[str, str]:
    """field -> sentence; a nested field is called "outer.inner"."""
    return {".".join(str(part) for part in details["loc"]): _worded(details) for details in error.errors()}


def _worded(details: ErrorDetails) -> str:
    limits = details.get("ctx", {})
    kind = details["type"]
    if kind in ("int_parsing", "int_from_float", "int_type"):
        return tr("FormMistakes", "This must be a whole number.")
    if kind in ("float_parsing", "float_type"):
        return tr("FormMistakes", "This must be a number.")
    if kind == "finite_number":
        return tr("FormMistakes", "This must be a finite number.")
    sentences = {
        "greater_than": tr("FormMistakes", "This must be more than {limit}."),
        "greater_than_equal": tr("FormMistakes", "This must be at least {limit}."),
        "less_than": tr("FormMistakes", "This must be less than {limit}."),
        "less_than_equal": tr("FormMistakes", "This must be at most {limit}."),
    }
    keys = {"greater_than": "gt", "greater_than_equal": "ge", "less_than": "lt", "less_than_equal": "le"}
    if kind in sentences:
        return sentences[kind].format(limit=f"{limits[keys[kind]]:g}")
    if kind == "string_too_long":
        return tr("FormMistakes", "This is too long: at most {limit} characters.").format(limit=limits["max_length"])
    return tr("FormMistakes", "This value can't be used here.")
