"""Rosenbrock's valley by LBFGS with a closure, and by Newton's method with the Hessian."""
import torch
from torch.autograd.functional import hessian

def rosenbrock(p):
    return (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2

p = torch.tensor([-1.0, 1.0], dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.LBFGS([p], lr=1, max_iter=10, line_search_fn="strong_wolfe")

def closure():
    optimizer.zero_grad()
    loss = rosenbrock(p)
    loss.backward()
    return loss

for step in range(4):
    loss = optimizer.step(closure)
    print(step, f"{loss.item():.6f}", [f"{v:.5f}" for v in p.tolist()])
q = torch.tensor([0.5, 0.5], dtype=torch.float64)
for step in range(5):
    q.requires_grad_()
    (g,) = torch.autograd.grad(rosenbrock(q), q)
    H = hessian(rosenbrock, q)
    q = (q - torch.linalg.solve(H, g)).detach()
    print(step, [f"{v:.6f}" for v in q.tolist()])
