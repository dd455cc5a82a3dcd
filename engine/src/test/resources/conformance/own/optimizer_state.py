"""What each optimizer keeps for a parameter, in order, and what LBFGS keeps."""
import torch

for name, options in (
    ("SGD", {"momentum": 0.9}), ("Adam", {"amsgrad": True}), ("AdamW", {}),
    ("RMSprop", {"momentum": 0.5, "centered": True}), ("Adagrad", {}), ("Adadelta", {}),
    ("Adamax", {}), ("NAdam", {}), ("RAdam", {}), ("ASGD", {}), ("Rprop", {}),
):
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    optimizer = getattr(torch.optim, name)([p], lr=0.1, **options)
    for _ in range(2):
        optimizer.zero_grad()
        (p * p).sum().backward()
        optimizer.step()
    print(name, optimizer.state_dict())

for search in (None, "strong_wolfe"):
    p = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    optimizer = torch.optim.LBFGS([p], lr=0.5, max_iter=3, line_search_fn=search)

    def closure():
        optimizer.zero_grad()
        loss = ((p - 3) ** 4).sum() + (p[0] * p[1]) ** 2
        loss.backward()
        return loss

    for _ in range(2):
        print(optimizer.step(closure))
    state = optimizer.state[p]
    print(p, {k: v if not isinstance(v, list) else len(v) for k, v in state.items()})
    print(state["al"][:2], state["H_diag"])

p = torch.nn.Parameter(torch.tensor([1.0]))
optimizer = torch.optim.SGD([p], lr=1.0)
schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch)
optimizer.step()
schedule.step()
print(schedule.state_dict())
