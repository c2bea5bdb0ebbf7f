"""Cut a network into the rungs of the freeze ladder, whatever library it comes from.

The tree of modules is opened from the root until there are enough pieces: what is opened are wrappers ("features",
"encoder", "layers"), what stays whole are stages and residual blocks. The pieces are put in the order in which one pass
calls them and grouped: what comes before the first stage is the stem, a down-sampling layer belongs to the stage that it
feeds, a last norm to the stage before it. No network is known by name here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from torch import nn

from core.models.handle import Block
from core.models.tensors import is_matrix
from core.models.trace import Trace

FEWEST_RUNGS = 4
MOST_RUNGS = 30
LONGEST_STEM = 5
DOMINANT_SHARE = 0.9
_CONTAINERS = (nn.Sequential, nn.ModuleList, nn.ModuleDict)
_STEM_NAME = re.compile(r"stem|embed|patch|^conv|^layer0$")
_PATCH_NAME = re.compile(r"patch|embeddings$|conv_proj")


@dataclass
class Piece:
    """A module that will not be opened further."""

    path: str
    module: nn.Module
    first: int
    last: int
    weight_layers: int = field(init=False)
    has_tensors: bool = field(init=False)

    def __post_init__(self) -> None:
        self.weight_layers = count_weight_layers(self.module)
        self.has_tensors = any(True for _ in self.module.parameters()) or any(True for _ in self.module.buffers())

    @property
    def name(self) -> str:
        return self.path.rpartition(".")[2]


@dataclass
class Rung:
    """Pieces that are frozen together. kind: stem, layer (one weight), unit (a block or a stage), top."""

    kind: str
    pieces: list[Piece]


def find_blocks(
    module: nn.Module, trace: Trace, head_paths: tuple[str, ...], fresh: tuple[str, ...] = ()
) -> tuple[tuple[Block, ...], Block]:
    """The rungs of a network from input to head, and the head.

    Args:
        module: the network.
        trace: one pass through it, from `trace_calls`.
        head_paths: the layers that give the logits, from `find_heads`.
        fresh: parameters that know nothing yet; where they lie next to the head they belong to it.

    Returns:
        Blocks in the order of execution, at most MOST_RUNGS, and the head: the given layers with what lies between them
        and the last weights (pooling, dropout). Every parameter and buffer is in exactly one of them.
    """
    pieces, opened = _open_enough(module, trace, head_paths)
    body = [piece for piece in pieces if piece.path not in head_paths]
    known = [piece.has_tensors and not _is_fresh(piece, fresh) for piece in body]
    last_weight = max((index for index, knows in enumerate(known) if knows), default=-1)
    rungs = _joined(_grouped(body[: last_weight + 1]))
    heads = [piece for piece in pieces if piece.path in head_paths]
    head = Rung("head", body[last_weight + 1 :] + heads)
    owners = _owners(module, [*rungs, head], opened)
    labels = _labels(rungs)
    blocks = tuple(_block(rung, label, *owners[index]) for index, (rung, label) in enumerate(zip(rungs, labels, strict=True)))
    return blocks, _block(head, "Head", *owners[len(rungs)], name=head_paths[0])


def _is_fresh(piece: Piece, fresh: tuple[str, ...]) -> bool:
    return bool(fresh) and all(f"{piece.path}.{name}" in fresh for name, _ in piece.module.named_parameters())


def count_weight_layers(module: nn.Module) -> int:
    """How many convolutions and linear layers it holds; norms don't count."""
    return sum(any(is_matrix(parameter) for parameter in part.parameters(recurse=False)) for part in module.modules())


# ---- opening ---------------------------------------------------------------------------------------------------------


def _open_enough(module: nn.Module, trace: Trace, head_paths: tuple[str, ...]) -> tuple[list[Piece], list[str]]:
    """Pieces in the order of execution, and the paths of the modules that were opened to get them."""
    opened = {"", *(path[: dot.start()] for path in head_paths for dot in re.finditer(r"\.", path))}
    total = sum(parameter.numel() for parameter in module.parameters())
    while True:
        pieces = _ordered(module, trace, opened)
        chosen = _tangled(pieces, trace) or _too_large(pieces, head_paths, total)
        if not chosen:
            return pieces, sorted(opened)
        opened |= chosen


