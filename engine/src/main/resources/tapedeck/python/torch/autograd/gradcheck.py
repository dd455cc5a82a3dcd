"""torch.autograd.gradcheck: analytic derivatives against finite differences."""

import torch
from torch import _warnings
from torch._tensor import Tensor
from torch.autograd.function import Function

_NONDETERMINISTIC = """

NOTE: If your op relies on non-deterministic operations i.e., it is listed here:
https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
this failure might be expected.

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.
If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `nondet_tol=<tol>` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_nondet_tol=<tol>`.
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_nondet_tol=<tol>`
"""
_SLOW_WOULD_PASS = """Fast gradcheck failed but element-wise differences are small. This means that the
test might've passed in slow_mode!

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck:

If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `fast_mode=False` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_fast_mode=False`
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_fast_mode=False`"""
_UNDEFINED = (
    'Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
)


class GradcheckError(RuntimeError):
    pass


def _as_tuple(value):
    return value if isinstance(value, tuple) else tuple(value) if isinstance(value, list) else (value,)


def _differentiable(outputs):
    return tuple(o for o in _as_tuple(outputs) if o.requires_grad)


def _targets(inputs):
    """The places of the inputs that gradients are asked for."""
    return [i for i, one in enumerate(inputs) if isinstance(one, Tensor) and one.requires_grad]


def _check_inputs(inputs):
    for i, one in enumerate(inputs):
        if not isinstance(one, Tensor) or not one.requires_grad:
            continue
        if one.dtype is not torch.float64:
            _warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or "
                "complex. This check will likely fail if all the inputs are not of double "
                "precision floating point or complex. ",
            )
        if any(step == 0 and size > 1 for step, size in zip(one.stride(), one.size())):
            raise RuntimeError(
                f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs "
                "that are non-overlapping to be able to compute the numerical gradients "
                "correctly. You should call .contiguous on the input before passing it to "
                "gradcheck."
            )
    if not _targets(inputs):
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them "
            "have requires_grad=True."
        )


class _Differences:
    """Central differences of a function by one of its inputs, which is moved where it lies."""

    def __init__(self, function, inputs, eps):
        self.function, self.inputs, self.eps = function, inputs, eps

    def along(self, place, step, where=None):
        """The change of each output, in units of 2 eps, where `place` of an input is moved."""
        before = place.clone()
        place.copy_(before - step)
        low = self._outputs()
        place.copy_(before + step)
        high = self._outputs()
        place.copy_(before)
        return [self._slope(a, b, where) for a, b in zip(low, high)]

    def _outputs(self):
        return [one.clone() for one in _as_tuple(self.function(*self.inputs))]

    def _slope(self, low, high, where):
        place = "" if where is None else f"on index {where} "
        for what in ("shape", "dtype"):
            one, other = getattr(low, what), getattr(high, what)
            if one != other:
                raise AssertionError(
                    f"Expected `func` to return outputs with the same {what} when inputs are "
                    f"perturbed {place}by {self.eps}, but got: {what}s {one} and {other}."
                )
        return ((high - low) / (2 * self.eps)).detach().reshape(-1)


def _indices(sizes):
    if not sizes:
        return [()]
    return [(i, *rest) for i in range(sizes[0]) for rest in _indices(sizes[1:])]


def _numeric(function, inputs, outputs, eps):
    """For each input that requires a gradient the Jacobians of all outputs by it."""
    found = []
    differences = _Differences(function, inputs, eps)
    for i in _targets(inputs):
        moved = inputs[i].data
        columns = [differences.along(moved[k], eps, k) for k in _indices(tuple(moved.size()))]
        found.append([
            torch.stack([column[o] for column in columns]).to(output.dtype)
            if columns else output.new_zeros(0, output.numel())
            for o, output in enumerate(outputs)
        ])
    return found


def _analytic(inputs, output, seeds, tolerance, check_types):
    """The Jacobians of one output by the inputs, a column for each seed, computed twice."""
    targets = [inputs[i] for i in _targets(inputs)]
    passes = []
    for _ in range(2):
        output = output.clone()
        passes.append([
            torch.autograd.grad(
                output, targets, seed.reshape(output.shape), retain_graph=True, allow_unused=True
            )
            for seed in seeds
        ])
    first, second = (_columns(targets, rows) for rows in passes)
    pairs = [(row[i], t) for row in passes[0] for i, t in enumerate(targets) if row[i] is not None]
    if check_types and any(g.dtype != t.dtype for g, t in pairs):
        raise GradcheckError("Gradient has dtype mismatch")
    if any(g.size() != t.size() for g, t in pairs):
        raise GradcheckError("Analytical gradient has incorrect size")
    if any(a.numel() and (a - b).abs().max() > tolerance for a, b in zip(first, second)):
        raise GradcheckError(
            "Backward is not reentrant, i.e., running backward with same input and grad_output "
            "multiple times gives different values, although analytical gradient matches "
            f"numerical gradient.The tolerance for nondeterminism was {tolerance}."
            + _NONDETERMINISTIC
        )
    return first


