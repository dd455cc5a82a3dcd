# Three ways to stop a gradient: detach(), no_grad(), and requires_grad_(False) for freezing.
import torch
from torch import nn

torch.manual_seed(0)
x = torch.tensor([2.0], requires_grad=True)
y = x * 3
cut = y.detach()
z = y * cut
z.backward()
print("through y only:", x.grad)

with torch.no_grad():
    quiet = x * 5
print("no_grad:", quiet.requires_grad, quiet.grad_fn)

model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
for parameter in model[0].parameters():
    parameter.requires_grad_(False)
optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.5)
before = model[0].weight.clone()
loss = model(torch.tensor([[1.0, 2.0]])).sum()
loss.backward()
optimizer.step()
print("frozen grad:", model[0].weight.grad, " head grad:", model[2].bias.grad)
print("frozen weight unchanged:", torch.equal(before, model[0].weight))
