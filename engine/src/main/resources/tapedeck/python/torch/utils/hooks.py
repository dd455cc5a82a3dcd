"""torch.utils.hooks."""

from torch._tensor import RemovableHandle
