import torch
from torch import nn
from collections import OrderedDict
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
        self.bn = nn.BatchNorm1d(2)
        self.register_buffer("scale", torch.ones(1))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)
        self.extra = nn.Parameter(torch.zeros(2))
        self.register_parameter("none", None)
    def forward(self, x):
        return self.bn(self.fc(x)) * self.scale + self.extra
net = Net()
print(net)
print(list(net.state_dict()))
print([n for n, _ in net.named_parameters()], [n for n, _ in net.named_buffers()], [n for n, _ in net.named_modules()], [n for n, _ in net.named_children()])
for change in (
    lambda s: s.pop("extra"), lambda s: s.update(other=torch.zeros(1)), lambda s: s.update(extra=torch.zeros(3)),
    lambda s: (s.pop("fc.weight"), s.pop("scale"), s.update({"fc.foo": torch.ones(1)})),
):
    s = OrderedDict(net.state_dict())
    change(s)
    try:
        print(net.load_state_dict(s))
    except Exception as e:
        print(type(e).__name__, "|", e)
    try:
        print(net.load_state_dict(s, strict=False))
    except Exception as e:
        print(type(e).__name__, "|", e)
other = Net()
print(other.load_state_dict(net.state_dict()))
print(torch.equal(other.fc.weight, net.fc.weight), other.fc.weight is net.fc.weight)
s = net.state_dict(prefix="model.")
print(list(s)[:2], s["model.fc.weight"].requires_grad, net.state_dict(keep_vars=True)["fc.weight"].requires_grad)
try:
    net.load_state_dict([1])
except Exception as e:
    print(type(e).__name__, "|", e)
print(s._metadata["model.bn"] if "model.bn" in s._metadata else sorted(s._metadata)[:3])
