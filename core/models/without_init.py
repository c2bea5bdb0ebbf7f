"""Build a network without drawing random weights, where they are about to be overwritten: seconds saved on large ones."""

from typing import Any

from torch import Tensor
from torch.nn import init
from torch.overrides import TorchFunctionMode

_DRAWS = {
    Tensor.normal_,
    Tensor.uniform_,
    Tensor.erfinv_,
    init.normal_,
    init.uniform_,
    init.trunc_normal_,
    init.kaiming_normal_,
    init.kaiming_uniform_,
}


class WithoutInit(TorchFunctionMode):
    """Inside this context random in-place draws leave a tensor as it is.

    What is deterministic (ones in a norm, computed buffers) happens as always. Only for networks whose every tensor is
    loaded afterwards and checked to be, or whose values don't matter.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in _DRAWS:
            return args[0] if args else kwargs["tensor"]
        return func(*args, **(kwargs or {}))
