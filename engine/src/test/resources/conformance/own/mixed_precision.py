"""Mixed precision as tutorials write it, on a machine without a GPU: switched off, with a warning."""
import warnings
import torch
from torch import nn

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scaler = torch.amp.GradScaler("cuda")
    with torch.autocast("cuda", dtype=torch.float16):
        y = torch.ones(2, 2) @ torch.ones(2, 2)
print([str(w.message) for w in caught])
print(y.dtype, scaler.is_enabled(), scaler.get_scale(), scaler.state_dict())
torch.manual_seed(0)
net = nn.Linear(2, 1)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(3):
    with torch.autocast("cuda", enabled=False), torch.autocast(device_type="cpu", enabled=False):
        loss = net(torch.ones(4, 2)).pow(2).mean()
    optimizer.zero_grad()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    scaler.step(optimizer)
    scaler.update()
    print(step, f"{loss.item():.4f}", loss.dtype)

@torch.autocast("cuda", enabled=False)
def double(x):
    return x * 2

print(double(torch.ones(1)))
try:
    torch.autocast(3)
except ValueError as e:
    print(e)
