import torch
import torch.nn as nn


def told(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, str(e).split("\n")[0])


torch.manual_seed(0)
for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 3)):
    A = torch.randn(shape, requires_grad=True)
    LU, pivots = torch.lu(A)
    P, L, U = torch.lu_unpack(LU, pivots)
    print(P, L, U, (P @ L @ U - A).abs().max() < 1e-6, sep="\n")
    (L.pow(2).sum() + U.sin().sum()).backward()
    print(A.grad)
A = torch.randn(3, 3, requires_grad=True)
B = torch.randn(3, 2, requires_grad=True)
print(torch.lu(A, get_infos=True))
LU, pivots = A.lu()
for made in (torch.lu_unpack(LU, pivots).L, torch.lu_unpack(LU, pivots).U):
    A.grad = None
    made.sum().backward(retain_graph=True)
    print(A.grad)
x = torch.lu_solve(B, LU, pivots)
print(x, torch.autograd.grad(x.sum(), (A, B)))
print(torch.lu_unpack(LU, pivots, unpack_data=False))
print(torch.lu_unpack(LU, pivots, unpack_pivots=False))
told(lambda: torch.lu_unpack(LU, pivots.float()))
told(lambda: torch.lu_unpack(LU[0], pivots))
told(lambda: torch.lu(A, pivot=False))
print(torch.qr(A))
print([f.shape for f in torch.qr(torch.ones(4, 2), some=False)])
wrong = torch.stack([torch.eye(2), torch.zeros(2, 2), torch.tensor([[1.0, 2], [2, 4]])])
told(lambda: torch.linalg.inv_ex(wrong))
told(lambda: torch.linalg.inv_ex(wrong, check_errors=True))
told(lambda: torch.linalg.solve_ex(A, B).result.grad_fn is not None)
told(lambda: torch.linalg.solve_ex(torch.eye(2), torch.ones(2, 1)))
told(lambda: torch.linalg.solve_ex(wrong, torch.ones(2, 1)).info)
told(lambda: torch.linalg.solve_ex(torch.zeros(2, 2), torch.ones(2)).info)
told(lambda: torch.linalg.solve_ex(wrong, torch.ones(2, 1), check_errors=True))
indefinite = torch.stack([torch.eye(2), -torch.eye(2), torch.tensor([[1.0, 2], [2, 1]])])
told(lambda: torch.linalg.cholesky_ex(indefinite))
told(lambda: torch.linalg.cholesky_ex(indefinite, upper=True).info)
told(lambda: torch.linalg.cholesky_ex(indefinite, check_errors=True))
told(lambda: torch.linalg.cholesky_ex(torch.eye(2) * 2, upper=True))

z = torch.tensor([-1.0, 0.0, 2.0, float("nan")], requires_grad=True)
print(torch.angle(z), torch.autograd.grad(torch.angle(z).sum(), z), z.angle().dtype)
print(torch.angle(torch.tensor([-1, 0, 2])), torch.isreal(z), z.isreal())
for indices in (torch.tensor(5), torch.tensor([[1, 2], [3, -1]]), torch.tensor(7), torch.tensor(1.5)):
    told(lambda: torch.unravel_index(indices, (3, 2)))
told(lambda: torch.unravel_index(torch.tensor(1), 4))
told(lambda: torch.unravel_index(torch.tensor(1), (2, -4)))
grid = torch.arange(12.0).view(4, 3)
for size in (4, 13, 0, -1):
    told(lambda: torch.nonzero_static(grid, size=size))
told(lambda: torch.nonzero_static(grid > 8, size=4, fill_value=7))
points = torch.tensor([[0.0, 1], [1, 0], [2, 0], [2, 2]])
told(lambda: torch.histogramdd(points, bins=[3, 3]))
told(lambda: torch.histogramdd(points, bins=[3, 3], weight=torch.tensor([1.0, 2, 4, 8])))
told(lambda: torch.histogramdd(points, bins=[2, 2], range=[0.0, 1, 0, 1], density=True))
told(lambda: torch.histogramdd(points, bins=4).hist)
told(lambda: torch.histogramdd(points, bins=[torch.tensor([0.0, 1, 2]), torch.tensor([0.0, 2])]))
for thing in (grid, nn.Linear(1, 1), nn.Linear, 3, "a", torch.float32, grid.long()):
    print(torch.typename(thing))
pool, unpool = nn.MaxPool3d(2, return_indices=True), nn.MaxUnpool3d(2)
cube = torch.arange(64.0).view(1, 1, 4, 4, 4)
made, where = pool(cube)
print(unpool, unpool(made, where).nonzero().shape, unpool(made, where).sum())
