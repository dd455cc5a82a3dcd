"""Warm-up, cosine decay, plateaus and early stopping with the best state kept."""
import copy
import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, ReduceLROnPlateau, SequentialLR

torch.manual_seed(14)
x, y = torch.randn(16, 3), torch.randn(16, 1)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = SequentialLR(optimizer, [LinearLR(optimizer, 0.1, total_iters=3), CosineAnnealingLR(optimizer, 5)], milestones=[3])
for epoch in range(8):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    print(epoch, f"{optimizer.param_groups[0]['lr']:.4f}", f"{loss.item():.4f}")
    scheduler.step()
plateau = ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
best, best_state, waited = float("inf"), None, 0
for epoch, value in enumerate([1.0, 0.9, 0.95, 0.93, 0.92, 0.8, 0.85]):
    plateau.step(value)
    if value < best:
        best, best_state, waited = value, copy.deepcopy(model.state_dict()), 0
    else:
        waited += 1
    print(epoch, value, f"{optimizer.param_groups[0]['lr']:.6f}", waited)
    if waited == 3:
        print("stop")
        break
model.load_state_dict(best_state)
print(best, plateau.num_bad_epochs, {k: round(v, 5) if isinstance(v, float) else v for k, v in plateau.state_dict().items() if k in ("best", "last_epoch", "num_bad_epochs")})