def _ordered(module: nn.Module, trace: Trace, opened: set[str]) -> list[Piece]:
    pieces = []
    for parent in opened:
        for name, child in module.get_submodule(parent).named_children():
            path = f"{parent}.{name}" if parent else name
            if path in opened:
                continue
            interval = trace.interval(path)
            if interval is None:  # its weights are used without calling it: it stands where the module around it begins
                began, _ = trace.interval(parent) or (0, 0)
                interval = (began, began)
            pieces.append(Piece(path, child, *interval))
    return sorted(pieces, key=lambda piece: (piece.first, piece.last))


def _tangled(pieces: list[Piece], trace: Trace) -> set[str]:
    """Lists that are never called as a whole and whose items work in turns with other pieces."""
    lists = [
        piece for piece in pieces if isinstance(piece.module, (nn.ModuleList, nn.ModuleDict)) and piece.path not in trace.calls
    ]
    return {
        piece.path
        for piece in lists
        if piece.weight_layers
        and any(other is not piece and other.weight_layers and _overlap(piece, other) for other in pieces)
    }


def _overlap(one: Piece, other: Piece) -> bool:
    return one.first <= other.last and other.first <= one.last


def _too_large(pieces: list[Piece], head_paths: tuple[str, ...], total: int) -> set[str]:
    """The piece to open next, if there are too few rungs or one holds nearly everything."""
    body = [piece for piece in pieces if piece.path not in head_paths]
    candidates = [piece for piece in body if piece.weight_layers >= 2 and any(True for _ in piece.module.children())]
    if not candidates:
        return set()
    largest = max(candidates, key=lambda piece: _size(piece.module))
    dominant = isinstance(largest.module, _CONTAINERS) and _size(largest.module) > DOMINANT_SHARE * total
    return {largest.path} if dominant or len(_grouped(body)) < FEWEST_RUNGS else set()


def _size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


# ---- grouping --------------------------------------------------------------------------------------------------------


def _grouped(body: list[Piece]) -> list[Rung]:
    """Pieces before the head, as rungs."""
    clusters = _clusters(body)
    kinds = [_kind(cluster) for cluster in clusters]
    units = [index for index, kind in enumerate(kinds) if kind == "unit"]
    while len(units) > 3 and _STEM_NAME.search(clusters[units[0]][0].name) and units[0] <= LONGEST_STEM:
        kinds[units.pop(0)] = "layer"
    first, last = (units[0], units[-1]) if units else (len(clusters), len(clusters))
    rungs = _run(clusters[:first], kinds[:first], "stem" if units else "layer")
    waiting: list[Piece] = []
    for cluster, kind in zip(clusters[first : last + 1], kinds[first : last + 1], strict=True):
        waiting += cluster
        if kind == "unit":
            rungs.append(Rung("unit", waiting))
            waiting = []
    return _attach(rungs, _run(clusters[last + 1 :], kinds[last + 1 :], "top"))


def _clusters(body: list[Piece]) -> list[list[Piece]]:
    """Layers that work in turns, or more than once with others between, can't be told apart in time: one cluster.

    What has no weights of its own (rotary positions, a shared norm) stands where it is called first.
    """
    clusters: list[list[Piece]] = []
    end = -1
    for piece in body:
        if clusters and piece.weight_layers and piece.first <= end:
            clusters[-1].append(piece)
        else:
            clusters.append([piece])
        if piece.weight_layers:
            end = max(end, piece.last)
    return clusters


def _kind(cluster: list[Piece]) -> str:
    weights = sum(piece.weight_layers for piece in cluster)
    return "unit" if weights >= 2 else "layer" if weights else "other"


def _run(clusters: list[list[Piece]], kinds: list[str], kind: str) -> list[Rung]:
    """A run of single layers before, after or instead of the units: one rung if it is short, else one a layer."""
    if not clusters:
        return []
    if kind != "layer" and kinds.count("layer") <= LONGEST_STEM:
        return [Rung(kind, [piece for cluster in clusters for piece in cluster])]
    rungs: list[Rung] = []
    for cluster, cluster_kind in zip(clusters, kinds, strict=True):
        if not rungs or (cluster_kind == "layer" and any(piece.weight_layers for piece in rungs[-1].pieces)):
            rungs.append(Rung("layer", list(cluster)))
        else:
            rungs[-1].pieces += cluster
    return rungs


def _attach(rungs: list[Rung], tail: list[Rung]) -> list[Rung]:
    """The tail becomes rungs of its own if it has weights; a lone norm joins the rung before it."""
    for rung in tail:
        if rungs and not any(piece.weight_layers for piece in rung.pieces):
            rungs[-1].pieces += rung.pieces
        else:
            rungs.append(rung)
    return rungs


