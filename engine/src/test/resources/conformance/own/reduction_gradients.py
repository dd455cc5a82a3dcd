"""The gradients of reductions, ties and all."""
import torch

def grads(f, *values):
    xs = [torch.tensor(v, requires_grad=True) for v in values]
    y = f(*xs)
    y.backward()
    print([x.grad.tolist() for x in xs], type(y.grad_fn).__name__)

v = [[1.0, 3.0, 3.0], [2.0, 0.0, -1.0]]
for f in (lambda x: x.max(), lambda x: x.amax(1).sum(), lambda x: x.max(1).values.sum(), lambda x: x.min(), lambda x: x.median(), lambda x: x.prod(), lambda x: x.prod(1).sum(), lambda x: x.cumprod(1).sum(), lambda x: x.cumsum(0).sum(), lambda x: x.mean(), lambda x: x.sort(1, descending=True).values[:, 0].sum(), lambda x: x.topk(2).values.sum(), lambda x: x.kthvalue(2).values.sum(), lambda x: x.norm(), lambda x: x.norm(1), lambda x: x.norm(float("inf")), lambda x: x.cummax(1).values.sum(), lambda x: x.clamp(0, 2).sum(), lambda x: x.clamp(min=3).sum(), lambda x: x.abs().sum(), lambda x: x.relu().sum(), lambda x: torch.maximum(x, torch.zeros(3)).sum(), lambda x: x.sign().sum(), lambda x: torch.where(x > 1, x * x, x).sum(), lambda x: x.diff().sum(), lambda x: x.trace() if False else x[:, :2].trace(), lambda x: x.std(), lambda x: x.var(0).sum()):
    grads(f, v)
grads(lambda a, b: torch.max(a, b).sum(), [1.0, 2.0, 3.0], [1.0, 3.0, 2.0])
grads(lambda a, b: torch.fmin(a, b).sum(), [1.0, 2.0], [1.0, 3.0])
grads(lambda x: x.prod(), [0.0, 2.0, 3.0])
grads(lambda x: x.prod(), [0.0, 0.0, 3.0])
grads(lambda x: x.norm(), [0.0, 0.0])
grads(lambda x: x.sqrt().sum(), [0.0, 4.0])
grads(lambda x: x.pow(0.5).sum(), [0.0, 4.0])
grads(lambda x: (x**0).sum(), [0.0, 4.0])
grads(lambda x: x.log().sum(), [0.0, 4.0])
