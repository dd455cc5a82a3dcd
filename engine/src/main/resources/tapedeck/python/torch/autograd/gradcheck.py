"""torch.autograd.gradcheck: analytic derivatives against finite differences."""

import warnings

import torch
from torch._tensor import Tensor


class GradcheckError(RuntimeError):
    pass


def _tensors(values):
    return [v for v in values if isinstance(v, Tensor)]


def _as_tuple(value):
    return (value,) if isinstance(value, Tensor) else tuple(value)


def _numeric(function, inputs, target, output_index, eps):
    """The Jacobian of one output by one input, by central differences."""
    columns = []
    flat = target.detach().reshape(-1)
    for k in range(flat.numel()):
        sides = []
        for sign in (1, -1):
            moved = flat.clone()
            moved[k] += sign * eps
            changed = [
                moved.reshape(target.shape).requires_grad_(i.requires_grad) if i is target else i
                for i in inputs
            ]
            with torch.enable_grad():
                outputs = _differentiable(function(*changed))
            sides.append(outputs[output_index].detach().reshape(-1).clone())
        columns.append((sides[0] - sides[1]) / (2 * eps))
    return torch.stack(columns) if columns else flat.new_zeros(0, 0)


def _differentiable(outputs):
    return [o for o in _as_tuple(outputs) if isinstance(o, Tensor) and o.is_floating_point()]


def _analytic(output, target):
    """The same Jacobian by one backward pass for each element of the output."""
    columns = []
    for k in range(output.numel()):
        seed = torch.zeros_like(output).reshape(-1)
        seed[k] = 1
        found = None
        if output.requires_grad:
            (found,) = torch.autograd.grad(
                output, target, seed.reshape(output.shape), retain_graph=True, allow_unused=True
            )
        columns.append(
            torch.zeros_like(target).reshape(-1) if found is None else found.reshape(-1)
        )
    if not columns:
        return target.detach().new_zeros(target.numel(), 0)
    return torch.stack(columns, 1)


def gradcheck(
    func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True,
    nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False,
    check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False,
    check_backward_ad=True, fast_mode=False, masked=None,
):
    try:
        _check(func, _as_tuple(inputs), eps, atol, rtol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _check(func, inputs, eps, atol, rtol):
    targets = [i for i in _tensors(inputs) if i.requires_grad]
    if not targets:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of "
            "them have requires_grad=True."
        )
    for index, target in enumerate(inputs):
        if isinstance(target, Tensor) and target.requires_grad:
            if target.dtype is not torch.float64:
                warnings.warn(
                    f"Input #{index} requires gradient and is not a double precision floating "
                    "point or complex. This check will likely fail if all the inputs are not of "
                    "double precision floating point or complex. ",
                    stacklevel=3,
                )
    with torch.enable_grad():
        outputs = _differentiable(func(*inputs))
    for o, output in enumerate(outputs):
        for i, target in enumerate(targets):
            numeric = _numeric(func, inputs, target, o, eps)
            analytic = _analytic(output, target).detach()
            if not torch.allclose(analytic, numeric.to(analytic.dtype), rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {o} with respect to input {i},\n"
                    f"numerical:{numeric}\nanalytical:{analytic}\n"
                )


def gradgradcheck(
    func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3,
    gen_non_contig_grad_outputs=False, raise_exception=True, nondet_tol=0.0,
    check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
    check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False, masked=False,
):
    inputs = _as_tuple(inputs)
    if grad_outputs is None:
        outputs = _differentiable(func(*inputs))
        generator = torch.Generator().manual_seed(0)
        grad_outputs = tuple(
            torch.rand(o.shape, dtype=o.dtype, generator=generator).requires_grad_()
            for o in outputs
        )
    else:
        grad_outputs = _as_tuple(grad_outputs)
    count = len(grad_outputs)

    def first(*arguments):
        given, seeds = arguments[:-count], arguments[-count:]
        given = tuple(
            i.detach().requires_grad_() if isinstance(i, Tensor) and not i.requires_grad
            and i.is_floating_point() and old.requires_grad else i
            for i, old in zip(given, inputs)
        )
        outputs = _differentiable(func(*given))
        targets = [i for i in given if isinstance(i, Tensor) and i.requires_grad]
        found = torch.autograd.grad(
            outputs, targets, seeds, create_graph=True, allow_unused=True
        )
        return tuple(torch.zeros_like(t) if g is None else g for g, t in zip(found, targets))

    return gradcheck(
        first, inputs + grad_outputs, eps=eps, atol=atol, rtol=rtol,
        raise_exception=raise_exception,
    )
