"""torch.autograd: gradients of a graph."""

import importlib
import warnings

from torch._modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from torch._tensor import Tensor, _nones, raw


def _tuple(value):
    if value is None:
        return ()
    return (value,) if isinstance(value, Tensor) or _is_edge(value) else tuple(value)


def _is_edge(value):
    # of torch.autograd.graph, which needs this module
    return type(value).__name__ == "GradientEdge" and hasattr(value, "node")


def _standing(values, gradients=()):
    """The tensors of values: what is an edge of the graph is stood for by a tensor at it."""
    import torch

    made = []
    for i, one in enumerate(values):
        if _is_edge(one):
            given = gradients[i] if i < len(gradients) else None
            like = torch.empty(2) if given is None else given
            leaf = _host.nodes.variable(one.node._j)
            one = _host.nodes.at_edge(one.node._j, one.output_nr, like._j) if leaf is None else leaf
        made.append(one)
    return tuple(made)


def _raw(values):
    return [None if value is None else value._j for value in values]


def _check_counts(tensors, gradients):
    if gradients is not None and len(gradients) not in (0, len(tensors)):
        raise RuntimeError(f"got {len(tensors)} tensors and {len(gradients)} gradients")
    for gradient in gradients or ():
        if gradient is not None and not isinstance(gradient, Tensor):
            raise TypeError(
                f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
            )


def _check_outputs(outputs):
    if not all(isinstance(output, Tensor) or _is_edge(output) for output in outputs):
        raise AssertionError("Expected output to be a torch.Tensor")


def backward(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None,
    inputs=None,
):
    if inputs is not None and len(_tuple(inputs)) == 0:
        raise RuntimeError("`inputs` argument to `backward()` cannot be empty.")
    if grad_tensors is not None and not isinstance(grad_tensors, Tensor):
        grad_tensors = tuple(grad_tensors)
    if create_graph:
        warnings.warn(
            "Using backward() with create_graph=True will create a reference cycle between the "
            "parameter and its gradient which can cause a memory leak. We recommend using "
            "autograd.grad when creating the graph to avoid this. If you have to use this "
            "function, make sure to reset the .grad fields of your parameters to None after use "
            "to break the cycle and avoid the leak.",
            UserWarning,
            stacklevel=3,
        )
    _check_outputs(_tuple(tensors))
    _check_counts(_tuple(tensors), _tuple(grad_tensors))
    retain = create_graph if retain_graph is None else retain_graph
    _host.backward(
        _raw(_standing(_tuple(tensors), _tuple(grad_tensors))),
        _raw(_tuple(grad_tensors)),
        _raw(_standing(_tuple(inputs))),
        bool(retain),
        bool(create_graph),
    )


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True")
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    outputs, inputs = _tuple(outputs), _tuple(inputs)
    _check_outputs(outputs)
    for one in inputs:
        if _is_edge(one) and materialize_grads:
            raise RuntimeError(
                "materialize_grads cannot be used when the given input is a GradientEdge"
            )
        if not isinstance(one, Tensor) and not _is_edge(one):
            raise RuntimeError(
                "all inputs have to be Tensors or GradientEdges, but got " + type(one).__name__
            )
    if not inputs:
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.")
    _check_counts(outputs, _tuple(grad_outputs))
    outputs, inputs = _standing(outputs, _tuple(grad_outputs)), _standing(inputs)
    retain = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        return _batched(outputs, inputs, grad_outputs, retain, create_graph, allow_unused)
    found = _nones(
        _host.gradients(
            _raw(outputs),
            _raw(inputs),
            _raw(_tuple(grad_outputs)),
            bool(retain),
            bool(create_graph),
            bool(allow_unused),
        )
    )
    if materialize_grads:
        import torch

        return tuple(
            torch.zeros_like(i, requires_grad=create_graph) if g is None else g
            for g, i in zip(found, inputs)
        )
    return found


def _batched(outputs, inputs, grad_outputs, retain, create_graph, allow_unused):
    import torch

    seeds = _tuple(grad_outputs)
    rows = []
    for i in range(len(seeds[0])):
        keep = retain or i + 1 < len(seeds[0])
        rows.append(
            grad(outputs, inputs, [s[i] for s in seeds], keep, create_graph,
                 allow_unused=allow_unused)
        )
    return tuple(None if row[0] is None else torch.stack(row) for row in zip(*rows))


class detect_anomaly:
    """Looks for NaN in gradients, and tells where in the forward pass they come from."""

    def __init__(self, check_nan=True):
        self._check = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self):
        self._before = _host.hooks.detects_anomaly()
        _switch(True, self._check)

    def __exit__(self, kind, error, trace):
        _switch(self._before, self._check)
        return False


class set_detect_anomaly:
    def __init__(self, mode, check_nan=True):
        self._before = _host.hooks.detects_anomaly()
        _switch(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        _switch(self._before, True)
        return False


def _switch(on, check_nan):
    if on:
        _host.hooks.detect_anomaly(_where, bool(check_nan))
    else:
        _host.hooks.ignore_anomaly()


def _where():
    """The program's own frames, as a traceback prints them."""
    import traceback

    frames = [frame for frame in traceback.extract_stack() if not frame.filename.startswith("<")]
    return "".join(traceback.format_list(frames))


class _VariableMeta(type):
    def __instancecheck__(cls, instance):
        from torch._tensor import Tensor

        return isinstance(instance, Tensor)


class Variable(metaclass=_VariableMeta):
    """The older name of a tensor."""

    def __new__(cls, data=None, requires_grad=False, volatile=None):
        made = data.detach()
        made.requires_grad = requires_grad
        return made


_MODULES = ("function", "functional", "gradcheck", "graph", "anomaly_mode", "grad_mode",
            "profiler", "variable", "forward_ad")


def __getattr__(name):
    if name in ("Function",):
        return getattr(importlib.import_module("torch.autograd.function"), name)
    if name in ("gradcheck", "gradgradcheck"):
        # the functions hide their module, as in PyTorch
        module = importlib.import_module("torch.autograd.gradcheck")
        globals()["gradcheck"] = module.gradcheck
        globals()["gradgradcheck"] = module.gradgradcheck
        return globals()[name]
    if name in _MODULES:
        return importlib.import_module(f"torch.autograd.{name}")
    if name.startswith("_"):
        raise AttributeError(f"module 'torch.autograd' has no attribute '{name}'")
    from torch._missing import missing

    raise missing("torch.autograd", name)
