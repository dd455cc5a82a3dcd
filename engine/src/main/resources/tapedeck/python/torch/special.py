"""torch.special: special functions, most under their names in torch too."""

import torch
from torch._tensor import raw

expit, gammaln, psi, xlogy = torch.sigmoid, torch.lgamma, torch.digamma, torch.xlogy
erf, erfc, erfinv, exp2, expm1, log1p, logit = (
    getattr(torch, n) for n in "erf erfc erfinv exp2 expm1 log1p logit".split()
)
digamma, polygamma, sinc, logsumexp, round = (
    getattr(torch, n) for n in "digamma polygamma sinc logsumexp round".split()
)
softmax, log_softmax = torch.softmax, torch.log_softmax


def entr(input):
    return _host.row("special_entr", [raw(input)], {})


def _named(op):
    def function(*arguments, **keywords):
        named = {key: raw(value) for key, value in keywords.items()}
        return _host.row(op, [raw(a) for a in arguments], named)

    function.__name__ = function.__qualname__ = op
    return function


i0, i0e, i1, i1e = torch.i0, _named("special_i0e"), _named("special_i1"), _named("special_i1e")
erfcx, ndtri, log_ndtr = (_named("special_" + n) for n in ("erfcx", "ndtri", "log_ndtr"))
gammainc, gammaincc, multigammaln = torch.igamma, torch.igammac, torch.mvlgamma


def zeta(input, other):
    kind = next(x.dtype for x in (input, other) if isinstance(x, torch.Tensor))
    kind = kind if kind.is_floating_point else torch.get_default_dtype()
    input, other = (
        x if isinstance(x, torch.Tensor) else torch.tensor(x, dtype=kind) for x in (input, other)
    )
    return _host.row("special_zeta", [raw(input), raw(other)], {})


def ndtr(input):
    raised = _host.row("add.Scalar", [torch.erf(_times(input, 0.5**0.5))._j, 1], {})
    return _times(raised, 0.5)


def _times(tensor, number):
    return _host.row("mul.Scalar", [tensor._j, number], {})


def xlog1py(input, other):
    if not isinstance(input, torch.Tensor):
        kind = other.dtype if other.dtype.is_floating_point else torch.get_default_dtype()
        input = torch.tensor(input, dtype=kind)
    return _host.row("special_xlog1py", [raw(input), raw(other)], {})


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.special", name)
