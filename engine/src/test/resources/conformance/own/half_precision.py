"""float16 and bfloat16: storing, rounding, printing and limits."""
import torch

for kind in (torch.float16, torch.bfloat16):
    x = torch.tensor([0.1, 1.0, 3.14159, 1000.5, 65504.0, 1e-8, -2.5], dtype=kind)
    print(x, x.float(), x + x, x * 3, x.sum(), x.double()[0].item(), x.to(torch.int32), (x > 1), x.half().dtype, x.bfloat16().dtype, x.element_size(), sep="\n")
    print(torch.finfo(kind).max, torch.finfo(kind).eps, torch.finfo(kind).tiny, x[2].item(), x.exp()[:3], x.sqrt()[:4], x[:3] / 3, x.mean(), x.max(), torch.zeros(2, dtype=kind), torch.ones(2, 2, dtype=kind) @ torch.ones(2, 2, dtype=kind), sep="\n")
    w = torch.tensor([1.0, 2.0], dtype=kind, requires_grad=True)
    (w * w).sum().backward()
    print(w.grad, (w + torch.ones(2)).dtype)
print(torch.tensor(70000.0).half(), torch.tensor(1e-8).half(), torch.tensor(1.001).bfloat16(), torch.tensor([1, 2]).half(), torch.arange(3, dtype=torch.float16), torch.finfo(torch.float32), torch.iinfo(torch.int8), torch.finfo(torch.float64).eps)
net = torch.nn.Linear(2, 1).half()
print(net.weight.dtype, net.float().weight.dtype, next(net.double().parameters()).dtype)
