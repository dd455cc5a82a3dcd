"""Functions of factors of matrices that torch has beside torch.linalg."""

from torch._tensor import Tensor, _host, _named, warn_once


def _deprecated(name, instead):
    warn_once(
        f"torch.{name} is deprecated in favor of torch.linalg.{instead} and will be removed in a "
        "future PyTorch release."
    )


def lu(A, pivot=True, get_infos=False, out=None):
    import torch

    if out is not None:
        raise NotImplementedError("torch.lu(out=...) is not supported by Tapedeck")
    _deprecated("lu", "lu_factor / torch.linalg.lu_factor_ex")
    LU, pivots, info = torch.linalg.lu_factor_ex(A, pivot=pivot)
    if get_infos:
        return _named("_lu_with_info", ("LU", "pivots", "info"), (LU, pivots, info))
    return LU, pivots


def lu_solve(b, LU_data, LU_pivots):
    import torch

    _deprecated("lu_solve", "lu_solve")
    return torch.linalg.lu_solve(LU_data, LU_pivots, b)


def qr(input, some=True):
    import torch

    _deprecated("qr", "qr")
    found = torch.linalg.qr(input, mode="reduced" if some else "complete")
    return _named("qr", ("Q", "R"), tuple(found))


def svd_lowrank(A, q=6, niter=2, M=None):
    """
    The largest singular values and their vectors, found in a random subspace.

    Source: Halko, Martinsson and Tropp, Finding structure with randomness (2009), algorithm 5.1.
    """
    import torch

    rest = A if M is None else A - M.broadcast_to(A.size())
    wide = A.shape[-2] < A.shape[-1]
    tall = rest.mH if wide else rest
    basis = torch.linalg.qr(tall @ torch.randn(tall.shape[-1], 6 if q is None else q, dtype=A.dtype)).Q
    for _ in range(2 if niter is None else niter):
        basis = torch.linalg.qr(tall.mH @ basis).Q
        basis = torch.linalg.qr(tall @ basis).Q
    U, S, Vh = torch.linalg.svd(basis.mH @ tall, full_matrices=False)
    U, V = basis @ U, Vh.mH
    return (V, S, U) if wide else (U, S, V)


def pca_lowrank(A, q=None, center=True, niter=2):
    least = min(A.shape[-2:])
    if q is None:
        q = min(6, least)
    elif not 0 <= q <= least:
        raise ValueError(
            f"q(={q}) must be non-negative integer and not greater than min(m, n)={least}"
        )
    if niter < 0:
        raise ValueError(f"niter(={niter}) must be non-negative integer")
    return svd_lowrank(A - A.mean(dim=(-2,), keepdim=True) if center else A, q, niter)


def bind(namespace):
    namespace["svd_lowrank"], namespace["pca_lowrank"] = svd_lowrank, pca_lowrank
    for function in (lu, lu_solve, qr):
        namespace[function.__name__] = function
        setattr(Tensor, function.__name__, function)
