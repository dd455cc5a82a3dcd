"""A Dataset, a DataLoader with shuffling, and an accuracy at the end of each epoch."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, random_split

class Spirals(Dataset):
    def __init__(self, n):
        t = torch.linspace(0, 3, n)
        a = torch.stack([t * torch.cos(2 * t), t * torch.sin(2 * t)], 1)
        self.x, self.y = torch.cat([a, -a]), torch.cat([torch.zeros(n), torch.ones(n)]).long()

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.x[i], self.y[i]

torch.manual_seed(15)
train, test = random_split(Spirals(12), [18, 6])
loader = DataLoader(train, batch_size=5, shuffle=True)
model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer, criterion = torch.optim.Adam(model.parameters(), lr=0.02), nn.CrossEntropyLoss()
for epoch in range(4):
    total = 0.0
    for batch, (inputs, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
    with torch.no_grad():
        correct = sum((model(a).argmax(1) == b).sum().item() for a, b in DataLoader(test, batch_size=4))
    print(f"Epoch {epoch + 1}, batches {batch + 1}, loss {total / len(train):.4f}, test {correct}/{len(test)}")
print(len(loader), [tuple(b[0].shape) for b in loader], next(iter(DataLoader(TensorDataset(torch.arange(3.0)), batch_size=2))))
