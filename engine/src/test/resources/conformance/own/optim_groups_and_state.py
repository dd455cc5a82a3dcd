import torch
from torch import nn, optim
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
opt = optim.SGD([{"params": net[0].parameters(), "lr": 0.1}, {"params": net[1].parameters(), "momentum": 0.5, "nesterov": True}], lr=0.01)
print(opt)
for _ in range(3):
    opt.zero_grad()
    net(torch.ones(3, 2)).pow(2).sum().backward()
    opt.step()
print([p.detach().flatten() for p in net.parameters()])
s = opt.state_dict()
print(s["param_groups"][0], list(s["state"]), s["state"][2])
opt.add_param_group({"params": [nn.Parameter(torch.ones(1))], "weight_decay": 0.5})
print(len(opt.param_groups), opt.param_groups[2]["weight_decay"])
for kind, options in ((optim.Adam, {}), (optim.AdamW, dict(amsgrad=True)), (optim.RMSprop, dict(momentum=0.1, centered=True)), (optim.Adagrad, {}), (optim.Adadelta, {}), (optim.Adamax, {}), (optim.NAdam, {}), (optim.RAdam, {}), (optim.ASGD, {}), (optim.Rprop, {})):
    w = nn.Parameter(torch.tensor([1.0, -2.0]))
    o = kind([w], **options)
    print(o)
    w.pow(2).sum().backward()
    o.step()
    d = o.state_dict()
    print(sorted(d["state"][0]), w.data, d["state"][0].get("step"))
    o2 = kind([w], **options)
    o2.load_state_dict(d)
    w.grad = torch.tensor([0.1, 0.2])
    o2.step()
    print(w.data)
for bad in (lambda: optim.SGD([], lr=0.1), lambda: optim.SGD([torch.ones(1)], lr=-1), lambda: optim.Adam(torch.ones(1)), lambda: optim.Adam([nn.Parameter(torch.ones(1))], betas=(1.0, 0.9)), lambda: optim.SGD([nn.Parameter(torch.ones(1))], nesterov=True),
            lambda: optim.SGD([3]), lambda: optim.SGD([torch.ones(1, requires_grad=True) * 2]), lambda: opt.load_state_dict({"state": {}, "param_groups": []}), lambda: opt.add_param_group({"params": net[0].weight})):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
def closure():
    opt.zero_grad()
    loss = net(torch.ones(1, 2)).sum()
    loss.backward()
    return loss
print(opt.step(closure))
