# The computation graph is built as the program runs: if, while, a new graph each iteration.
import torch

w = torch.tensor(1.5, requires_grad=True)


def forward(x):
    if x > 0:
        y = w * x
    else:
        y = -x
    while y < 10:
        y = y * w
    return y


for value in [4.0, 9.0, -20.0]:
    out = forward(torch.tensor(value))
    print("x =", value, " y =", out.item(), " grad_fn:", out.grad_fn.name() if out.grad_fn else None)
    w.grad = None
    if out.requires_grad:
        out.backward()
    print("  w.grad =", w.grad)
