"""Wording for dataset."""

MESSAGES: dict[str, str] = {}
