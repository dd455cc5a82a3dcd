# SGD, momentum, RMSprop and Adam on the same valley f(x, y) = x^2 / 2 + 10 y^2, and a scheduler.
import torch

makers = {
    "SGD": lambda p: torch.optim.SGD([p], lr=0.04),
    "momentum": lambda p: torch.optim.SGD([p], lr=0.04, momentum=0.8),
    "RMSprop": lambda p: torch.optim.RMSprop([p], lr=0.2),
    "Adam": lambda p: torch.optim.Adam([p], lr=0.4),
}
for name, make in makers.items():
    point = torch.tensor([4.0, 1.0], requires_grad=True)
    optimizer = make(point)
    for step in range(5):
        optimizer.zero_grad()
        valley = point[0] ** 2 / 2 + 10 * point[1] ** 2
        valley.backward()
        optimizer.step()
    print(f"{name:9}", [round(c, 4) for c in point.tolist()])

# a scheduler changes only the learning rate
point = torch.tensor([4.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([point], lr=0.08)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
for step in range(4):
    optimizer.zero_grad()
    valley = point[0] ** 2 / 2 + 10 * point[1] ** 2
    valley.backward()
    optimizer.step()
    print("lr", scheduler.get_last_lr()[0], " y", round(point[1].item(), 4))
    scheduler.step()
