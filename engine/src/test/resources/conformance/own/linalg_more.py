import torch
torch.set_printoptions(precision=3, sci_mode=False)
A = torch.tensor([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0, 3.0])
L = torch.linalg
def grad(f):
    A.grad = None
    y = f(A)
    (y * torch.arange(1.0, 1 + y.numel()).view(y.shape)).sum().backward()
    print((y.detach() * 1000).round() / 1000 + 0, (A.grad * 1000).round() / 1000 + 0)
for f in (lambda A: L.det(A), lambda A: L.slogdet(A).logabsdet, lambda A: L.inv(A), lambda A: L.solve(A, b), lambda A: L.cholesky(A), lambda A: L.eigvalsh(A), lambda A: L.svdvals(A), lambda A: L.matrix_power(A, 3), lambda A: L.matrix_power(A, -2), lambda A: L.norm(A), lambda A: L.norm(A, 1), lambda A: L.norm(A, "nuc"), lambda A: L.matrix_norm(A, 2), lambda A: L.vector_norm(A, 3), lambda A: L.vector_norm(A, float("inf"), dim=1), lambda A: L.pinv(A), lambda A: L.matrix_exp(A * 0.1), lambda A: L.multi_dot([A, A, b]), lambda A: torch.logdet(A), lambda A: L.cond(A), lambda A: L.qr(A).R.abs(), lambda A: torch.trace(A @ A), lambda A: torch.cholesky_solve(b.view(3, 1), L.cholesky(A)), lambda A: L.solve_triangular(A.triu(), b.view(3, 1), upper=True), lambda A: L.lstsq(A, b.view(3, 1)).solution, lambda A: torch.cov(A), lambda A: torch.corrcoef(A), lambda A: L.vecdot(A, A), lambda A: L.cross(A, A.flip(0)), lambda A: L.diagonal(A), lambda A: L.tensorinv(A.view(3, 3), 1), lambda A: L.vander(A[0])):
    grad(f)
print(L.matrix_rank(A), L.eigh(A).eigenvalues, L.svd(A).S, L.inv_ex(A).info, L.cholesky_ex(A).info)
q, r = L.qr(A); print(torch.allclose(q @ r, A, atol=1e-5))
u, s, v = torch.svd(A); print(torch.allclose(u * s @ v.T, A, atol=1e-5))
for bad in (lambda: L.inv(torch.ones(2, 3)), lambda: L.inv(torch.zeros(2, 2)), lambda: L.cholesky(-torch.eye(2)), lambda: L.solve(torch.zeros(2, 2), torch.ones(2)), lambda: L.det(torch.ones(3)), lambda: torch.inverse(torch.zeros(2, 2)), lambda: L.eigh(torch.ones(2, 3))):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
