"""Wording for training."""

MESSAGES: dict[str, str] = {}
