import torch, copy
from torch import nn
class Block(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.lin = nn.Linear(n, n)
        self.act = nn.ReLU()
    def forward(self, x):
        return self.act(self.lin(x))
    def extra_repr(self):
        return "a block"
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(2), Block(2)])
        self.heads = nn.ModuleDict({"a": nn.Linear(2, 1), "b": nn.Identity()})
        self.ps = nn.ParameterList([nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(2))])
        self.pd = nn.ParameterDict({"k": nn.Parameter(torch.ones(2))})
    def forward(self, x):
        for b in self.blocks:
            x = b(x)
        return self.heads["a"](x)
torch.manual_seed(1)
net = Net()
print(net)
print([n for n, p in net.named_parameters()])
print(sum(p.numel() for p in net.parameters()))
net.apply(lambda m: nn.init.constant_(m.weight, 0.5) if isinstance(m, nn.Linear) else None)
print(net.blocks[0].lin.weight)
print(net.training, net.eval().training, net.blocks[1].act.training, net.train().training)
net.double(); print(net.blocks[0].lin.weight.dtype); net.float()
net.requires_grad_(False); print([p.requires_grad for p in net.parameters()][:2]); net.requires_grad_(True)
twin = copy.deepcopy(net)
print(twin.blocks[0].lin.weight is net.blocks[0].lin.weight, torch.equal(twin.blocks[0].lin.weight, net.blocks[0].lin.weight))
print(net.get_submodule("blocks.0.lin"), net.get_parameter("blocks.0.lin.bias").shape)
for bad in (
    lambda: net.get_submodule("blocks.5"), lambda: net.nothing, lambda: net.get_parameter("heads.a.foo"),
    lambda: setattr(net.blocks[0].lin, "weight", torch.ones(2, 2)), lambda: nn.Module()(1), lambda: net.add_module("a.b", nn.ReLU()),
    lambda: net.register_buffer("blocks", torch.ones(1)), lambda: net.register_parameter("q", torch.ones(1)),
    lambda: nn.Sequential(1), lambda: net.load_state_dict({}), lambda: nn.Linear(2, 3)(torch.ones(4)),
):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:400])
seq = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
seq.append(nn.Linear(2, 1)); seq.insert(1, nn.Identity())
print(seq, len(seq), seq[1:3], seq[-1])
del seq[1]
print(len(seq), [n for n, _ in seq.named_children()])
class Lost(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)
try:
    Lost()
except Exception as e:
    print(type(e).__name__, "|", e)
