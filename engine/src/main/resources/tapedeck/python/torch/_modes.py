"""Switching the recording of gradients on and off."""

import functools

_CO_GENERATOR = 0x20


def is_grad_enabled():
    return _host.is_grad_enabled()


def is_inference_mode_enabled():
    return _host.is_inference()


def _is_generator_function(function):
    """As the standard library's inspect tells it, whose import takes a second."""
    while isinstance(function, functools.partial):
        function = function.func
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    return code is not None and bool(code.co_flags & _CO_GENERATOR)


def _decorated(function, mode):
    if _is_generator_function(function):

        @functools.wraps(function)
        def generator(*arguments, **keywords):
            # the mode holds while the generator runs, not while it waits
            running = function(*arguments, **keywords)
            try:
                with mode():
                    item = next(running)
                while True:
                    try:
                        received = yield item
                    except GeneratorExit:
                        with mode():
                            running.close()
                        raise
                    except BaseException as e:
                        with mode():
                            item = running.throw(e)
                    else:
                        with mode():
                            item = running.send(received)
            except StopIteration as end:
                return end.value

        return generator

    @functools.wraps(function)
    def wrapped(*arguments, **keywords):
        with mode():
            return function(*arguments, **keywords)

    return wrapped


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
        return _decorated(function, lambda: set_grad_enabled(enabled))


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
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool, not "
                + type(mode).__name__
            )
        self._enabled = mode
        self._before = _host.is_grad_enabled()
        _host.set_grad_enabled(self._enabled)

    def __enter__(self):
        _host.set_grad_enabled(self._enabled)

    def __repr__(self):
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self._enabled})"

    def __call__(self, function):
        _host.set_grad_enabled(self._before)
        return super().__call__(function)


class inference_mode:
    """New tensors take no part in autograd, now and later."""

    def __new__(cls, mode=True):
        made = super().__new__(cls)
        if callable(mode):
            made._enabled = True
            return made(mode)
        made._enabled = bool(mode)
        return made

    def __enter__(self):
        self._before = (_host.is_inference(), _host.is_grad_enabled())
        _host.set_inference(self._enabled)
        _host.set_grad_enabled(not self._enabled)

    def __exit__(self, kind, error, trace):
        inference, grad = self._before
        _host.set_inference(inference)
        _host.set_grad_enabled(grad)
        return False

    def __call__(self, function):
        enabled = self._enabled
        return _decorated(function, lambda: inference_mode(enabled))
