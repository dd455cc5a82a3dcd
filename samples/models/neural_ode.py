# A neural ODE by Euler's method: the same layer at every time step, so its gradients add up.
import torch
from torch import nn

torch.manual_seed(0)
field = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
optimizer = torch.optim.Adam(field.parameters(), lr=0.05)
start = torch.tensor([[1.0, 0.0]])
target = torch.tensor([[0.0, 1.0]])
for epoch in range(15):
    optimizer.zero_grad()
    state = start
    for _ in range(5):
        state = state + 0.2 * field(state)
    loss = (state - target).pow(2).sum()
    loss.backward()
    optimizer.step()
    if epoch % 5 == 4:
        print(epoch + 1, f"{loss.item():.3f}", [round(c, 2) for c in state[0].tolist()])
