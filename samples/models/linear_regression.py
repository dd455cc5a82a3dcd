# Linear regression: y = 2 x + 1 with noise, fitted by gradient descent.
import torch
from torch import nn

torch.manual_seed(0)
x = torch.linspace(-1, 1, 20).unsqueeze(1)
y = 2 * x + 1 + 0.1 * torch.randn(20, 1)

model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
for epoch in range(40):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(epoch + 1, f"{loss.item():.4f}")
print(f"slope {model.weight.item():.2f}, intercept {model.bias.item():.2f}")
