# MAML: learn a starting point from which one gradient step is enough (create_graph in the inner step).
import torch

torch.manual_seed(0)
w = torch.tensor([0.0, 0.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
tasks = [torch.tensor([1.0, 2.0]), torch.tensor([2.0, 0.0])]
x = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

for epoch in range(8):
    optimizer.zero_grad()
    outer = torch.zeros(())
    for task in tasks:
        y = x @ task
        inner = (x @ w - y).pow(2).mean()
        (slope,) = torch.autograd.grad(inner, w, create_graph=True)
        adapted = w - 0.3 * slope
        outer = outer + (x @ adapted - y).pow(2).mean()
    outer.backward()
    optimizer.step()
    if epoch % 4 == 3:
        print(epoch + 1, f"after one inner step: {outer.item():.4f}", [round(c, 3) for c in w.tolist()])
