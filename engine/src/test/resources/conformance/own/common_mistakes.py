"""The errors and surprises that beginners meet, with PyTorch's words for them."""
import torch
from torch import nn

def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", str(e).replace("\n", " / ")[:230])

w = torch.ones(2, requires_grad=True)
net = nn.Linear(3, 2)
attempt(lambda: (w * 2).backward())
attempt(lambda: torch.ones(1).backward())
loss = (w**2).sum()
loss.backward()
attempt(lambda: loss.backward())
attempt(lambda: w.numpy())
attempt(lambda: w.add_(1))
attempt(lambda: net(torch.ones(2, 4)))
attempt(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 3])))
attempt(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0.0, 1.0])))
attempt(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 1, 2])))
attempt(lambda: nn.MSELoss()(torch.ones(2), torch.ones(2).long()))
attempt(lambda: nn.BCELoss()(torch.tensor([1.5]), torch.tensor([1.0])))
attempt(lambda: nn.NLLLoss()(torch.ones(3), torch.tensor([1])))
attempt(lambda: net(torch.ones(2, 3).long()))
attempt(lambda: nn.Conv2d(1, 2, 3)(torch.ones(1, 2, 5, 5)))
attempt(lambda: nn.Conv2d(1, 2, 3)(torch.ones(5, 5)))
attempt(lambda: nn.Embedding(3, 2)(torch.tensor([3])))
attempt(lambda: torch.optim.SGD(net.parameters(), lr=-1))
attempt(lambda: torch.optim.SGD([], lr=0.1))
attempt(lambda: torch.optim.SGD([w * 2], lr=0.1))
attempt(lambda: torch.optim.Adam(net.parameters(), lr=0.1, betas=(1.5, 0.9)))
attempt(lambda: net.foo)
attempt(lambda: net.load_state_dict({"weight": torch.ones(2, 2)}))
attempt(lambda: nn.Sequential(nn.Linear(2, 3), nn.Linear(4, 1))(torch.ones(1, 2)))
attempt(lambda: nn.BatchNorm1d(3)(torch.ones(1, 3)))
attempt(lambda: nn.LSTM(3, 2)(torch.ones(2, 2, 4)))
attempt(lambda: torch.ones(2, 3).view(4, 2))
attempt(lambda: (w * 2).grad_fn(torch.ones(2)))
attempt(lambda: setattr(w, "grad", torch.ones(3)))
attempt(lambda: setattr(net, "weight", torch.ones(2, 3)))
attempt(lambda: nn.Parameter(torch.tensor([1])))
attempt(lambda: torch.tensor([1.0]).cuda())
attempt(lambda: torch.ones(1, device="cuda"))
attempt(lambda: net.to("cuda"))
y = w.exp()
y.add_(1)
attempt(lambda: y.sum().backward())
z = w * w
w.data[0] = 5.0
z.sum().backward()
print(w.grad)
a = torch.ones(2, requires_grad=True)
b = a.detach()
b[0] = 7.0
print(a, a.grad)
c = (a * 2).sum()
print(c.grad, (a * 2).is_leaf, c.requires_grad, a.detach().requires_grad)
class Bad(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(1, 1)
attempt(lambda: Bad())
class NoForward(nn.Module):
    pass
attempt(lambda: NoForward()(1))
attempt(lambda: torch.utils.data.DataLoader([1, 2], batch_size=0))
