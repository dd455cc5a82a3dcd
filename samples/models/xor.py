# XOR: what one layer cannot learn, two can.
import torch
from torch import nn

torch.manual_seed(3)
x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
for epoch in range(60):
    optimizer.zero_grad()
    loss = nn.functional.binary_cross_entropy_with_logits(model(x), y)
    loss.backward()
    optimizer.step()
    if epoch % 20 == 19:
        print(epoch + 1, f"{loss.item():.4f}")
print(torch.sigmoid(model(x)).detach().round().flatten())
