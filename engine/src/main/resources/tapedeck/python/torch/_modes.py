"""Switching the recording of gradients on and off."""

import functools


def is_grad_enabled():
    return _host.is_grad_enabled()


class _GradMode:
    """A mode that holds for a `with` block, or for the calls of a decorated function."""

    _enabled = True

    def __enter__(self):
        self._before = _host.is_grad_enabled()
        _host.set_grad_enabled(self._enabled)

    def __exit__(self, kind, error, trace):
        _host.set_grad_enabled(self._before)
        return False

    def __call__(self, function):
        enabled = self._enabled

        @functools.wraps(function)
        def wrapped(*arguments, **keywords):
            with set_grad_enabled(enabled):
                return function(*arguments, **keywords)

        return wrapped


class no_grad(_GradMode):
    _enabled = False

    def __new__(cls, function=None):
        made = super().__new__(cls)
        return made if function is None else made(function)


class enable_grad(_GradMode):
    def __new__(cls, function=None):
        made = super().__new__(cls)
        return made if function is None else made(function)


class set_grad_enabled(_GradMode):
    """Takes effect at once, and is undone at the end of a `with` block."""

    def __init__(self, mode):
        self._enabled = bool(mode)
        self._before = _host.is_grad_enabled()
        _host.set_grad_enabled(self._enabled)

    def __enter__(self):
        _host.set_grad_enabled(self._enabled)
