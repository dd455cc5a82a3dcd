"""Results written into tensors that the caller gives: `out=`."""

from torch import _warnings

# how PyTorch words the refusal of an element type; what is in none of these converts
_EXPECTED = "Expected out tensor to have dtype {want_c}, but got {have_c} instead"
_FOUND = "Found dtype {have} but expected {want}"
_DIFFERENT = "{name}(): self and result must have the same scalar type"
_WORDINGS = {
    **dict.fromkeys(
        "addbmm addmm addmv addr argmax argmin baddbmm bmm cross diag gather inverse log_softmax "
        "matmul max min mm mode mv norm scatter scatter_add softmax sort topk tril triu".split(),
        _EXPECTED,
    ),
    **dict.fromkeys("neg round floor ceil trunc clamp clamp_min clamp_max relu sign frac".split(), _FOUND),
    **dict.fromkeys("index_select masked_select".split(), _DIFFERENT),
    **dict.fromkeys("all any".split(), "{name} only supports bool tensor for result, got: {have}"),
    **dict.fromkeys(
        "amax amin".split(),
        "Expected the dtype for input and out to match, but got {want} for input's dtype and "
        "{have} for out's dtype.",
    ),
    "dot": "result dtype {have} does not match input dtype {want}",
    "where": "Expected out type to be {want} but got {have}",
    "take": "take(): self and out expected to have the same dtype, but got self.dtype = {want} and "
    "out.dtype = {have}",
    "multinomial": "multinomial expects Long tensor out, got: {have}",
    "nonzero": "nonzero: Expected out tensor to have scalar type Long but got scalar type{have}",
    "histc": "torch.histogram: input tensor and hist tensor should have the same dtype, but got "
    "input {want_c} and hist {have_c}",
    "searchsorted": "torch.searchsorted(): output tensor's dtype is wrong, it can only be "
    "Int(int32) or Long(int64) depending on whether out_int32 flag is True, but we got output "
    "tensor's dtype {have} and out_int32 flag is False",
    "linalg_norm": "linalg.norm expected out tensor dtype {want} but got: {have}",
    "linalg_multi_dot": "multi_dot(): expected out tensor to have dtype {want_c} but got {have_c}",
}
_ANY_TYPE = "cumprod cumsum nanmean nansum prod sum".split()
_MADE_FROM_SIZES = (
    "arange empty eye full linspace logspace normal ones rand randint randn randperm range zeros"
).split()


def into(name, function, arguments, keywords):
    """The result of a function, written into the tensor, or the tensors, that `out` names."""
    import torch

    keywords = dict(keywords)
    out = keywords.pop("out")
    if out is None:
        return function(*arguments, **keywords)
    if isinstance(out, (bool, int, float)):
        out = torch.tensor(out)
    outs = out if isinstance(out, (tuple, list)) else (out,)
    made_from_sizes = name in _MADE_FROM_SIZES
    _check_no_gradient(name, "aten::" * made_from_sizes, (*arguments, *keywords.values(), *outs))
    if made_from_sizes:
        _take_type(out, keywords, function)
    with torch.no_grad():
        result = function(*arguments, **keywords)
    if isinstance(result, tuple) != isinstance(out, (tuple, list)):
        torch._calls.refuse("torch", name, arguments, {**keywords, "out": out})
    results = result if isinstance(result, tuple) else (result,)
    if len(results) != len(outs):
        raise TypeError(f"expected tuple of {len(results)} elements but got {len(outs)}")
    for made, given in zip(results, outs):
        _check_type(name, made, given)
    for made, given in zip(results, outs):
        _write(made, given)
    if not isinstance(result, tuple):
        return out
    return torch._tensor._named(type(result).__name__ + "_out", result._field_names, outs)


def _check_no_gradient(name, prefix, values):
    import torch

    if not torch.is_grad_enabled():
        return
    flat = [item for v in values for item in (v if isinstance(v, (tuple, list)) else (v,))]
    if any(isinstance(value, torch.Tensor) and value.requires_grad for value in flat):
        raise RuntimeError(
            f"{prefix}{name}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )


def _take_type(out, keywords, function):
    """Has a function that makes tensors make one of the type that it is written into."""
    kind = keywords.get("dtype")
    if kind is not None and kind != out.dtype:
        raise RuntimeError(
            f"dtype {_scalar_type(kind)} does not match dtype of out parameter "
            f"({_scalar_type(out.dtype)})"
        )
    if function.__name__ != "normal":
        keywords["dtype"] = out.dtype


def _scalar_type(kind):
    from torch._tensor import _LEGACY

    return _LEGACY[kind._name]


def _check_type(name, made, given):
    from torch._tensor import _c_name

    have, want = given.dtype, made.dtype
    if have == want or name in _ANY_TYPE:
        return
    wording = _WORDINGS.get(name, _EXPECTED if name.startswith("linalg_") else None)
    loses = want.is_floating_point and not have.is_floating_point
    if wording is None and (loses or have._name == "bool"):
        wording = "result type {want} can't be cast to the desired output type {have}"
        if name in ("cat", "stack"):
            raise TypeError(
                f"torch.cat(): input types can't be cast to the desired output type {_scalar_type(have)}"
            )
    if wording is not None:
        raise RuntimeError(
            wording.format(
                name=name, have=_scalar_type(have), want=_scalar_type(want), have_c=_c_name(have),
                want_c=_c_name(want),
            )
        )


def _write(made, given):
    if given.shape != made.shape:
        if given.numel():
            _warnings.warn(
                "An output with one or more elements was resized since it had shape "
                f"{list(given.shape)}, which does not match the required output shape "
                f"{list(made.shape)}. This behavior is deprecated, and in a future PyTorch release "
                "outputs will not be resized unless they have zero elements. You can explicitly "
                "reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).",
                UserWarning,
            )
        given.resize_(made.shape)
    given.copy_(made)
