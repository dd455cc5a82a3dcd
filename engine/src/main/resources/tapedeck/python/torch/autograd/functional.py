"""torch.autograd.functional: Jacobians, Hessians, and their products with vectors."""

import torch
from torch._tensor import Tensor


def _as_tuple(value, name, function):
    single = isinstance(value, Tensor)
    items = (value,) if single else tuple(value) if isinstance(value, (tuple, list)) else None
    if items is None or not all(isinstance(item, Tensor) for item in items):
        raise TypeError(
            f"The {name} given to {function} must be either a Tensor or a tuple of Tensors but "
            f"the given {name} has type {type(value)}."
        )
    return items, single


def _vectors(v, likes, function):
    """The vectors of a product, one for each tensor of `likes`."""
    items, _ = _as_tuple(v, "v", function)
    if len(items) != len(likes):
        raise RuntimeError(
            f"v is a tuple of invalid length: should be {len(likes)} but got {len(items)}."
        )
    for i, (item, like) in enumerate(zip(items, likes)):
        if item.shape != like.shape:
            place = f"Entry {i} in v" if len(items) > 1 else "v"
            raise RuntimeError(
                f"{place} has invalid size: should be {like.shape} but got {item.shape}."
            )
    return items


def _prepared(inputs, create_graph):
    if create_graph:
        return tuple(i.view_as(i) if i.requires_grad else i.detach().requires_grad_() for i in inputs)
    return tuple(i.detach().clone().requires_grad_() for i in inputs)


def _finished(values, create_graph):
    return tuple(v if create_graph else v.detach() for v in values)


def _gradients(output, inputs, seed, create_graph, strict=False, retain=True):
    if not output.requires_grad:
        if strict:
            raise RuntimeError(
                "Output 0 of the user-provided function does not require gradients. The outputs "
                "must be computed in a differentiable manner from the input when running in "
                "strict mode."
            )
        return tuple(torch.zeros_like(i) for i in inputs)
    found = torch.autograd.grad(
        output, inputs, seed, retain_graph=retain, create_graph=create_graph, allow_unused=True
    )
    if strict and any(g is None for g in found):
        raise RuntimeError(
            "Output 0 of the user-provided function is independent of input 0. This is not "
            "allowed in strict mode."
        )
    return tuple(torch.zeros_like(i) if g is None else g for g, i in zip(found, inputs))


def _single(values, single):
    return values[0] if single else tuple(values)


def vjp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        items, single = _as_tuple(inputs, "inputs", "vjp")
        items = _prepared(items, create_graph)
        outputs = func(*items)
        results, single_output = _as_tuple(outputs, "outputs of the user-provided function", "vjp")
        if v is None:
            if len(results) != 1 or results[0].numel() != 1:
                raise RuntimeError(
                    "The vector v can only be None if the user-provided function returns a "
                    "single Tensor with a single element."
                )
            seeds = [torch.ones_like(results[0])]
        else:
            seeds = _vectors(v, results, "vjp")
        total = sum((r * s).sum() for r, s in zip(results, seeds))
        found = _gradients(total, items, None, create_graph, strict)
    return (
        _single(_finished(results, create_graph), single_output),
        _single(_finished(found, create_graph), single),
    )


def jvp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        items, _ = _as_tuple(inputs, "inputs", "jvp")
        items = _prepared(items, create_graph)
        if v is None:
            directions = [torch.ones_like(i) for i in items]
        else:
            directions = _vectors(v, items, "jvp")
        outputs = func(*items)
        results, single = _as_tuple(outputs, "outputs of the user-provided function", "jvp")
        seeds = [torch.zeros_like(r, requires_grad=True) for r in results]
        # the transpose of the transpose: differentiate the vector-Jacobian product by its vector
        parts = [
            _gradients(r, items, s, True, strict) for r, s in zip(results, seeds)
        ]
        sums = sum((g * d).sum() for row in parts for g, d in zip(row, directions))
        found = _gradients(sums, seeds, None, create_graph)
    return (
        _single(_finished(results, create_graph), single),
        _single(_finished(found, create_graph), single),
    )


def jacobian(func, inputs, create_graph=False, strict=False, vectorize=False,
             strategy="reverse-mode"):
    with torch.enable_grad():
        items, single = _as_tuple(inputs, "inputs", "jacobian")
        items = _prepared(items, create_graph)
        outputs = func(*items)
        results, single_output = _as_tuple(
            outputs, "outputs of the user-provided function", "jacobian"
        )
        blocks = []
        for result in results:
            rows = [[] for _ in items]
            flat = result.reshape(-1)
            for k in range(result.numel()):
                found = _gradients(flat[k], items, None, create_graph, strict)
                for row, gradient in zip(rows, found):
                    row.append(gradient)
            blocks.append(
                tuple(
                    (
                        torch.stack(row) if row else i.new_zeros(0, *i.shape)
                    ).view(*result.shape, *i.shape)
                    for row, i in zip(rows, items)
                )
            )
    blocks = [_finished(block, create_graph) for block in blocks]
    blocks = [block[0] if single else block for block in blocks]
    return blocks[0] if single_output else tuple(blocks)


def hessian(func, inputs, create_graph=False, strict=False, vectorize=False,
            outer_jacobian_strategy="reverse-mode"):
    items, single = _as_tuple(inputs, "inputs", "hessian")

    def scalar(*arguments):
        out = func(*arguments)
        if not isinstance(out, Tensor):
            raise RuntimeError(
                "The function given to hessian should return a single Tensor"
            )
        if out.numel() != 1:
            raise RuntimeError(
                "The Tensor returned by the function given to hessian should contain a single "
                "element"
            )
        return out.squeeze()

    def slope(*arguments):
        found = jacobian(scalar, arguments, create_graph=True, strict=strict)
        return found

    found = jacobian(slope, items, create_graph=create_graph, strict=strict)
    return found[0][0] if single else found


def _products(func, inputs, v, create_graph, strict, function):
    items, single = _as_tuple(inputs, "inputs", function)
    items = _prepared(items, create_graph)
    if v is None:
        vectors = [torch.ones_like(i) for i in items]
    else:
        vectors = _vectors(v, items, function)
    output = func(*items)
    if not isinstance(output, Tensor):
        raise RuntimeError(f"The function given to {function} should return a single Tensor")
    if output.numel() != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {function} should contain a single "
            "element"
        )
    slopes = _gradients(output.squeeze(), items, None, True, strict)
    return items, single, vectors, output, slopes


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    with torch.enable_grad():
        items, single, vectors, output, slopes = _products(
            func, inputs, v, create_graph, strict, "vhp"
        )
        total = sum((g * w).sum() for g, w in zip(slopes, vectors))
        found = _gradients(total, items, None, create_graph)
    return (
        output if create_graph else output.detach(),
        _single(_finished(found, create_graph), single),
    )


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    return vhp(func, inputs, v, create_graph, strict)
