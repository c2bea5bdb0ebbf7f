"""Build a network without drawing random weights, where they are about to be overwritten: seconds saved on large ones."""

from typing import Any

from torch import Tensor
from torch.nn import init
from torch.overrides import TorchFunctionMode

_DRAWS = {Tensor.normal_, Tensor.uniform_, Tensor.erfinv_}
_INITIALISERS = {init.normal_, init.uniform_, init.kaiming_normal_, init.kaiming_uniform_}


class WithoutInit(TorchFunctionMode):
    """Inside this context random draws into a tensor cost nothing, or next to nothing where zeros stand in for them:
    truncated draws are repeated until they fall into their range, and zero does.

    What is deterministic (ones in a norm, computed buffers) happens as always. Only for networks whose every tensor is
    loaded afterwards and checked to be, or whose values don't matter.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in _INITIALISERS:
            return args[0] if args else kwargs["tensor"]
        if func in _DRAWS:
            return args[0].zero_()
        return func(*args, **(kwargs or {}))
