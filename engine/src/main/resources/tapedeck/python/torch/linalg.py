"""torch.linalg: matrices."""

import math

import torch
from torch import _calls
from torch._tensor import _named, _named_tuple, function_of


class LinAlgError(RuntimeError):
    pass


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"
_host.names.set_linalg_error(LinAlgError)

det, slogdet, inv, solve, cholesky = (
    function_of("linalg_" + n) for n in ("det", "slogdet", "inv", "solve", "cholesky")
)
qr, eigh, eigvalsh, svd, svdvals, matrix_exp, cross = (
    function_of("linalg_" + n) for n in "qr eigh eigvalsh svd svdvals matrix_exp cross".split()
)
diagonal = torch.diagonal


def solve_triangular(A, B, *, upper, left=True, unitriangular=False):
    return _host.row(
        "linalg_solve_triangular",
        [A._j, B._j],
        {"upper": upper, "left": left, "unitriangular": unitriangular},
    )


def multi_dot(tensors):
    return _host.row("linalg_multi_dot", [[t._j for t in tensors]], {})


def matmul(input, other):
    return input @ other


def vecdot(x, y, *, dim=-1):
    return x.vdot(y) if x.dim() == y.dim() == 1 else (x * y).sum(dim)


def matrix_power(A, n):
    if n == 0:
        return A.clone().copy_(torch.eye(A.size(-1), dtype=A.dtype))
    return _host.row("linalg_matrix_power", [A._j, n], {})


def _limits(atol, rtol, hermitian):
    found = {"hermitian": bool(hermitian)}
    for name, limit in (("atol", atol), ("rtol", rtol)):
        if isinstance(limit, torch.Tensor) and limit.numel() != 1:
            raise NotImplementedError(
                f"torch.linalg with one {name} for each matrix is not supported by Tapedeck"
            )
        found[name] = None if limit is None else float(limit)
    return found


def pinv(A, rcond=None, hermitian=False, *, atol=None, rtol=None):
    limits = _limits(atol, rcond if rtol is None else rtol, hermitian)
    return _host.row("linalg_pinv", [A._j], limits)


def matrix_rank(A, tol=None, hermitian=False, *, atol=None, rtol=None):
    if tol is not None:
        atol, rtol = tol, 0.0
    return _host.row("linalg_matrix_rank", [A._j], _limits(atol, rtol, hermitian))


def vander(x, *, N=None):
    x = x.unsqueeze(-1) if x.dim() == 0 else x
    count = x.size(-1) if N is None else N
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    powers = x.unsqueeze(-1).expand(*x.shape, count - 1).cumprod(-1)
    return torch.cat([x.new_ones((*x.shape, 1)), powers], -1)


def _check_norm_type(input, dtype):
    names = torch._tensor._LEGACY
    if not dtype.is_floating_point:
        raise RuntimeError(
            f"linalg.matrix_norm: dtype should be floating point or complex, but got {names[dtype._name]}"
        )
    if input.is_floating_point() and torch.promote_types(input.dtype, dtype) != dtype:
        raise RuntimeError(
            f"linalg.matrix_norm: the dtype of the input ({names[input.dtype._name]}) should be "
            f"convertible without narrowing to the specified dtype ({names[dtype._name]})"
        )


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None):
    dims = None if dim is None else [dim] if isinstance(dim, int) else list(dim)
    name = None if dtype is None else dtype._name
    return _host.row("linalg_vector_norm", [x._j, ord, dims, keepdim], {"dtype": name})


def matrix_norm(A, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    if not A.is_floating_point() and dtype is None:
        raise RuntimeError(
            "linalg.matrix_norm: Expected a floating point or complex tensor as input. Got "
            + torch._tensor._LEGACY[A.dtype._name]
        )
    if dtype is not None:
        _check_norm_type(A, dtype)
        A = A.to(dtype)
    if A.dim() < 2:
        raise RuntimeError(
            "linalg.matrix_norm: The input tensor A must have at least 2 dimensions."
        )
    if ord not in ("fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf):
        shown = ord if isinstance(ord, str) else f"{ord:g}"
        raise RuntimeError(f"linalg.matrix_norm: Order {shown} not supported.")
    rows, columns = (d % A.dim() for d in dim)
    if rows == columns:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})")
    if ord == "fro":
        return vector_norm(A, 2, (rows, columns), keepdim)
    if ord in ("nuc", 2, -2):
        kept = [d for d in range(A.dim()) if d not in (rows, columns)]
        values = svdvals(A.permute([*kept, rows, columns]))
        if ord == "nuc":
            found = values.sum(-1, keepdim)
        else:
            found = (torch.amax if ord == 2 else torch.amin)(values, -1, keepdim)
        if not keepdim:
            return found
        order = [*kept, rows, columns]
        return found.unsqueeze(-1).permute([order.index(d) for d in range(A.dim())])
    first, second = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = vector_norm(A, 1, first, keepdim)
    if not keepdim and first < second:
        second -= 1
    return sums.amax(second, keepdim) if ord > 0 else sums.amin(second, keepdim)


