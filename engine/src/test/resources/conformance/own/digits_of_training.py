"""The last digits of products, layers and training loops, as the digests of all their numbers."""

import hashlib

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)


def digest(*tensors):
    numbers = " ".join(float(v).hex() for t in tensors for v in t.detach().flatten().tolist())
    return hashlib.md5(numbers.encode()).hexdigest()[:12]


def show(name, function, *operands):
    operands = [x.clone().requires_grad_() for x in operands]
    out = function(*operands)
    cotangent = torch.linspace(-1, 1, out.numel()).reshape(out.shape)
    print(name, digest(out), *(digest(g) for g in torch.autograd.grad(out, operands, cotangent)))


R = torch.randn
torch.manual_seed(0)
for n, k, m in ((1, 2, 3), (1, 10, 1), (4, 2, 8), (8, 16, 2), (32, 10, 5), (64, 20, 1), (64, 784, 10), (1, 100, 50)):
    show(f"linear {n} {k} {m}", F.linear, R(n, k), R(m, k), R(m))
    show(f"mm {n} {k} {m}", torch.mm, R(n, k), R(k, m))
show("convolution", F.conv2d, R(2, 3, 7, 7), R(4, 3, 3, 3), R(4))
show("one image", F.conv2d, R(1, 3, 7, 7), R(4, 3, 3, 3), R(4))
show("one large image", F.conv2d, R(1, 3, 90, 90), R(4, 3, 3, 3), R(4))
show("20 channels", F.conv2d, R(2, 20, 6, 6), R(5, 20, 3, 3), R(5))
show("32 channels", lambda *a: F.conv2d(*a, padding=1), R(2, 32, 10, 10), R(64, 32, 3, 3), R(64))
show("1×1", F.conv2d, R(2, 20, 6, 6), R(5, 20, 1, 1), R(5))
show("5×5", lambda *a: F.conv2d(*a, padding=2), R(4, 1, 28, 28), R(16, 1, 5, 5), R(16))
show("by 2", lambda *a: F.conv2d(*a, stride=2, padding=1), R(4, 3, 32, 32), R(16, 3, 3, 3), R(16))
show("by 2, odd", lambda *a: F.conv2d(*a, stride=2, padding=1), R(2, 3, 7, 7), R(4, 3, 3, 3), R(4))
show("dilated", lambda *a: F.conv2d(*a, dilation=2), R(2, 3, 9, 9), R(4, 3, 3, 3))
show("depthwise", lambda *a: F.conv2d(*a, groups=8), R(2, 8, 6, 6), R(8, 1, 3, 3))
show("1-d", F.conv1d, R(4, 3, 20), R(5, 3, 5), R(5))
show("3-d", F.conv3d, R(2, 2, 4, 5, 5), R(3, 2, 2, 2, 2), R(3))
show("transposed", F.conv_transpose2d, R(2, 3, 7, 7), R(3, 4, 3, 3))
show("transposed by 2", lambda *a: F.conv_transpose2d(*a, stride=2), R(2, 3, 5, 5), R(3, 4, 3, 3), R(4))
for size in ((2, 3, 8, 8), (4, 2, 8, 8), (9, 4)):
    show(f"batch norm {size}", lambda a, w, b: F.batch_norm(a, None, None, w, b, True), R(size), R(size[1]), R(size[1]))
for n in (8, 33, 100):
    target = (R(n) > 0).float()
    show(f"binary cross-entropy {n}", lambda p: F.binary_cross_entropy(p, target), torch.rand(n))
    show(f"softplus {n}", F.softplus, R(n))


def train(name, model, x, y, loss_function, optimizer, steps=8):
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_function(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss)
    print(name, losses[-1].item(), digest(*losses), digest(*model.parameters()))


OPTIMIZERS = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.01),
    "RMSprop": lambda p: torch.optim.RMSprop(p, lr=0.01),
    "Adagrad": torch.optim.Adagrad,
}
for optimizer, make in OPTIMIZERS.items():
    for activation in (nn.ReLU, nn.Tanh, nn.Sigmoid, nn.SiLU, nn.LeakyReLU):
        name = f"{optimizer} {activation.__name__}"
        torch.manual_seed(0)
        x = torch.linspace(-3, 3, 128).unsqueeze(1)
        model = nn.Sequential(nn.Linear(1, 16), activation(), nn.Linear(16, 1))
        train(f"sine {name}", model, x, torch.sin(x), nn.MSELoss(), make(model.parameters()))
        x = R(32, 2)
        model = nn.Sequential(nn.Linear(2, 8), activation(), nn.Linear(8, 2))
        target = (x[:, 0] * x[:, 1] > 0).long()
        train(f"xor {name}", model, x, target, nn.CrossEntropyLoss(), make(model.parameters()))
for name, model, x in (
    ("convolutional", nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(36, 4)), R(6, 1, 8, 8)),
    ("batch norm", nn.Sequential(nn.Linear(8, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 4)), R(6, 8)),
    ("layer norm", nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.ReLU(), nn.Linear(8, 4)), R(6, 8)),
):
    train(name, model, x, torch.tensor([0, 1, 2, 3, 0, 1]), nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters()))
