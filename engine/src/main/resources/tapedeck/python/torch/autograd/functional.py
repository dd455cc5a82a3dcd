"""torch.autograd.functional: Jacobians, Hessians, and their products with vectors."""

import torch
from torch._tensor import Tensor

_NO_VECTOR = (
    "The vector v can only be None if {} a single Tensor with a single element."
)
_NEEDS_DIFFERENTIABLE = {
    "hessian": (
        "The hessian of the user-provided function with respect to input {} is independent of the "
        "input. This is not allowed in strict mode. You should ensure that your function is thrice "
        "differentiable and that the hessian depends on the inputs."
    ),
    "jacobian": (
        "While computing the hessian, found that the jacobian of the user-provided function with "
        "respect to input {} is independent of the input. This is not allowed in strict mode. You "
        "should ensure that your function is twice differentiable and that the jacobian depends on "
        "the inputs (this would be violated by a linear function for example)."
    ),
    "grad_inputs": (
        "The gradient with respect to input {} is independent of the inputs of the user-provided "
        "function. This is not allowed in strict mode."
    ),
    "outputs": (
        "Output {} of the user-provided function does not require gradients. The outputs must be "
        "computed in a differentiable manner from the input when running in strict mode."
    ),
}
_INDEPENDENT = {
    "back": (
        "The output of the user-provided function is independent of input {}. This is not allowed "
        "in strict mode."
    ),
    "back_trick": (
        "The gradient with respect to the input is independent of entry {} in the grad_outputs "
        "when using the double backward trick to compute forward mode gradients. This is not "
        "allowed in strict mode."
    ),
    "double_back": (
        "The jacobian of the user-provided function is independent of input {}. This is not "
        "allowed in strict mode."
    ),
    "double_back_trick": (
        "The hessian of the user-provided function is independent of entry {} in the "
        "grad_jacobian. This is not allowed in strict mode as it prevents from using the double "
        "backward trick to replace forward mode AD."
    ),
}
_FIXED = (
    "The {} of the user-provided function is independent of input {}. This is not allowed in "
    "strict mode when create_graph=True."
)


def _as_tuple(value, name, function):
    """The tensors as a tuple, and whether they were one."""
    several = isinstance(value, tuple)
    items = value if several else (value,)
    for i, item in enumerate(items):
        if not isinstance(item, Tensor):
            place = f"value at index {i}" if several else f"given {name}"
            raise TypeError(
                f"The {name} given to {function} must be either a Tensor or a tuple of Tensors "
                f"but the {place} has type {type(item)}."
            )
    return items, several


def _prepared(inputs, create_graph, need_graph=True):
    """The inputs as tensors of their own, which the function cannot change."""
    return tuple(
        i.view_as(i) if create_graph and i.requires_grad else i.detach().requires_grad_(need_graph)
        for i in inputs
    )


def _finished(values, create_graph):
    if isinstance(values, tuple):
        return tuple(_finished(value, create_graph) for value in values)
    return values if create_graph else values.detach()


def _as_given(values, several):
    return values if several else values[0]


def _check_vector(v, likes, several):
    if len(v) != len(likes):
        if several:
            raise RuntimeError(
                f"v is a tuple of invalid length: should be {len(likes)} but got {len(v)}."
            )
        raise RuntimeError("The given v should contain a single Tensor.")
    for i, (one, like) in enumerate(zip(v, likes)):
        if one.size() != like.size():
            place = f"Entry {i} in " if several else ""
            raise RuntimeError(
                f"{place}v has invalid size: should be {like.size()} but got {one.size()}."
            )


def _vector(v, likes, several, create_graph, function, what):
    """The vector of a product, None where its only element is 1."""
    if v is None:
        if len(likes) != 1 or likes[0].nelement() != 1:
            raise RuntimeError(_NO_VECTOR.format(what))
        return None
    v, _ = _as_tuple(v, "v", function)
    v = _prepared(v, create_graph, need_graph=False)
    _check_vector(v, likes, several)
    return v


def _check_differentiable(values, kind, strict):
    if strict:
        for i, one in enumerate(values):
            if one is None:
                raise RuntimeError(_INDEPENDENT["back"].format(i))
            if not one.requires_grad:
                raise RuntimeError(_NEEDS_DIFFERENTIABLE[kind].format(i))


