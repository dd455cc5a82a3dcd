"""weight_norm and spectral_norm of older programs, and pruning."""
import warnings

import torch
import torch.nn.utils.prune as prune
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)
m = nn.utils.weight_norm(nn.Linear(2, 2))
print(m, m.state_dict())
m(torch.ones(2)).sum().backward()
print(m.weight_g.grad, m.weight_v.grad)
nn.utils.remove_weight_norm(m)
print(list(m.state_dict()))
try:
    nn.utils.remove_weight_norm(m)
except ValueError as error:
    print(error)
for dim in (1, None):
    print(nn.utils.weight_norm(nn.Conv1d(2, 3, 2), dim=dim).weight_g)

m = nn.utils.spectral_norm(nn.Linear(2, 3))
print(list(m.state_dict()))
m(torch.ones(2)).sum().backward()
print(m.weight, m.weight_orig.grad, m.weight_u)
m.eval()
print(m(torch.ones(2)))
print(list(nn.utils.remove_spectral_norm(m).state_dict()))

m = nn.Linear(3, 2)
prune.l1_unstructured(m, "weight", amount=0.5)
print(m.weight, list(m.named_buffers()), [name for name, _ in m.named_parameters()])
prune.random_unstructured(m, "weight", 1)
m(torch.ones(3)).sum().backward()
print(m.weight, m.weight_orig.grad)
prune.remove(m, "weight")
print(m.weight, prune.is_pruned(m))
m = nn.Linear(3, 4)
prune.ln_structured(m, "weight", amount=0.5, n=2, dim=0)
prune.custom_from_mask(m, "bias", torch.tensor([0, 1, 1, 0]))
print(m.weight, m.bias, prune.is_pruned(m))
m = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
prune.global_unstructured(
    [(m[0], "weight"), (m[2], "weight")], pruning_method=prune.L1Unstructured, amount=0.4
)
print(m[0].weight, m[2].weight, list(m.state_dict()))
for attempt in (
    lambda: prune.remove(m[1], "weight"),
    lambda: prune.l1_unstructured(nn.Linear(3, 4), "weight", 1.5),
    lambda: prune.l1_unstructured(nn.Linear(3, 4), "weight", 100),
    lambda: prune.random_structured(nn.Linear(3, 4), "bias", 1, 0),
):
    try:
        attempt()
    except Exception as error:
        print(type(error).__name__, error)
