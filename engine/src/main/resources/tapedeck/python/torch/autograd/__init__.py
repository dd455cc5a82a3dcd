"""torch.autograd: gradients of a graph."""

import importlib
import operator

from torch import _transforms, _warnings
from torch._modes import enable_grad, inference_mode, no_grad, set_grad_enabled
from torch._tensor import Tensor, _nones, raw


def _is_edge(value):
    # of torch.autograd.graph, which needs this module
    return (
        not isinstance(value, Tensor)
        and type(value).__name__ == "GradientEdge"
        and hasattr(value, "node")
    )


def _tuple(value):
    return (value,) if isinstance(value, Tensor) or _is_edge(value) else tuple(value)


def _inputs(inputs, function):
    if type(inputs) is dict:
        inputs = tuple(inputs.values())
    elif isinstance(inputs, _mapping()):
        raise TypeError(
            f"`inputs` argument to `{function}()` must be a dict, not {type(inputs).__name__}. "
            "Other Mapping types are not supported."
        )
    else:
        inputs = _tuple(inputs)
    if not inputs:
        raise RuntimeError(f"`inputs` argument to `{function}()` cannot be empty.")
    return inputs


def _mapping():
    from collections.abc import Mapping

    return Mapping


def _seeds(outputs, gradients, batched=False):
    """The vectors of the vector-Jacobian products, one for each output that has one."""
    if gradients is None:
        gradients = (None,) * len(outputs)
    gradients = _tuple(gradients)
    made = []
    for i, (output, gradient) in enumerate(zip(outputs, gradients)):
        if not isinstance(output, Tensor) and not _is_edge(output):
            raise AssertionError("Expected output to be a torch.Tensor")
        if gradient is None:
            made.append(_one(output))
        elif isinstance(gradient, Tensor):
            _check_shape(i, output, gradient, batched)
            made.append(gradient)
        else:
            raise TypeError(
                f"gradients can be either Tensors or None, but got {type(gradient).__name__}"
            )
    return tuple(made)


def _one(output):
    if isinstance(output, Tensor):
        if output.requires_grad and output.numel() != 1:
            raise RuntimeError(_NOT_SCALAR)
        # the engine starts from a one of its own
        return None
    like = output.like()
    if like.numel() != 1:
        raise RuntimeError(_NOT_SCALAR)
    with no_grad():
        return torch.ones_like(like)


_NOT_SCALAR = "grad can be implicitly created only for scalar outputs"


def _check_shape(i, output, gradient, batched):
    shape = (output.like() if _is_edge(output) else output).shape
    first = gradient[0] if batched else gradient
    if first.shape == shape:
        return
    if batched:
        raise RuntimeError(
            "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as "
            "the batch dimension. The sizes of the remaining dimensions are expected to match the "
            f"shape of corresponding output, but a mismatch was detected: grad_output[{i}] has a "
            f"shape of {first.shape[1:]} and output[{i}] has a shape of {shape}. If you only want "
            "some tensors in `grad_output` to be considered batched, consider using vmap."
        )
    raise RuntimeError(
        f"Mismatch in shape: grad_output[{i}] has a shape of {first.shape} and output[{i}] has a "
        f"shape of {shape}."
    )


def _check_roots(outputs, seeds):
    if len(outputs) != len(seeds):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(seeds)} gradients")
    for i, one in enumerate(outputs):
        if isinstance(one, Tensor) and not one.requires_grad:
            raise RuntimeError(
                f"element {i} of tensors does not require grad and does not have a grad_fn"
            )


def _check_inputs(inputs):
    for one in inputs:
        if _is_edge(one):
            one.check()
        elif not isinstance(one, Tensor):
            raise RuntimeError(
                "all inputs have to be Tensors or GradientEdges, but got " + type(one).__name__
            )


def _standing(values, gradients=()):
    """The tensors of values: what is an edge of the graph is stood for by a tensor at it."""
    made = []
    for i, one in enumerate(values):
        if _is_edge(one):
            like = gradients[i] if i < len(gradients) else one.like()
            leaf = _host.nodes.variable(one.node._j)
            one = _host.nodes.at_edge(one.node._j, one.output_nr, like._j) if leaf is None else leaf
        made.append(one)
    return tuple(made)


def _switched(value):
    """A switch as C takes it: whatever stands for a whole number."""
    return bool(operator.index(value))


def _raw(values):
    return [None if value is None else value._j for value in values]


