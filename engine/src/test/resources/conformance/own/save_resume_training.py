"""Checkpoints of model and optimiser that continue exactly where they were written."""
import io
import torch
from torch import nn

def build():
    torch.manual_seed(16)
    model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    return model, torch.optim.Adam(model.parameters(), lr=0.01)

def train(model, optimizer, steps, start=0):
    for step in range(start, start + steps):
        torch.manual_seed(step)
        x = torch.randn(5, 3)
        loss = (model(x) - x.sum(1, keepdim=True)).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return loss.item()

a, oa = build()
print(f"{train(a, oa, 6):.6f}")
b, ob = build()
train(b, ob, 3)
buffer = io.BytesIO()
torch.save({"epoch": 3, "model": b.state_dict(), "optimizer": ob.state_dict()}, buffer)
buffer.seek(0)
checkpoint = torch.load(buffer)
c, oc = build()
print(c.load_state_dict(checkpoint["model"]), sorted(checkpoint))
oc.load_state_dict(checkpoint["optimizer"])
print(f"{train(c, oc, 3, checkpoint['epoch']):.6f}", all(torch.equal(p, q) for p, q in zip(a.parameters(), c.parameters())), oc.state_dict()["state"][0]["step"])