def _columns(targets, rows):
    made = []
    for i, target in enumerate(targets):
        columns = [
            target.new_zeros(target.numel()) if row[i] is None
            else row[i].reshape(-1).to(target.dtype)
            for row in rows
        ]
        made.append(
            torch.stack(columns, 1).detach() if columns else target.new_zeros(target.numel(), 0)
        )
    return made


def _unit_seeds(output):
    return torch.eye(output.numel(), dtype=output.dtype) if output.numel() else ()


def _close(analytic, numeric, rtol, atol):
    wide = torch.promote_types(analytic.dtype, numeric.dtype)
    return torch.allclose(analytic.to(wide), numeric.to(wide), rtol, atol)


def _mismatch(analytic, numeric, output, target):
    return (
        f"Jacobian mismatch for output {output} with respect to input {target},\n"
        f"numerical:{numeric}\nanalytical:{analytic}\n"
    )


def _check_slowly(function, inputs, everything, outputs, eps, rtol, atol, tolerance, check_types):
    numeric = _numeric(function, inputs, everything, eps)
    if not outputs:
        if any(torch.ne(jacobian, 0).sum() > 0 for row in numeric for jacobian in row):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    places = [o for o, one in enumerate(everything) if one.requires_grad]
    for o, output in enumerate(outputs):
        analytic = _analytic(inputs, output, _unit_seeds(output), tolerance, check_types)
        for i, found in enumerate(analytic):
            expected = numeric[i][places[o]]
            if not _close(found, expected, rtol, atol):
                raise GradcheckError(_mismatch(found, expected, o, i))


def _random_unit(like, generator):
    drawn = torch.rand(like.numel(), generator=generator).to(dtype=like.dtype)
    drawn /= drawn.norm()
    return drawn


def _check_fast(function, inputs, everything, outputs, eps, rtol, atol, tolerance, check_types):
    """Compares one number for each pair of input and output: v J u for random v and u."""
    generator = torch.Generator()
    targets = _targets(inputs)
    us = [_random_unit(inputs[i], generator) for i in targets]
    vs = [_random_unit(output, generator) for output in outputs]
    differences = _Differences(function, inputs, eps)
    numeric = []
    for i, u in zip(targets, us):
        moved = inputs[i].data
        slopes = differences.along(moved, u.reshape(moved.shape) * eps)
        if not outputs and any(s.numel() and s.abs().max() > tolerance for s in slopes):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        floating = [s for s, one in zip(slopes, everything) if one.is_floating_point()]
        numeric.append([_dot(v, s) for v, s in zip(vs, floating)])
    for i, u in enumerate(us):
        for o, (output, v) in enumerate(zip(outputs, vs)):
            column = _analytic(inputs, output, [v], tolerance, check_types)[i]
            found = column.T.squeeze(0).dot(u)
            allowed = atol * float(u.sum()) * float(v.sum())
            if not _close(found, numeric[i][o], rtol, allowed):
                raise GradcheckError(
                    _mismatch(found, numeric[i][o], o, i)
                    + _slow_figures(function, inputs, everything, outputs, i, o, eps, rtol, atol)
                )


def _dot(one, other):
    wide = torch.promote_types(one.dtype, other.dtype)
    return (one.to(wide) * other.to(wide)).sum()


def _slow_figures(function, inputs, everything, outputs, target, output, eps, rtol, atol):
    numeric = _numeric(function, inputs, outputs, eps)[target][output]
    analytic = _columns(
        [inputs[i] for i in _targets(inputs)],
        [
            torch.autograd.grad(
                outputs[output], [inputs[i] for i in _targets(inputs)],
                seed.reshape(outputs[output].shape), retain_graph=True, allow_unused=True,
            )
            for seed in _unit_seeds(outputs[output])
        ],
    )[target]
    text = (
        "\nThe above quantities relating the numerical and analytical jacobians are computed \n"
        "in fast mode. See: https://github.com/pytorch/pytorch/issues/53876 for more background \n"
        "about fast mode. Below, we recompute numerical and analytical jacobians in slow mode:\n\n"
        f"Numerical:\n {numeric}\nAnalytical:\n{analytic}\n\n"
        f"The max per-element difference (slow mode) is: {(numeric - analytic).abs().max()}.\n"
    )
    return text + _SLOW_WOULD_PASS if torch.allclose(analytic, numeric, rtol, atol) else text


def _check_multiplied(outputs, inputs, masked):
    """Whether backward gives zero for zero."""
    targets = [inputs[i] for i in _targets(inputs)]
    if not targets:
        raise GradcheckError("no Tensors requiring grad found in input")
    found = torch.autograd.grad(
        outputs, targets, [torch.zeros_like(o) for o in outputs], allow_unused=True
    )
    for gradient, target in zip(found, targets):
        if gradient is None:
            continue
        zero = torch.zeros_like(gradient)
        if not (torch.allclose(gradient, zero) if masked else gradient.eq(0).all()):
            raise GradcheckError("backward not multiplied by grad_output")
        if gradient.dtype != target.dtype:
            raise GradcheckError("grad is incorrect type")
        if gradient.size() != target.size():
            raise GradcheckError("grad is incorrect size")


