"""Writes resources/catalogue.json anew: `python -m core.models.catalogue_build`. Needs no network, takes minutes.

A row is written only for a network that can be built, that gets a ladder, and whose head can be replaced.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import timm
import torch
import torchvision
from timm.models import get_pretrained_cfg

from core.contracts.errors import UserError
from core.contracts.records import CatalogueEntry
from core.dataset.preprocess import ImagePreprocessing
from core.dataset.text_preprocess import TextPreprocessing
from core.models.blocks import find_blocks
from core.models.bundled_family import BUNDLED_NAME, SIZE_PX
from core.models.families import Network, family_of
from core.models.heads import find_heads
from core.models.text_table import KNOWN_TEXT_MODELS
from core.models.timm_family import weights_source
from core.models.torchvision_family import weights_file_name
from core.models.trace import trace_calls
from core.models.transformers_table import KNOWN_MODELS
from core.models.without_init import WithoutInit
from core.store.weight_caches import BUNDLED_PACKAGE, BUNDLED_TEXT_MODEL, BUNDLED_TEXT_PACKAGE

CATALOGUE = Path(__file__).parents[2] / "resources" / "catalogue.json"
UNSTATED_LICENCE = "see source"
# published for EfficientNet-Lite0 in float32 by its authors, tensorflow/tpu, models/official/efficientnet/lite
BUNDLED_TOP1 = 0.751
_BYTES_PER_PARAMETER = 4
_NOT_BUILT = (UserError, NotImplementedError, RuntimeError, ValueError, TypeError, AssertionError, KeyError, AttributeError)


def bundled_rows() -> Iterator[CatalogueEntry]:
    network = family_of("fettle").build(BUNDLED_NAME, {}, None)
    yield CatalogueEntry(
        id=f"fettle/{BUNDLED_NAME}",
        name="EfficientNet-Lite0",
        family="fettle",
        parameters=parameter_count(network),
        size_bytes=parameter_count(network) * _BYTES_PER_PARAMETER,
        input_size_px=SIZE_PX,
        top1=BUNDLED_TOP1,
        licence="apache-2.0",
        source=BUNDLED_PACKAGE.replace("_", "-"),
    )


def torchvision_rows() -> Iterator[CatalogueEntry]:
    for name in torchvision.models.list_models(module=torchvision.models):
        weights = torchvision.models.get_model_weights(name).DEFAULT
        meta = weights.meta
        yield CatalogueEntry(
            id=f"torchvision/{name}",
            name=name,
            family="torchvision",
            parameters=meta["num_params"],
            size_bytes=round(meta["_file_size"] * 2**20),
            input_size_px=weights.transforms().crop_size[0],
            top1=round(meta["_metrics"]["ImageNet-1K"]["acc@1"] / 100, 5),
            licence=meta.get("license", UNSTATED_LICENCE),
            source=weights_file_name(weights),
        )


def timm_rows() -> Iterator[CatalogueEntry]:
    counts: dict[tuple[object, ...], int | None] = {}
    for name in timm.list_models(pretrained=True, include_tags=True):
        known = get_pretrained_cfg(name)
        assert known is not None
        source = weights_source(known)
        key = (known.architecture or name.partition(".")[0], known.num_classes, known.input_size)
        if key not in counts:
            counts[key] = _parameters_if_usable("timm", name)
        parameters = counts[key]
        if parameters is None or not source:
            continue
        yield CatalogueEntry(
            id=f"timm/{name}",
            name=name,
            family="timm",
            parameters=parameters,
            size_bytes=parameters * _BYTES_PER_PARAMETER,
            input_size_px=known.input_size[-1],
            licence=known.license if known.license not in (None, "unknown") else UNSTATED_LICENCE,
            source=source,
        )


def transformers_rows() -> Iterator[CatalogueEntry]:
    for repository, known in KNOWN_MODELS.items():
        parameters = _parameters_if_usable("transformers", repository)
        if parameters is None:
            continue
        yield CatalogueEntry(
            id=f"transformers/{repository}",
            name=repository.partition("/")[2],
            family="transformers",
            parameters=parameters,
            size_bytes=parameters * _BYTES_PER_PARAMETER,
            input_size_px=cast(ImagePreprocessing, built_without_memory("transformers", repository).preprocessing).size_px,
            top1=known.top1,
            licence=known.licence,
            source=repository,
        )


def text_rows() -> Iterator[CatalogueEntry]:
    for name, known in KNOWN_TEXT_MODELS.items():
        parameters = _parameters_if_usable("text", name)
        if parameters is None:
            continue
        yield CatalogueEntry(
            id=f"text/{name}",
            name=name.rpartition("/")[2],
            family="text",
            data="text",
            parameters=parameters,
            size_bytes=parameters * _BYTES_PER_PARAMETER,
            max_tokens=cast(TextPreprocessing, built_without_memory("text", name).preprocessing).limit_tokens,
            licence=known.licence,
            source=BUNDLED_TEXT_PACKAGE.replace("_", "-") if name == BUNDLED_TEXT_MODEL else name,
        )


def parameter_count(network: Network) -> int:
    return sum(parameter.numel() for parameter in network.module.parameters())


def _parameters_if_usable(family: str, name: str) -> int | None:
    try:
        # what looks at values can't be traced without memory
        network = (
            family_of(family).build(name, family_of(family).config(name, None), None)
            if family == "text"
            else built_without_memory(family, name)
        )
        trace = trace_calls(network.module, torch.from_numpy(network.preprocessing.example(1)))
        blocks, _ = find_blocks(network.module, trace, find_heads(network.module, trace))
    except (*_NOT_BUILT, LookupError) as error:
        print(f"left out: {family}/{name}: {error!r}"[:300], file=sys.stderr)
        return None
    print(f"{family}/{name}: {' | '.join(block.label for block in blocks)}", file=sys.stderr)
    return parameter_count(network)


def built_without_memory(family: str, name: str) -> Network:
    """A network of which only the shapes are wanted: on the meta device where it allows that.

    Raises:
        UserError, and whatever the library raises.
    """
    maker = family_of(family)
    config: dict[str, Any] = maker.config(name, None)
    try:
        with torch.device("meta"):
            return maker.build(name, config, None)
    except _NOT_BUILT:
        with WithoutInit():
            return maker.build(name, config, None)


def write_catalogue(path: Path) -> int:
    """One row a line. Returns the number of rows."""
    rows = [*bundled_rows(), *text_rows(), *torchvision_rows(), *transformers_rows(), *timm_rows()]
    lines = [json.dumps(row.model_dump(), ensure_ascii=False, separators=(",", ":")) for row in rows]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    print(f"{write_catalogue(CATALOGUE)} rows in {CATALOGUE}")
