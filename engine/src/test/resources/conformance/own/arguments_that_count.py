import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence, unpad_sequence


def told(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, str(e).split("\n")[0])


x = torch.arange(12.0).view(4, 3)
pair = torch.tensor([1, 2])
for size in (3, 4, 5):
    told(lambda: torch.repeat_interleave(pair, pair, output_size=size))
    told(lambda: torch.repeat_interleave(pair, 2, output_size=size))
    told(lambda: torch.repeat_interleave(pair, output_size=size))
for shape in ((4, 3), (2, 2, 2), (2, 3, 2), (3,), (7, 2), (7, 3), (3, 5), (2, 7)):
    for wrap in (False, True):
        told(lambda: torch.zeros(shape).fill_diagonal_(1, wrap))
told(lambda: torch.zeros(3, 7).t().fill_diagonal_(1, True))
for order in (None, 1, -1, 2, float("inf"), "fro", "nuc"):
    told(lambda: torch.linalg.norm(x, order, dtype=torch.float64))
for kind in (torch.float64, torch.int64, torch.float16):
    told(lambda: torch.linalg.matrix_norm(x, dtype=kind))
    told(lambda: torch.linalg.vector_norm(x, dtype=kind))
    told(lambda: torch.linalg.norm(x, dtype=kind))
for reduction in ("none", "mean", "sum"):
    y = x.clone().requires_grad_()
    loss = F.huber_loss(y, x + 2, reduction, weight=x)
    print(loss, loss.sum().backward(), y.grad)
told(lambda: F.huber_loss(x, x + 2, weight=x[0]))
told(lambda: torch.inner(x, torch.tensor(2)))
told(lambda: torch.inner(torch.tensor(2), x.double()))
told(lambda: torch.inner(x, x.double()))
told(lambda: torch.tensordot(x, torch.ones(4, 5), dims=2))
told(lambda: torch.tensordot(x, torch.ones(4, 5), dims=([-1], [-2])))
told(lambda: torch.tensordot(x, torch.ones(3, 5), dims=([-1], [-2])))
told(lambda: torch.linalg.matrix_rank(x, hermitian=True))
z = torch.tensor([-1.0, 2.0])
print(F.rrelu(z, inplace=True), z)
steps = [torch.ones(3, 2), torch.zeros(1, 2)]
padded = pad_sequence(steps)
print(padded.shape, unpad_sequence(padded, torch.tensor([3, 1])), padded.shape)
padded = pad_sequence(steps, batch_first=True)
print(unpad_sequence(padded, torch.tensor([3, 1]), batch_first=True), padded.shape)
told(lambda: unpad_sequence(padded, torch.tensor([3]), batch_first=True))
for window in (
    torch.hann_window, torch.hamming_window, torch.blackman_window, torch.bartlett_window,
    torch.kaiser_window,
):
    told(lambda: window(5))
    told(lambda: window(6, False, dtype=torch.float64))
    told(lambda: window(1))
    told(lambda: window(0))
    told(lambda: window(-1))
    told(lambda: window(4, requires_grad=True))
told(lambda: torch.hamming_window(4, True, 0.5, 0.3))
told(lambda: torch.kaiser_window(4, True, 3.0))
torch.manual_seed(0)
for make in (
    lambda **k: torch.randint(5, (2,), dtype=torch.float32, **k),
    lambda **k: torch.randperm(3, dtype=torch.float32, **k),
    lambda **k: torch.normal(0.0, 1.0, (2,), **k),
    lambda **k: torch.randint_like(z, 5, **k),
    lambda **k: torch.asarray([1.0], **k),
):
    told(lambda: make(requires_grad=True))
told(lambda: torch.randint(5, (2,), requires_grad=True))
told(lambda: torch.asarray(z) is z)
told(lambda: torch.asarray(z, copy=True) is z)
told(lambda: torch.empty_permuted((2, 3, 4), (1, 2, 0)).stride())
