"""torch.mps: there is none."""


def is_available():
    return False
