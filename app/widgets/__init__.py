"""Widgets that know no page and no project."""
