# Logistic regression: two clouds of points, a straight border between them.
import torch
from torch import nn

torch.manual_seed(0)
left = torch.randn(20, 2) + torch.tensor([-1.5, 0.0])
right = torch.randn(20, 2) + torch.tensor([1.5, 0.5])
x = torch.cat([left, right])
y = torch.cat([torch.zeros(20), torch.ones(20)])

model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5, weight_decay=0.01)
for epoch in range(30):
    optimizer.zero_grad()
    logits = model(x).squeeze(1)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, y)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        right_answers = ((logits > 0) == (y > 0.5)).sum().item()
        print(epoch + 1, f"loss {loss.item():.4f}", f"{right_answers} of 40")
