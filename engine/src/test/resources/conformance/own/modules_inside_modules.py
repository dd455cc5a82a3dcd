"""named_modules, apply, children, buffers, train and eval, to and deepcopy of nested modules."""
import copy
import torch
from torch import nn

class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor([2.0]))
        self.register_buffer("steps", torch.zeros((), dtype=torch.long))
        self.register_buffer("hidden", torch.ones(1), persistent=False)
        self.register_parameter("none", None)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        self.steps += 1
        return self.drop(x * self.scale)

    def extra_repr(self):
        return f"scale={self.scale.item()}"

class Outer(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.list = Inner(), nn.ModuleList([nn.Linear(1, 2), Inner()])
        self.again = self.first
        self.weights = nn.ParameterList([nn.Parameter(torch.ones(1)) for _ in range(2)])
        self.named = nn.ParameterDict({"k": nn.Parameter(torch.zeros(2))})

torch.manual_seed(0)
net = Outer()
print(net)
print([n for n, _ in net.named_modules()], [n for n, _ in net.named_parameters()], [n for n, _ in net.named_buffers()], list(net.state_dict()), [n for n, _ in net.named_children()], len(list(net.modules())), [n for n, _ in net.named_parameters(recurse=False)], [n for n, _ in net.named_modules(remove_duplicate=False)], sep="\n")
net.eval()
print(net.first.drop.training, net.training, net.first(torch.ones(3)), net.first.steps, net.train() is net, net.list[1].training)
twin = copy.deepcopy(net)
twin.first.scale.data.fill_(9.0)
print(net.first.scale.item(), twin.again.scale.item(), twin.again is twin.first)
net.apply(lambda m: m.scale.data.mul_(3) if isinstance(m, Inner) else None)
print(net.first.scale, net.double().first.scale.dtype, net.first.steps.dtype, net.float().first.hidden.dtype)
print(net.get_submodule("list.0"), net.get_parameter("list.0.bias").shape, net.get_buffer("first.steps"), hasattr(net.first, "none"), net.first.none)
net.requires_grad_(False)
print(any(p.requires_grad for p in net.parameters()))
del net.list[1]
net.add_module("added", nn.ReLU())
print([n for n, _ in net.named_children()], len(net.list), sum(1 for _ in net.parameters()))
for bad in (lambda: net.get_submodule("nope"), lambda: net.add_module("a.b", nn.ReLU()), lambda: net.add_module("x", 3), lambda: net.register_buffer("first", torch.ones(1)), lambda: net.register_parameter("p", torch.ones(1)), lambda: net(1), lambda: setattr(net, "first", 3)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:160])
