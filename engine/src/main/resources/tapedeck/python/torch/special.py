"""torch.special: special functions, most under their names in torch too."""

import torch
from torch import _calls
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


def _with_numbers(op):
    def function(input, other):
        number = "" if isinstance(other, torch.Tensor) else ".other_scalar"
        row = op + (number if isinstance(input, torch.Tensor) else ".self_scalar")
        return _host.row(row, [raw(input), raw(other)], {})

    return function


zeta, xlog1py = _with_numbers("special_zeta"), _with_numbers("special_xlog1py")


def ndtr(input):
    raised = _host.row("add.Scalar", [torch.erf(_times(input, 0.5**0.5))._j, 1], {})
    return _times(raised, 0.5)


def _times(tensor, number):
    return _host.row("mul.Scalar", [tensor._j, number], {})


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.special", name)


_calls.guard_scope(globals(), "special", ("raw",))