def norm(A, ord=None, dim=None, keepdim=False, *, dtype=None):
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if dim is None and A.dim() not in (1, 2):
        raise RuntimeError(
            "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got "
            f"{A.dim()}D."
        )
    one = len(dim) == 1 if isinstance(dim, (tuple, list)) else isinstance(dim, int)
    if not isinstance(ord, str) and (one or (dim is None and A.dim() == 1)):
        return vector_norm(A, ord, dim, keepdim, dtype=dtype)
    dim = (-2, -1) if dim is None else (dim,) if isinstance(dim, int) else dim
    return matrix_norm(A, ord, dim, keepdim, dtype=dtype)


def cond(A, p=None):
    if A.dim() < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    if p not in (None, "fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf):
        shown = p if isinstance(p, str) else f"{p:g}"
        raise RuntimeError(f"linalg.cond got an invalid norm type: {shown}")
    if p not in (None, 2, -2) and A.size(-1) != A.size(-2):
        raise RuntimeError(
            f"linalg.cond(ord={p}): A must be batches of square matrices, but they are "
            f"{A.size(-2)} by {A.size(-1)} matrices"
        )
    if p in (None, 2, -2):
        values = svdvals(A)
        largest, smallest = values.narrow(-1, 0, 1), values.narrow(-1, values.size(-1) - 1, 1)
        return (smallest / largest if p == -2 else largest / smallest).squeeze(-1)
    return matrix_norm(A, p) * matrix_norm(inv(A), p)


lu, lu_solve = function_of("linalg_lu"), function_of("linalg_lu_solve")
lu_factor_ex = function_of("linalg_lu_factor_ex")


def lu_factor(A, *, pivot=True):
    found = _host.row("linalg_lu_factor_ex", [A._j], {"pivot": pivot, "check_errors": True})
    return _named("linalg_lu_factor", ("LU", "pivots"), tuple(found)[:2])


_INV_EX = _named_tuple("linalg_inv_ex", ["inverse", "info"])
_SOLVE_EX = _named_tuple("linalg_solve_ex", ["result", "info"])
_CHOLESKY_EX = _named_tuple("linalg_cholesky_ex", ["L", "info"])


def _all_well(A):
    return torch.zeros(A.shape[:-2], dtype=torch.int32)


def inv_ex(A, *, check_errors=False):
    try:
        return _INV_EX((inv(A), _all_well(A)))
    except LinAlgError as e:
        if check_errors:
            raise LinAlgError(str(e).replace("linalg.inv:", "linalg.inv_ex:")) from None
    LU, pivots, info = lu_factor_ex(A)
    eye = torch.eye(A.size(-1), dtype=A.dtype).expand_as(A)
    return _INV_EX((lu_solve(LU, pivots, eye), info))


def solve_ex(A, B, *, left=True, check_errors=False):
    try:
        return _SOLVE_EX((solve(A, B, left=left), _all_well(A)))
    except LinAlgError as e:
        if check_errors:
            raise LinAlgError(str(e).replace("linalg.solve:", "linalg.solve_ex:")) from None
    LU, pivots, info = lu_factor_ex(A)
    column = B.unsqueeze(-1) if B.dim() == 1 or B.shape == A.shape[:-1] else B
    found = lu_solve(LU, pivots, column, left=left)
    return _SOLVE_EX((found if column is B else found.squeeze(-1), info))


def cholesky_ex(A, *, upper=False, check_errors=False):
    try:
        return _CHOLESKY_EX((cholesky(A, upper=upper), _all_well(A)))
    except LinAlgError as e:
        if check_errors:
            raise LinAlgError(str(e).replace("linalg.cholesky:", "linalg.cholesky_ex:")) from None
    made = A.mH.triu().mH.clone() if not upper else A.triu().mH.clone()
    info = _all_well(A).reshape(-1)
    for i, matrix in enumerate(made.reshape(-1, *A.shape[-2:])):
        info[i] = _factored_so_far(matrix)
    return _CHOLESKY_EX((made.mH if upper else made, info.reshape(A.shape[:-2])))


def _factored_so_far(L):
    """Column by column, in place, up to the first leading minor that is not positive: its order."""
    for j in range(L.size(-1)):
        L[j, j] -= L[j, :j] @ L[j, :j]
        if not L[j, j] > 0:
            return j + 1
        L[j, j] = L[j, j].sqrt()
        L[j + 1 :, j] = (L[j + 1 :, j] - L[j + 1 :, :j] @ L[j, :j]) / L[j, j]
    return 0


def lstsq(input, b, rcond=None, *, driver=None):
    found = _host.row("linalg_lstsq", [input._j, b._j, rcond, driver or "gelsy"], {})
    return _named("linalg_lstsq", ("solution", "residuals", "rank", "singular_values"), found)


def tensorinv(input, ind=2):
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    first, last = input.shape[:ind], input.shape[ind:]
    rows, columns = torch.Size(first).numel(), torch.Size(last).numel()
    if rows != columns:
        raise RuntimeError(
            f"Expected self to satisfy prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{columns} != {rows}"
        )
    return inv(input.reshape(rows, columns)).reshape(*last, *first)


def tensorsolve(A, B, dims=None):
    if dims is not None:
        kept = [d for d in range(A.dim()) if d not in [e % A.dim() for e in dims]]
        A = A.permute(*kept, *[d % A.dim() for d in dims])
    last = A.shape[B.dim():]
    return solve(A.reshape(B.numel(), -1), B.flatten()).reshape(last)


_calls.guard_scope(globals(), "linalg", ("function_of",))


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.linalg", name)