def backward(
    tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None,
    inputs=None,
):
    if _transforms.active():
        raise RuntimeError(
            "backward() called inside a functorch transform. This is not supported, please use "
            "functorch.grad or functorch.vjp instead or call backward() outside of functorch "
            "transforms."
        )
    plain = grad_tensors is grad_variables is inputs is None and create_graph is False
    if plain and type(tensors) is Tensor and (retain_graph is None or retain_graph is True):
        # what nearly every program does; the engine says by itself what is wrong with the tensor
        _host.backward([tensors._j], [None], [], retain_graph is True, False)
        return
    if grad_variables is not None:
        _warnings.warn(
            "`grad_variables` is deprecated. Use `grad_tensors` instead.",
            FutureWarning,
        )
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments both passed to "
                "`backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    inputs = () if inputs is None else _inputs(inputs, "backward")
    tensors = _tuple(tensors)
    seeds = _seeds(tensors, grad_tensors)
    if create_graph:
        _warnings.warn(
            "Using backward() with create_graph=True will create a reference cycle between the "
            "parameter and its gradient which can cause a memory leak. We recommend using "
            "autograd.grad when creating the graph to avoid this. If you have to use this "
            "function, make sure to reset the .grad fields of your parameters to None after use "
            "to break the cycle and avoid the leak.",
            UserWarning,
        )
    _check_roots(tensors, seeds)
    _check_inputs(inputs)
    retain = create_graph if retain_graph is None else retain_graph
    _host.backward(
        _raw(_standing(tensors, seeds)),
        _raw(seeds),
        _raw(_standing(inputs)),
        _switched(retain),
        _switched(create_graph),
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
        raise ValueError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
            "allow_unused=False."
        )
    allow_unused = materialize_grads if allow_unused is None else allow_unused
    names = inputs.keys() if type(inputs) is dict else None
    outputs, inputs = _tuple(outputs), _inputs(inputs, "grad")
    if not only_inputs:
        _warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults to True). To "
            "accumulate gradient for other parts of the graph, please use torch.autograd.backward.",
            FutureWarning,
        )
    seeds = _seeds(outputs, grad_outputs, is_grads_batched)
    _check_roots(outputs, seeds)
    _check_inputs(inputs)
    retain = create_graph if retain_graph is None else retain_graph
    find = _batched if is_grads_batched else _found
    found = find(outputs, inputs, seeds, retain, create_graph, allow_unused)
    if materialize_grads:
        found = tuple(_materialized(g, i, create_graph) for g, i in zip(found, inputs))
    return found if names is None else dict(zip(names, found))


def _found(outputs, inputs, seeds, retain, create_graph, allow_unused):
    return _nones(
        _host.gradients(
            _raw(_standing(outputs, seeds)),
            _raw(_standing(inputs)),
            _raw(seeds),
            _switched(retain),
            _switched(create_graph),
            _switched(allow_unused),
        )
    )


def _batched(outputs, inputs, seeds, retain, create_graph, allow_unused):
    import torch

    count = len(seeds[0])
    rows = [
        _found(
            outputs, inputs, [s[i] for s in seeds], bool(retain) or i + 1 < count, create_graph,
            allow_unused,
        )
        for i in range(count)
    ]
    return tuple(None if row[0] is None else torch.stack(row) for row in zip(*rows))


def _materialized(gradient, value, create_graph):
    import torch

    if gradient is None and _is_edge(value):
        raise RuntimeError(
            "materialize_grads cannot be used when the given input is a GradientEdge"
        )
    return torch.zeros_like(value, requires_grad=create_graph) if gradient is None else gradient


def _check_switches(on, check_nan):
    for i, (name, value) in enumerate((("enabled", on), ("check_nan", check_nan))):
        if type(value) is not bool:
            raise TypeError(
                f"set_anomaly_enabled(): argument '{name}' (position {i + 1}) must be bool, not "
                f"{type(value).__name__}"
            )


class detect_anomaly:
    """Looks for NaN in gradients, and tells where in the forward pass they come from."""

    def __init__(self, check_nan=True):
        self._check = check_nan
        self._before = _host.hooks.detects_anomaly(), _host.hooks.checks_nan()
        _warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should "
            "only be enabled for debugging.",
            UserWarning,
        )

    def __enter__(self):
        _switch(True, self._check)

    def __exit__(self, kind, error, trace):
        _switch(*self._before)


class set_detect_anomaly:
    """Switches that looking on or off, for good or for the length of a block."""

    def __init__(self, mode, check_nan=True):
        self._before = _host.hooks.detects_anomaly(), _host.hooks.checks_nan()
        _switch(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        _switch(*self._before)


def _switch(on, check_nan):
    _check_switches(on, check_nan)
    if on:
        _host.hooks.detect_anomaly(_where, check_nan)
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
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}")
        made = data.detach()
        made.requires_grad = requires_grad
        return made


class _ExecutionEngine:
    """What autograd's engine lets a program ask of it."""

    @staticmethod
    def queue_callback(callback):
        raise _no_pass("Final callbacks can only be installed during backward pass.")


def _no_pass(refusal):
    """What is said outside of a backward pass; inside it is not supported."""
    if _host.hooks.running_pass() == 0:
        return RuntimeError(refusal)
    return NotImplementedError("callbacks of autograd's engine are not supported by Tapedeck")


Variable._execution_engine = _ExecutionEngine()

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
