# What each statement of a training loop means: with SGD and momentum, then with Adam.
import torch
from torch import nn
from torch.optim import SGD, Adam

torch.manual_seed(0)
input = torch.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
target = torch.tensor([[1.0], [0.0], [2.0]])
loss_fn = nn.MSELoss()

model = nn.Linear(2, 1)
optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
for epoch in range(2):
    optimizer.zero_grad()
    loss_fn(model(input), target).backward()
    print("weight.grad", model.weight.grad)
    optimizer.step()
    print("weight", model.weight.data)

adaptive = nn.Linear(2, 1)
adam = Adam(adaptive.parameters(), lr=0.1)
for epoch in range(2):
    adam.zero_grad()
    loss = loss_fn(adaptive(input), target)
    loss.backward()
    before = adaptive.weight.detach().clone()
    adam.step()
    print("Adam moves the weight by", adaptive.weight.data - before)
