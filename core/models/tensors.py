"""Telling parameters apart by their shape."""

from torch import Tensor


def is_matrix(tensor: Tensor) -> bool:
    """Is it the weight of a convolution or a linear layer, and not a norm, a bias, a scale or a token?

    Those are vectors, however many sides of length 1 they have.
    """
    return sum(side > 1 for side in tensor.shape) > 1
