"""Windows of signals: the sums of cosines and triangles of torch.hann_window and its kin."""

import math

from torch._factories import arange, empty, leaf, ones


def _window(name):
    """Takes the keywords that all windows have, and cuts a periodic one out of a longer one."""

    def decorate(shape):
        def window(
            window_length, periodic=True, *arguments, dtype=None, device=None, layout=None,
            pin_memory=False, requires_grad=False, **keywords,
        ):
            if window_length < 0:
                raise RuntimeError(f"{name} requires non-negative window_length, got window_length={window_length}")
            if window_length < 2:
                made = (ones if window_length else empty)(window_length, dtype=dtype, device=device)
                return leaf(made, requires_grad)
            count = window_length + 1 if periodic else window_length
            steps = arange(0.0, count, dtype=dtype, device=device)
            made = shape(steps, count - 1, *arguments, **keywords)
            made = made[:window_length].contiguous() if periodic else made
            return leaf(made, requires_grad)

        window.__name__ = window.__qualname__ = name
        return window

    return decorate


@_window("hamming_window")
def hamming_window(steps, last, alpha=0.54, beta=0.46):
    return steps.mul_(math.pi * 2 / last).cos_().mul_(-beta).add_(alpha)


@_window("hann_window")
def hann_window(steps, last):
    return steps.mul_(math.pi * 2 / last).cos_().mul_(-0.5).add_(0.5)


@_window("blackman_window")
def blackman_window(steps, last):
    steps.mul_(math.pi / last)
    return steps.mul(4).cos_().mul_(0.08) - steps.mul(2).cos_().mul_(0.5) + 0.42


@_window("bartlett_window")
def bartlett_window(steps, last):
    steps.mul_(2 / last)
    steps[last // 2 + 1 :].mul_(-1).add_(2)
    return steps


@_window("kaiser_window")
def kaiser_window(steps, last, beta=12.0):
    place = steps.mul_(2 / last).sub_(1)
    whole = steps.new_tensor(beta).i0_()
    return (1 - place.square()).clamp_(min=0).sqrt_().mul_(beta).i0_().div_(whole)
