# Vanishing and exploding gradients in a deep chain; what initialisation and normalisation change.
import torch
from torch import nn

torch.manual_seed(1)
x = torch.randn(16, 8)


def deep(gain, activation=nn.Tanh, normalise=False):
    layers = []
    for _ in range(8):
        linear = nn.Linear(8, 8)
        nn.init.xavier_normal_(linear.weight, gain=gain)
        layers.append(linear)
        if normalise:
            layers.append(nn.LayerNorm(8))
        layers.append(activation())
    return nn.Sequential(*layers)


def norms(model):
    model.zero_grad()
    model(x).pow(2).sum().backward()
    return [m.weight.grad.norm().item() for m in model if isinstance(m, nn.Linear)]


def show(name, model):
    first, *_, last = norms(model)
    print(f"{name:22} first layer {first:.1e}  last layer {last:.1e}")


small = deep(0.3)
show("gain 0.3", small)

large = deep(3.0, activation=nn.ReLU)
show("gain 3.0, ReLU", large)

good = deep(5 / 3)
show("gain 5/3", good)

normal = deep(0.3, normalise=True)
show("gain 0.3, LayerNorm", normal)
