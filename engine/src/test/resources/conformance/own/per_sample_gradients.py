"""Per-sample gradients three ways: a loop, vmap of grad, and hooks."""
import torch
from torch import nn
from torch.func import functional_call, grad, vmap

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
x, y = torch.randn(4, 3), torch.randn(4, 1)
loop = []
for xi, yi in zip(x, y):
    net.zero_grad()
    ((net(xi) - yi) ** 2).sum().backward()
    loop.append(net[0].weight.grad.clone())
params = {k: v.detach() for k, v in net.named_parameters()}
def loss(p, xi, yi):
    return ((functional_call(net, p, (xi,)) - yi) ** 2).sum()
batched = vmap(grad(loss), in_dims=(None, 0, 0))(params, x, y)
print(batched["0.weight"].shape, torch.allclose(batched["0.weight"], torch.stack(loop), atol=1e-6), f"{batched['0.weight'].norm(dim=(1, 2)).sum().item():.4f}")
seen = {}
net[0].register_forward_hook(lambda m, i, o: seen.__setitem__("x", i[0].detach()))
net[0].register_full_backward_hook(lambda m, gi, go: seen.__setitem__("g", go[0]))
net.zero_grad()
((net(x) - y) ** 2).sum().backward()
print(torch.allclose(torch.einsum("ni,nj->nij", seen["g"], seen["x"]), torch.stack(loop), atol=1e-6))
norms = torch.stack([g.norm() for g in loop])
scale = (1.0 / norms).clamp(max=1.0)
print((scale[:, None, None] * torch.stack(loop)).sum(0).norm() <= 4.0001, f"{norms.sum().item():.4f}")