def _joined(rungs: list[Rung]) -> list[Rung]:
    """At most MOST_RUNGS: neighbouring units are joined in equal numbers."""
    units = [rung for rung in rungs if rung.kind == "unit"]
    room = MOST_RUNGS - (len(rungs) - len(units))
    if len(rungs) <= MOST_RUNGS or room < 1:
        return rungs
    step = -(-len(units) // room)
    start = rungs.index(units[0])
    joined = [Rung("unit", [p for rung in units[i : i + step] for p in rung.pieces]) for i in range(0, len(units), step)]
    return rungs[:start] + joined + rungs[start + len(units) :]


# ---- naming ----------------------------------------------------------------------------------------------------------


def _labels(rungs: list[Rung]) -> list[str]:
    units = [rung for rung in rungs if rung.kind == "unit"]
    word = "Stage" if units and sum(_is_stage(rung) for rung in units) * 2 >= len(units) else "Block"
    counts: dict[str, int] = {}
    labels = []
    for rung in rungs:
        if rung.kind == "stem":
            labels.append(_stem_word(rung))
            continue
        if rung.kind == "top":
            pooler = any(piece.name == "pooler" for piece in rung.pieces)
            labels.append("Pooler" if pooler else f"Top {_layer_word(rung.pieces).lower()}")
            continue
        kind = word if rung.kind == "unit" else _layer_word(rung.pieces)
        counts[kind] = counts.get(kind, 0) + 1
        labels.append(f"{kind} {counts[kind]}")
    return labels


def _stem_word(rung: Rung) -> str:
    if any(isinstance(part, nn.Embedding) for piece in rung.pieces for part in piece.module.modules()):
        return "Embeddings"
    return "Patch embedding" if any(_PATCH_NAME.search(piece.name) for piece in rung.pieces) else "Stem"


def _is_stage(rung: Rung) -> bool:
    """Does it hold several blocks? Told by the list that holds them, or by its own name."""
    if any("stage" in piece.path for piece in rung.pieces):
        return True
    lists = [
        part for piece in rung.pieces for part in (piece.module, *piece.module.children()) if isinstance(part, _CONTAINERS)
    ]
    return any(part in [piece.module for piece in rung.pieces] or _unit_children(part) >= 2 for part in lists)


def _unit_children(module: nn.Module) -> int:
    return sum(count_weight_layers(child) >= 2 for child in module.children())


def _layer_word(pieces: Iterable[Piece]) -> str:
    parts = [part for piece in pieces for part in piece.module.modules()]
    convolution = any(isinstance(part, (nn.Conv1d, nn.Conv2d, nn.Conv3d)) for part in parts)
    linear = any(isinstance(part, nn.Linear) for part in parts)
    return "Layers" if convolution and linear else "Convolution" if convolution else "Linear layer"


# ---- owning ----------------------------------------------------------------------------------------------------------


def _owners(module: nn.Module, rungs: list[Rung], opened: list[str]) -> list[tuple[list[str], list[str]]]:
    """For each rung the names of its parameters and of its buffers.

    A tensor that hangs on an opened module (a class token) goes to the first rung beneath that module: from there on it
    is used.
    """
    rung_of = {piece.path: index for index, rung in enumerate(rungs) for piece in rung.pieces}
    first_beneath = {
        path: min((index for piece, index in rung_of.items() if not path or piece.startswith(f"{path}.")), default=0)
        for path in opened
    }

    def owner(name: str) -> int:
        path = name
        while path:
            path = path.rpartition(".")[0]
            if path in rung_of:
                return rung_of[path]
            if path in first_beneath:
                return first_beneath[path]
        return first_beneath[""]

    owned: list[tuple[list[str], list[str]]] = [([], []) for _ in rungs]
    for name, _ in module.named_parameters():
        owned[owner(name)][0].append(name)
    for name, _ in module.named_buffers():
        owned[owner(name)][1].append(name)
    return owned


def _block(rung: Rung, label: str, parameters: list[str], buffers: list[str], name: str | None = None) -> Block:
    first = next((piece.path for piece in rung.pieces if piece.weight_layers), rung.pieces[0].path)
    modules = tuple(piece.path for piece in rung.pieces)
    return Block(name or first, label, tuple(parameters), tuple(buffers), modules)
