"""Calls that PyTorch's argument parser refuses, and what it says of them."""

from torch._out import into
from torch._tensor import Tensor, device, dtype, layout, memory_format

_MADE_IN_C = {
    "dtype": "torch.dtype", "device": "torch.device", "Size": "torch.Size",
    "layout": "torch.layout", "memory_format": "torch.memory_format",
    "Generator": "torch._C.Generator", "ndarray": "numpy.ndarray",
}
_KINDS = {
    bool: "bool", int: "int", float: "float", str: "string", dtype: "dtype", layout: "layout",
    memory_format: "memory_format", device: "device",
}


def type_name(value):
    """What PyTorch calls the type of a value."""
    if value is None:
        return "NoneType"
    kind = type(value)
    in_torch = (kind.__module__ or "").partition(".")[0] in ("torch", "numpy")
    return _MADE_IN_C.get(kind.__name__, kind.__name__) if in_torch else kind.__name__


def _kind(value):
    if value is None:
        return "none"
    known = _KINDS.get(type(value))
    if known is not None:
        return known
    if isinstance(value, Tensor):
        if value.dim() or value.requires_grad:
            return "tensor"
        integral = not value.dtype.is_floating_point and value.dtype._name != "bool"
        return "integer_tensor" if integral else "real_tensor"
    if value is float or value is int or value is bool:
        return "dtype"
    for base, kind in ((int, "int"), (float, "float"), (str, "string"), (tuple, "tuple"), (list, "list")):
        if isinstance(value, base):
            return kind
    if type_name(value) == "torch._C.Generator":
        return "generator"
    return "index" if hasattr(value, "__index__") else "other"


def _given(value):
    kind = _kind(value)
    if kind in ("tuple", "list"):
        return [kind, type_name(value), *[[_kind(item), type_name(item)] for item in value]]
    return [kind, type_name(value)]


def refuse(scope, name, arguments, keywords):
    """Raises what PyTorch raises if no signature of the function takes these arguments."""
    message = _host.calls.refusal(
        scope, name, [_given(argument) for argument in arguments], list(keywords),
        [_given(value) for value in keywords.values()],
    )
    if message is not None:
        raise TypeError(message) from None


def _types(arguments, keywords):
    """What the outcome depends on, apart from what tensors and lists hold."""
    types = [type(argument) for argument in arguments]
    if keywords:
        types += keywords
        types += [type(value) for value in keywords.values()]
    if tuple in types or list in types:
        values = (*arguments, *keywords, *keywords.values())
        types = ["sizes" if _is_sizes(value) else kind for value, kind in zip(values, types)]
    return types


def _is_sizes(value):
    return isinstance(value, (tuple, list)) and all(type(item) is int for item in value)


def checked(scope, name, function, given=None):
    """
    The function, refusing what PyTorch refuses; a method leaves its tensor out. Where PyTorch's
    own function is written in Python, `given` makes of the arguments those of the one it calls.
    """
    first = 1 if scope == "Tensor" else 0
    last = None

    def check(arguments, keywords):
        if given is None:
            refuse(scope, name, arguments[first:], keywords)
            return
        try:
            handed = given(*arguments, **keywords)
        except TypeError:
            return  # the function itself says better which argument is missing
        refuse(scope, name, handed, {})

    def call(*arguments, **keywords):
        nonlocal last
        if "out" in keywords and scope != "Tensor" and given is None:
            check(arguments, keywords)
            return into(name, call, arguments, keywords)
        types = _types(arguments, keywords)
        if types == last:
            return function(*arguments, **keywords)
        check(arguments, keywords)
        try:
            result = function(*arguments, **keywords)
        except Exception:
            check(arguments, keywords)
            raise
        # other lists that fit once may hold other things the next time
        last = None if tuple in types or list in types else types
        return result

    call.__name__ = call.__qualname__ = function.__name__
    call.__doc__ = function.__doc__
    return call


def bare(name, method):
    """The method, refusing arguments, of which it takes none."""

    def call(self, *arguments, **keywords):
        if arguments or keywords:
            refuse("Tensor", name, arguments, keywords)
        return method(self)

    call.__name__ = call.__qualname__ = name
    call.__doc__ = method.__doc__
    return call


_WITHOUT_ARGUMENTS = (
    "detach_ get_device is_complex is_inference is_signed retain_grad storage_offset tolist "
    "untyped_storage"
).split()
# asked too often, by the layers themselves, to be looked at each time
_ASKED_OFTEN = (
    "detach dim element_size is_contiguous is_floating_point item ndimension nelement numel size "
    "stride requires_grad_"
).split()
# PyTorch has them in Python, where nothing looks at the types of arguments
_IN_PYTHON = (
    "backward register_hook register_post_accumulate_grad_hook norm split "
    "einsum meshgrid tensordot cdist atleast_1d atleast_2d atleast_3d block_diag broadcast_tensors "
    "broadcast_shapes cartesian_prod chain_matmul unique unique_consecutive manual_seed "
    "initial_seed seed get_rng_state set_rng_state is_tensor storage share_memory_ "
    "stft svd_lowrank pca_lowrank apply_ map_ fork_rng from_numpy "
).split()

# the engine takes their sizes one by one as well, as their methods do
_OF_SIZES = "as_strided flip permute reshape rot90 split_with_sizes tile layer_norm".split()
_SIZED_METHODS = ("as_strided", "rot90", "split_with_sizes")


def guard(namespace, tensor):
    """Has what is written in Python, in torch and in its tensors, refuse what PyTorch refuses."""
    function = type(guard)
    for name, value in list(namespace.items()):
        if name in _OF_SIZES or _is_ours(name, value, function):
            namespace[name] = checked("torch", name, value)
    for name, value in list(tensor.__dict__.items()):
        if name in _WITHOUT_ARGUMENTS:
            setattr(tensor, name, bare(name, value))
        elif name in _SIZED_METHODS or (
            name not in _ASKED_OFTEN and _is_ours(name, value, function)
        ):
            setattr(tensor, name, checked("Tensor", name, value))


def guard_scope(namespace, scope, tools):
    """Has the functions of torch.linalg or torch.special refuse what PyTorch's own refuse."""
    function = type(guard)
    for name, value in list(namespace.items()):
        if isinstance(value, function) and not name.startswith("_") and name not in tools:
            namespace[name] = checked(scope, f"{scope}_{name}", value)


def _is_ours(name, value, function):
    """Whether it is a function that the table of operators does not refuse for."""
    return (
        isinstance(value, function)
        and not name.startswith("_")
        and name not in _IN_PYTHON
        and value.__code__.co_name not in ("engine_function", "engine_method")
        and value.__module__ in ("torch._functions", "torch._factories", "torch._tensor", "torch._compositions")
    )