def _gradients(outputs, inputs, seeds=None, create_graph=False, retain_graph=None):
    """The gradients of those outputs that have any, None for inputs that they do not depend on."""
    seeds = (None,) * len(outputs) if seeds is None else seeds
    pairs = [(o, s) for o, s in zip(outputs, seeds) if o is not None and o.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    return torch.autograd.grad(
        [o for o, _ in pairs], inputs, [s for _, s in pairs], allow_unused=True,
        create_graph=create_graph, retain_graph=retain_graph,
    )


def _filled(gradients, likes, strict, create_graph, stage):
    """The gradients with zeros for what is missing."""
    filled = []
    for i, (gradient, like) in enumerate(zip(gradients, likes)):
        if gradient is None:
            if strict:
                raise RuntimeError(_INDEPENDENT[stage].format(i))
            gradient = torch.zeros_like(like)
        elif strict and create_graph and not gradient.requires_grad:
            what = "hessian" if stage.startswith("double") else "jacobian"
            raise RuntimeError(_FIXED.format(what, i))
        filled.append(gradient)
    return tuple(filled)


def _mode(create_graph):
    return torch.set_grad_enabled(create_graph or torch.is_grad_enabled())


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        inputs, several = _as_tuple(inputs, "inputs", "vjp")
        inputs = _prepared(inputs, create_graph)
        outputs, several_outputs = _as_tuple(
            func(*inputs), "outputs of the user-provided function", "vjp"
        )
        _check_differentiable(outputs, "outputs", strict)
        v = _vector(v, outputs, several_outputs, create_graph, "vjp",
                    "the user-provided function returns")
    with _mode(create_graph):
        found = _gradients(outputs, inputs, v, create_graph)
        found = _filled(found, inputs, strict, create_graph, "back")
    outputs = _finished(outputs, create_graph)
    return _as_given(outputs, several_outputs), _as_given(_finished(found, create_graph), several)


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        inputs, several = _as_tuple(inputs, "inputs", "jvp")
        inputs = _prepared(inputs, create_graph)
        v = _vector(v, inputs, several, create_graph, "jvp",
                    "the input to the user-provided function is")
        outputs, several_outputs = _as_tuple(
            func(*inputs), "outputs of the user-provided function", "jvp"
        )
        _check_differentiable(outputs, "outputs", strict)
        # the transpose of the transpose: the vector-Jacobian product differentiated by its vector
        seeds = tuple(torch.zeros_like(o, requires_grad=True) for o in outputs)
        slopes = _gradients(outputs, inputs, seeds, create_graph=True)
        _check_differentiable(slopes, "grad_inputs", strict)
    with _mode(create_graph):
        found = _gradients(slopes, seeds, v, create_graph)
        found = _filled(found, outputs, strict, create_graph, "back_trick")
    outputs, found = _finished(outputs, create_graph), _finished(found, create_graph)
    return _as_given(outputs, several_outputs), _as_given(found, several_outputs)


def _check_strategy(create_graph, strict, vectorize):
    """What is refused where derivatives are to be taken forwards."""
    if create_graph:
        raise NotImplementedError(
            "torch.autograd.functional.jacobian: `create_graph=True` and "
            '`strategy="forward-mode"` are not supported together (yet). Please either set '
            '`create_graph=False` or `strategy="reverse-mode"`.'
        )
    if strict:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and "
            '`strategy="forward-mode"` are not supported together (yet). Please either set '
            '`strict=False` or `strategy="reverse-mode"`.'
        )
    if not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian is"
            "only implemented for `vectorize=True`."
        )


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False,
             strategy="reverse-mode"):
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your '
            'function has more outputs than inputs, "forward-mode" tends to be more performant. '
            'Otherwise, prefer to use "reverse-mode".'
        )
    if strategy == "forward-mode":
        _check_strategy(create_graph, strict, vectorize)
    with torch.enable_grad():
        inputs, several = _as_tuple(inputs, "inputs", "jacobian")
        inputs = _prepared(inputs, create_graph)
        outputs, several_outputs = _as_tuple(
            func(*inputs), "outputs of the user-provided function", "jacobian"
        )
        _check_differentiable(outputs, "outputs", strict)
        if vectorize and strict:
            raise RuntimeError(
                "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not "
                "supported together. Please either set `strict=False` or `vectorize=False`."
            )
        blocks = tuple(
            _as_given(_finished(_rows(o, i, inputs, create_graph, strict), create_graph), several)
            for i, o in enumerate(outputs)
        )
    return _as_given(blocks, several_outputs)


