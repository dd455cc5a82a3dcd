import torch

solve = torch.linalg.solve_triangular


def told(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, str(e).split("\n")[0])


A = torch.tensor([[2.0, 1, 0], [3, 4, 5], [6, 7, 8]])
B = torch.arange(6.0).view(3, 2)
for upper in (True, False):
    for unit in (True, False):
        told(lambda: solve(A, B, upper=upper, unitriangular=unit))
        told(lambda: solve(A, B.t(), upper=upper, left=False, unitriangular=unit))
told(lambda: solve(A, B[:2], upper=True))
told(lambda: solve(A, B, upper=True, left=False))
told(lambda: solve(A[:2], B, upper=True))
told(lambda: solve(A, B[:, 0], upper=True))
told(lambda: solve(A[0], B, upper=True))
told(lambda: solve(A.expand(2, 3, 3), B, upper=True).shape)
told(lambda: solve(A, B.expand(2, 3, 2), upper=True).shape)
told(lambda: solve(torch.zeros(2, 2), torch.eye(2), upper=True))
told(lambda: solve(torch.zeros(2, 2), torch.eye(2), upper=False, unitriangular=True))
told(lambda: solve(torch.zeros(0, 0), torch.zeros(0, 2), upper=False))
told(lambda: torch.triangular_solve(B, A))
told(lambda: torch.triangular_solve(B, A, upper=False, transpose=True, unitriangular=True))
told(lambda: torch.triangular_solve(B, torch.zeros(3, 3)))
told(lambda: torch.triangular_solve(B[:2], A))
told(lambda: torch.cholesky_solve(B, A))
told(lambda: torch.cholesky_solve(B, torch.zeros(3, 3)))
told(lambda: torch.cholesky_solve(B[:2], A))
told(lambda: torch.cholesky_inverse(torch.zeros(2, 2)))
wrong = torch.stack([torch.eye(2), torch.zeros(2, 2)])
told(lambda: torch.linalg.inv(wrong))
told(lambda: torch.linalg.inv(wrong[1]))
told(lambda: torch.linalg.solve(wrong, torch.ones(2, 1)))
told(lambda: torch.linalg.solve(wrong[1], torch.ones(2, 1)))
told(lambda: torch.linalg.cholesky(-wrong))
told(lambda: torch.linalg.cholesky(-wrong[0]))
T = A.tril().requires_grad_()
R = B.clone().requires_grad_()
x = solve(T, R, upper=False)
print(x, torch.autograd.grad(x.pow(2).sum(), (T, R)))
