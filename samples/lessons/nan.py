# NaN: how it is born, how it travels through backward() into a parameter, and how to find it.
import torch

x = torch.tensor([4.0, 0.0], requires_grad=True)
y = torch.sqrt(x)
print("forward is fine:", y)
(y * torch.tensor([1.0, 0.0])).sum().backward()
print("backward is not:", x.grad)

# the mask comes too late: 0 * inf is NaN. Masking the input helps.
x.grad = None
safe = torch.where(x > 0, x, torch.ones_like(x))
y = torch.where(x > 0, torch.sqrt(safe), torch.zeros_like(x))
y.sum().backward()
print("masked before:", x.grad)

# one NaN spreads over a parameter, and over everything computed with it
w = torch.tensor([1.0, 1.0], requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
scores = torch.tensor([[0.0, 1.0], [2.0, 0.0]])
for step in range(2):
    optimizer.zero_grad()
    loss = -torch.log(scores @ w - 1).mean()
    loss.backward()
    optimizer.step()
    print("loss", loss.item(), " w", w.data)
