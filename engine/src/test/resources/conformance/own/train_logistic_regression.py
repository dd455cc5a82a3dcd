"""Binary classification of two clouds with BCE in its two forms."""
import torch
from torch import nn

torch.manual_seed(1)
x = torch.cat([torch.randn(20, 2) + 1.5, torch.randn(20, 2) - 1.5])
y = torch.cat([torch.ones(20), torch.zeros(20)])
model = nn.Linear(2, 1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
criterion = nn.BCEWithLogitsLoss()
for epoch in range(20):
    optimizer.zero_grad()
    logits = model(x).squeeze(1)
    loss = criterion(logits, y)
    loss.backward()
    optimizer.step()
    if epoch % 5 == 0:
        accuracy = ((logits > 0).float() == y).float().mean()
        print(f"epoch {epoch} loss {loss.item():.4f} accuracy {accuracy:.2f}")
p = torch.sigmoid(model(x).squeeze(1))
print(f"{nn.functional.binary_cross_entropy(p, y).item():.4f} {criterion(model(x).squeeze(1), y).item():.4f}")
print(model.weight.data, model.bias.data, sep="\n")
print(nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0), reduction="sum")(logits.detach(), y))
