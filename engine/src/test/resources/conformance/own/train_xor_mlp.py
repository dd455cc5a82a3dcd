"""XOR with a hidden layer, momentum and a learning rate schedule."""
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(2, 4)
        self.fc2 = nn.Linear(4, 1)

    def forward(self, x):
        return torch.sigmoid(self.fc2(torch.tanh(self.fc1(x))))

torch.manual_seed(2)
net = Net()
print(net)
X = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
Y = torch.tensor([[0.0], [1], [1], [0]])
opt = torch.optim.SGD(net.parameters(), lr=1.0, momentum=0.9)
sched = torch.optim.lr_scheduler.StepLR(opt, step_size=40, gamma=0.5)
for step in range(80):
    opt.zero_grad()
    loss = F.binary_cross_entropy(net(X), Y)
    loss.backward()
    opt.step()
    sched.step()
    if step % 20 == 0:
        print(step, "%.3f" % loss.item(), sched.get_last_lr(), [round(p.grad.norm().item(), 3) for p in net.parameters()])
print((net(X) > 0.5).int().flatten().tolist(), sum(p.numel() for p in net.parameters()))