class _UndefinedGrad(Function):
    """Passes its input on, and no gradient back."""

    @staticmethod
    def forward(ctx, x):
        return x

    @staticmethod
    def backward(ctx, g):
        return None


def _check_undefined(function, outputs, inputs):
    """Whether backward takes it that there is no gradient for all or for one of its outputs."""
    targets = [inputs[i] for i in _targets(inputs)]
    if not targets:
        raise GradcheckError("no Tensors requiring grad found in input")
    cases = [[_UndefinedGrad.apply(o) for o in _differentiable(function(*inputs))]]
    if len(cases[0]) > 1:
        for missing in range(len(outputs)):
            cases.append([
                _UndefinedGrad.apply(o) if i == missing else o
                for i, o in enumerate(_differentiable(function(*inputs)))
            ])
    for case in cases:
        _check_undefined_case(case, targets)


def _check_undefined_case(outputs, targets):
    try:
        found = torch.autograd.grad(
            outputs, targets, [torch.zeros_like(o) for o in outputs], allow_unused=True
        )
    except RuntimeError as e:
        _warn_of_undefined()
        raise GradcheckError(
            "Expected backward function to handle undefined output grads. " + _UNDEFINED
        ) from e
    if any(g is not None and not g.eq(0).all() for g in found):
        _warn_of_undefined()
        raise GradcheckError(
            "Expected all input grads to be undefined or zero when all output grads are undefined "
            "or zero. " + _UNDEFINED
        )


def _warn_of_undefined():
    _warnings.warn(
        "Backwards compatibility: New undefined gradient support checking feature is enabled by "
        "default, but it may break existing callers of this function. If this is true for you, "
        'you can call this function with "check_undefined_grad=False" to disable the feature',
    )


def gradcheck(
    func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True,
    nondet_tol=0.0, check_undefined_grad=True, check_grad_dtypes=False,
    check_batched_grad=False, check_batched_forward_grad=False, check_forward_ad=False,
    check_backward_ad=True, fast_mode=False, masked=None,
):
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    if check_batched_grad and not check_backward_ad:
        raise AssertionError(
            "Setting check_batched_grad=True requires check_backward_ad to be True"
        )
    if check_batched_forward_grad and not check_forward_ad:
        raise AssertionError(
            "Setting check_batched_forward_grad=True requires check_forward_ad to be True"
        )
    if check_forward_ad:
        raise NotImplementedError(
            "torch.autograd.gradcheck with check_forward_ad=True is not supported by Tapedeck"
        )
    try:
        inputs = _as_tuple(inputs)
        _check_inputs(inputs)
        everything = _as_tuple(func(*inputs))
        outputs = _differentiable(everything)
        check = _check_fast if fast_mode else _check_slowly
        check(
            func, inputs, everything, outputs, eps, rtol, atol, nondet_tol, check_grad_dtypes
        )
        _check_multiplied(outputs, inputs, masked)
        if check_undefined_grad:
            _check_undefined(func, outputs, inputs)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3,
    gen_non_contig_grad_outputs=False, raise_exception=True, nondet_tol=0.0,
    check_undefined_grad=True, check_grad_dtypes=False, check_batched_grad=False,
    check_fwd_over_rev=False, check_rev_over_rev=True, fast_mode=False, masked=False,
):
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError(
            "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True"
        )
    for name, asked in (
        ("check_undefined_grad", check_undefined_grad), ("check_batched_grad", check_batched_grad),
    ):
        if asked and not check_rev_over_rev:
            raise AssertionError(
                f"Setting {name}=True requires check_rev_over_rev to be True"
            )
    inputs = _as_tuple(inputs)
    if grad_outputs is None:
        grad_outputs = tuple(
            torch.empty(o.shape, dtype=o.dtype).uniform_(-1, 1).requires_grad_()
            for o in _differentiable(func(*inputs))
        )
    else:
        grad_outputs = _as_tuple(grad_outputs)
    count = len(grad_outputs)
    wanted, seeded = _targets(inputs), _targets(grad_outputs)

    def slopes(*arguments):
        given, seeds = arguments[:-count], arguments[-count:]
        for i in wanted:
            given[i].requires_grad_()
        outputs = _differentiable(func(*given))
        for i in seeded:
            seeds[i].requires_grad_()
        found = torch.autograd.grad(
            outputs, [given[i] for i in wanted], seeds, create_graph=True, allow_unused=True
        )
        return tuple(g for g in found if g is not None)

    return gradcheck(
        slopes, inputs + grad_outputs, eps=eps, atol=atol, rtol=rtol,
        raise_exception=raise_exception, nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad, check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev, fast_mode=fast_mode, masked=masked,
    )
