"""torch.testing: assertions about tensors."""

import torch

_TOLERANCES = {
    "float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5),
    "float64": (1e-7, 1e-7),
}


def assert_close(
    actual, expected, *, allow_subclasses=True, rtol=None, atol=None, equal_nan=False,
    check_device=True, check_dtype=True, check_layout=True, check_stride=False, msg=None,
):
    if isinstance(actual, (list, tuple)):
        for a, e in zip(actual, expected):
            assert_close(a, e, rtol=rtol, atol=atol, equal_nan=equal_nan, msg=msg)
        return
    actual, expected = torch.as_tensor(actual), torch.as_tensor(expected)
    if actual.shape != expected.shape:
        raise AssertionError(
            msg or "The values for attribute 'shape' do not match: "
            f"{actual.shape} != {expected.shape}."
        )
    if check_dtype and actual.dtype is not expected.dtype:
        raise AssertionError(
            msg or "The values for attribute 'dtype' do not match: "
            f"{actual.dtype} != {expected.dtype}."
        )
    default = _TOLERANCES.get(actual.dtype._name, (0.0, 0.0))
    rtol, atol = default[0] if rtol is None else rtol, default[1] if atol is None else atol
    a, e = actual.detach().double(), expected.detach().double()
    close = torch.isclose(a, e, rtol, atol, equal_nan)
    if close.all():
        return
    wrong = int((~close).sum())
    if actual.dim() == 0:
        raise AssertionError(
            msg or f"Scalars are not close!\n\nExpected {expected.item()} but got {actual.item()}."
        )
    difference = (a - e).abs()
    share = 100 * wrong / actual.numel()
    raise AssertionError(
        msg or f"Tensor-likes are not close!\n\nMismatched elements: {wrong} / {actual.numel()} "
        f"({share:.1f}%)\nGreatest absolute difference: {difference.max().item()} (up to {atol} "
        f"allowed)"
    )


def assert_allclose(actual, expected, rtol=None, atol=None, equal_nan=True, msg=""):
    assert_close(actual, expected, rtol=rtol, atol=atol, equal_nan=equal_nan, check_dtype=False)
