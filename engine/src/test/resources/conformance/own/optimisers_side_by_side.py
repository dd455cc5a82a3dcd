"""Every optimiser from the same start: five steps, their state, and groups with options."""
import torch

def run(make, steps=5):
    w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    b = torch.tensor([0.5], requires_grad=True)
    opt = make([w, b])
    for _ in range(steps):
        opt.zero_grad()
        ((w * torch.tensor([1.0, 2.0, 0.5]) + b) ** 2).sum().backward()
        opt.step()
    return w, b, opt

O = torch.optim
for make in (lambda p: O.SGD(p, 0.05), lambda p: O.SGD(p, 0.05, momentum=0.9, dampening=0.1), lambda p: O.SGD(p, 0.05, momentum=0.9, nesterov=True, weight_decay=0.1), lambda p: O.SGD(p, 0.05, maximize=True), lambda p: O.Adam(p, 0.1), lambda p: O.Adam(p, 0.1, amsgrad=True, weight_decay=0.01), lambda p: O.AdamW(p, 0.1), lambda p: O.RMSprop(p, 0.05, momentum=0.5, centered=True), lambda p: O.Adagrad(p, 0.5, lr_decay=0.1), lambda p: O.Adadelta(p), lambda p: O.Adamax(p, 0.1), lambda p: O.NAdam(p, 0.1), lambda p: O.RAdam(p, 0.1), lambda p: O.ASGD(p, 0.05), lambda p: O.Rprop(p, 0.1)):
    w, b, opt = run(make)
    print(type(opt).__name__, w.detach(), b.detach(), sorted(opt.state[w]))
w, b, opt = run(lambda p: O.Adam([{"params": [p[0]], "lr": 0.2}, {"params": [p[1]]}], lr=0.1, betas=(0.8, 0.9)), 2)
print(opt, w, b, opt.state_dict()["param_groups"][0]["params"], opt.state[w]["exp_avg"], opt.state[w]["step"], sep="\n")
opt.add_param_group({"params": [torch.ones(1, requires_grad=True)], "lr": 1.0})
print(len(opt.param_groups), opt.param_groups[2]["betas"])
for bad in (lambda: O.SGD([w], lr=0.1, nesterov=True), lambda: O.Adam([w], eps=-1), lambda: opt.add_param_group({"params": [w]}), lambda: O.SGD([torch.ones(1, requires_grad=True) * 2], lr=0.1), lambda: O.SGD(w, lr=0.1), lambda: O.Adam([], lr=0.1), lambda: opt.load_state_dict(O.Adam([w]).state_dict()), lambda: O.SGD([w, w], lr=0.1), lambda: O.RMSprop([w], alpha=-1), lambda: O.SGD([{"params": [w]}], lr=0.1).step(lambda: torch.tensor(1.0))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
