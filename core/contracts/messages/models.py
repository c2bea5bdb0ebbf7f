"""Wording for models."""

MESSAGES: dict[str, str] = {}
