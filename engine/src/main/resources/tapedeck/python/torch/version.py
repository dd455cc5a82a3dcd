"""torch.version."""

__version__ = "2.13.0+cpu"
cuda = None
