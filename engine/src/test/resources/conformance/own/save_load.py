import io, torch
from torch import nn
torch.manual_seed(0)
net = nn.Linear(2, 2); opt = torch.optim.Adam(net.parameters(), lr=0.1)
net(torch.ones(1, 2)).sum().backward(); opt.step()
buffer = io.BytesIO()
torch.save({"model": net.state_dict(), "opt": opt.state_dict(), "epoch": 3, "t": torch.tensor([1, 2]), "b": torch.tensor([True]), "d": torch.ones(1).double(), "n": None, "l": [1, 2.5, "s"], "tup": (1, 2)}, buffer)
buffer.seek(0)
back = torch.load(buffer)
print(sorted(back), back["epoch"], back["t"], back["b"], back["d"], back["n"], back["l"], back["tup"], type(back["model"]).__name__)
twin = nn.Linear(2, 2); print(twin.load_state_dict(back["model"])); print(torch.equal(twin.weight, net.weight))
o = torch.optim.Adam(twin.parameters()); o.load_state_dict(back["opt"]); print(o.param_groups[0]["lr"], torch.equal(o.state[twin.weight]["exp_avg"], opt.state[net.weight]["exp_avg"]))
buffer = io.BytesIO(); torch.save(torch.arange(3.0, requires_grad=True), buffer); buffer.seek(0); print(torch.load(buffer, weights_only=True, map_location="cpu"))
buffer = io.BytesIO(); torch.save(net.weight, buffer); buffer.seek(0); print(type(torch.load(buffer)).__name__)
