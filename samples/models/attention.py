# Scaled dot-product attention written out: a query learns which key to look at.
import math

import torch

torch.manual_seed(0)
keys = torch.eye(4)
values = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
query = torch.zeros(1, 4, requires_grad=True)

optimizer = torch.optim.SGD([query], lr=2.0)
for step in range(12):
    optimizer.zero_grad()
    scores = query @ keys.T / math.sqrt(4)
    weights = torch.softmax(scores, dim=-1)
    out = weights @ values
    loss = (out - 4.0).pow(2).mean()
    loss.backward()
    optimizer.step()
    if step % 4 == 3:
        print(step + 1, [round(w, 2) for w in weights[0].tolist()], f"loss {loss.item():.3f}")
