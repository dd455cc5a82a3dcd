"""How tensors print: widths, signs, scientific mode, summaries and nesting."""
import math
import torch

print(torch.tensor([1.0, 10.0, 100.0]), torch.tensor([1.0, 1000.5]), torch.tensor([0.0001, 1.0]), torch.tensor([1e-5, 1.0]), torch.tensor([1e8, 1.0]), torch.tensor([123456.0, 0.5]), torch.tensor([1e5, 2e5]), torch.tensor([99999.0]), torch.tensor([0.1 + 0.2]), sep="\n")
print(torch.tensor([math.nan, 1.0]), torch.tensor([math.inf, -1.5]), torch.tensor([math.inf, 2.0]), torch.tensor([-math.inf, math.nan]), torch.tensor([-0.0, 0.0]), torch.tensor([1, -20, 300]), torch.tensor([True, False]), torch.tensor([1e-40]), torch.tensor([3.0]), torch.tensor(3.0), torch.tensor(1e10), torch.tensor(1.23456789), torch.tensor(-1e-7), sep="\n")
print(torch.arange(1001), torch.arange(1000.0).view(10, 100)[:, :7], torch.zeros(40, 40), torch.arange(2000).view(2, 10, 100), torch.arange(16).view(2, 2, 2, 2), torch.zeros(3, 0), torch.zeros(2, 0, 3), torch.arange(30.0), sep="\n")
print(torch.arange(24.0, dtype=torch.float64) / 7, torch.tensor([1.0], dtype=torch.float16), torch.tensor([1.5], dtype=torch.bfloat16), torch.tensor([1], dtype=torch.int8), torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True) * 2, (torch.ones(2, 2, requires_grad=True) @ torch.ones(2, 2)).sum(), torch.ones(1, requires_grad=True, dtype=torch.float64).exp(), torch.ones(60, requires_grad=True) + 1, sep="\n")
torch.set_printoptions(precision=2)
print(torch.tensor([1.23456, 2.0]), torch.tensor(1.23456))
torch.set_printoptions(precision=6, sci_mode=True)
print(torch.tensor([1.23456, 2.0]))
torch.set_printoptions(profile="default")
torch.set_printoptions(threshold=5, edgeitems=2)
print(torch.arange(10), torch.arange(100).view(10, 10))
torch.set_printoptions(profile="full")
print(torch.arange(1005).sum(), torch.zeros(1001).shape)
torch.set_printoptions(profile="default", linewidth=40)
print(torch.arange(20))
torch.set_printoptions(profile="default", sci_mode=False)
print(torch.tensor([1e-10, 1.0]), torch.tensor([1e10, 1.0]))
