"""The table of models that Fettle knows, and which of them are here already. Torch-free: the window reads it."""

import json
from functools import cache
from importlib import resources

from core.contracts.records import CatalogueEntry
from core.store.weight_caches import (
    BUNDLED_TEXT_MODEL,
    bundled_text_model,
    bundled_weights,
    hub_file,
    hub_weights,
    torch_cache_file,
)


@cache
def read_catalogue() -> tuple[CatalogueEntry, ...]:
    """All rows, the bundled model first. Made by `python -m core.models.catalogue_build`."""
    text = resources.files("resources").joinpath("catalogue.json").read_text(encoding="utf-8")
    return tuple(CatalogueEntry.model_validate(row) for row in json.loads(text))


def find_entry(entry_id: str) -> CatalogueEntry | None:
    return next((entry for entry in read_catalogue() if entry.id == entry_id), None)


def is_here(entry: CatalogueEntry) -> bool:
    """Are the weights on this computer, so that nothing needs to be downloaded?"""
    if entry.family == "fettle":
        return bundled_weights() is not None
    if entry.id == f"text/{BUNDLED_TEXT_MODEL}":
        return bundled_text_model() is not None
    if entry.family in ("transformers", "text"):
        return hub_file(entry.source, "config.json") is not None and hub_file(entry.source, "model.safetensors") is not None
    if "/" not in entry.source:
        return torch_cache_file(entry.source) is not None
    repository, _, file_name = entry.source.partition(":")
    return (hub_file(repository, file_name) if file_name else hub_weights(repository)) is not None
