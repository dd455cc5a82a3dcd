import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters, get_total_norm
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
(net(torch.ones(1, 2)) * 10).sum().backward()
print(clip_grad_norm_(net.parameters(), 1.0), [p.grad for p in net.parameters()])
(net(torch.ones(1, 2)) * 10).sum().backward()
print(clip_grad_norm_(net.parameters(), 2.0, norm_type=float("inf")), clip_grad_norm_(net.parameters(), 2.0, norm_type=1))
clip_grad_value_(net.parameters(), 0.05); print([p.grad for p in net.parameters()])
v = parameters_to_vector(net.parameters()); print(v, v.shape)
vector_to_parameters(torch.arange(9.0), net.parameters()); print(list(net.parameters()))
net[0].weight.grad[0, 0] = float("nan")
print(clip_grad_norm_(net.parameters(), 1.0))
try:
    net[0].weight.grad[0, 0] = float("nan")
    clip_grad_norm_(net.parameters(), 1.0, error_if_nonfinite=True)
except RuntimeError as e:
    print(e)
print(clip_grad_norm_([], 1.0))
w = torch.nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
print(w, [n for n, _ in w.named_parameters()])
print(torch.allclose(w.weight.norm(dim=1, keepdim=True), w.parametrizations.weight.original0))
w(torch.ones(1, 2)).sum().backward(); print(w.parametrizations.weight.original0.grad.shape, w.parametrizations.weight.original1.grad)
