"""Wording for export."""

MESSAGES: dict[str, str] = {}
