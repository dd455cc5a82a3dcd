"""Whether a function runs inside of a transform: torch.func's, or vmap."""

_depth = 0


def active():
    return _depth > 0


def run(func, args, kwargs):
    """Calls a function that is being transformed."""
    global _depth
    _depth += 1
    try:
        return func(*args, **kwargs)
    finally:
        _depth -= 1


def check_marking():
    """Refuses what asks for gradients by hand, which the transforms do not see."""
    if active():
        raise RuntimeError(
            "You are attempting to call Tensor.requires_grad_() (or perhaps using "
            "torch.autograd.functional.* APIs) inside of a function being transformed by a "
            "functorch transform. This is unsupported, please attempt to use the functorch "
            "transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside "
            "of a function being transformed instead."
        )