def _rows(output, number, inputs, create_graph, strict):
    """The Jacobian of one output by each input, one backward pass for each element."""
    rows = [[] for _ in inputs]
    for k in range(output.nelement()):
        found = _gradients(
            (output.reshape(-1)[k],), inputs, create_graph=create_graph, retain_graph=True
        )
        for i, (row, gradient, like) in enumerate(zip(rows, found, inputs)):
            if gradient is None:
                if strict:
                    raise RuntimeError(
                        f"Output {number} of the user-provided function is independent of input "
                        f"{i}. This is not allowed in strict mode."
                    )
                gradient = torch.zeros_like(like)
            elif strict and create_graph and not gradient.requires_grad:
                raise RuntimeError(_FIXED.format("jacobian", number))
            row.append(gradient)
    return tuple(
        (torch.stack(row, dim=0) if row else like.new_zeros(0, *like.size())).view(
            output.size() + like.size()
        )
        for row, like in zip(rows, inputs)
    )


def _check_scalar(output, several, function):
    if several or not isinstance(output, Tensor):
        raise RuntimeError(f"The function given to {function} should return a single Tensor")
    if output.nelement() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {function} should contain a single "
            "element"
        )


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False,
            outer_jacobian_strategy="reverse-mode"):
    inputs, several = _as_tuple(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError('Expected strategy to be either "forward-mode" or "reverse-mode".')

    def scalar(*arguments):
        out = func(*arguments)
        outputs, several_outputs = _as_tuple(
            out, "outputs of the user-provided function", "hessian"
        )
        _check_differentiable(outputs, "outputs", strict)
        _check_scalar(out, several_outputs, "hessian")
        return out.squeeze()

    def slopes(*arguments):
        found = jacobian(scalar, arguments, create_graph=True)
        _check_differentiable(found, "jacobian", strict)
        return found

    found = jacobian(
        slopes, inputs, create_graph=create_graph, strict=strict, vectorize=vectorize,
        strategy=outer_jacobian_strategy,
    )
    return _as_given(tuple(_as_given(block, several) for block in found), several)


def _slopes(func, inputs, v, create_graph, strict, function):
    """The inputs, the vector, the output and its gradient by the inputs."""
    inputs, several = _as_tuple(inputs, "inputs", function)
    inputs = _prepared(inputs, create_graph)
    v = _vector(v, inputs, several, create_graph, function,
                "the input to the user-provided function is")
    output = func(*inputs)
    outputs, several_outputs = _as_tuple(
        output, "outputs of the user-provided function", function
    )
    _check_differentiable(outputs, "outputs", strict)
    _check_scalar(output, several_outputs, function)
    found = _gradients(outputs, inputs, create_graph=True)
    _check_differentiable(found, "jacobian", strict)
    return inputs, several, v, output, found


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        inputs, several, v, output, slopes = _slopes(func, inputs, v, create_graph, strict, "vhp")
    with _mode(create_graph):
        found = _gradients(slopes, inputs, v, create_graph)
        found = _filled(found, inputs, strict, create_graph, "double_back")
    return _finished(output, create_graph), _as_given(_finished(found, create_graph), several)


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        inputs, several, v, output, slopes = _slopes(func, inputs, v, create_graph, strict, "hvp")
        seeds = tuple(torch.zeros_like(i, requires_grad=True) for i in inputs)
        products = _gradients(slopes, inputs, seeds, create_graph=True)
        _check_differentiable(products, "hessian", strict)
    with _mode(create_graph):
        found = _gradients(products, seeds, v, create_graph)
        found = _filled(found, inputs, strict, create_graph, "double_back_trick")
    return _finished(output, create_graph), _as_given(_finished(found, create_graph), several)
