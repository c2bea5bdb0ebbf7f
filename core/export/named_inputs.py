"""Networks whose inputs have the names under which they are exported; every family calls its own differently."""

import torch
from torch import Tensor, nn


class NamedPictures(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, pictures: Tensor) -> Tensor:
        """(N, 3, S, S) float32 to logits (N, C)."""
        logits: Tensor = self.network(pictures)
        return logits


class NamedTexts(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Both (N, T) int64, to logits (N, C)."""
        logits: Tensor = self.network(torch.stack([input_ids, attention_mask], dim=1))
        return logits
