"""Gradients layer by layer in deep networks: sigmoid, tanh, relu, and what initialisation does."""
import torch
from torch import nn

for activation in (nn.Sigmoid, nn.Tanh, nn.ReLU):
    for init in ("default", "xavier", "kaiming", "zeros"):
        torch.manual_seed(28)
        layers = []
        for _ in range(6):
            linear = nn.Linear(8, 8)
            if init == "xavier":
                nn.init.xavier_uniform_(linear.weight)
            elif init == "kaiming":
                nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
            elif init == "zeros":
                nn.init.zeros_(linear.weight)
            layers += [linear, activation()]
        net = nn.Sequential(*layers)
        net(torch.randn(4, 8)).pow(2).sum().backward()
        norms = [net[i].weight.grad.norm().item() for i in range(0, 12, 2)]
        print(activation.__name__, init, " ".join(f"{n:.2e}" for n in norms))
dead = nn.Linear(2, 2)
dead.bias.data.fill_(-10.0)
torch.relu(dead(torch.ones(1, 2))).sum().backward()
print(dead.weight.grad, dead.bias.grad)
x = torch.tensor([0.0], requires_grad=True)
(torch.where(x == 0, torch.zeros_like(x), x.log())).sum().backward()
print(x.grad)
x = torch.tensor([100.0], requires_grad=True)
torch.log(torch.softmax(torch.cat([x, -x]), 0))[1].backward()
print(x.grad)
