"""autograd.Function: a straight-through estimator, several outputs, double backward, and errors."""
import torch

class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.sign()

    @staticmethod
    def backward(ctx, g):
        return g.clamp(-1, 1)

class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * 3 * x**2

class Split(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.k = k
        return x[:k].clone(), x[k:].clone()

    @staticmethod
    def backward(ctx, a, b):
        return torch.cat([a, b]), None

class Bad(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        return x * y

    @staticmethod
    def backward(ctx, g):
        return g

x = torch.tensor([2.0, -3.0], requires_grad=True)
y = Sign.apply(x)
y.backward(torch.tensor([5.0, 0.5]))
print(y, x.grad)
c = Cube.apply(x)
(g,) = torch.autograd.grad(c.sum(), x, create_graph=True)
print(c, g, torch.autograd.grad(g.sum(), x))
a, b = Split.apply(torch.arange(4.0, requires_grad=True), 1)
print(a, b, type(a.grad_fn).__name__, a.grad_fn is b.grad_fn, b.output_nr)
p = torch.ones(3, requires_grad=True)
u, v = Split.apply(p, 2)
(u.sum() * 2).backward()
print(p.grad, torch.autograd.gradcheck(Cube.apply, (torch.randn(3, dtype=torch.float64, requires_grad=True),)))
for bad in (lambda: Bad.apply(x, x).sum().backward(), lambda: Sign()(x), lambda: Sign.apply(), lambda: torch.autograd.gradcheck(Sign.apply, (torch.randn(2, dtype=torch.float64, requires_grad=True),))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:150])
class Line(torch.autograd.Function):
    @staticmethod
    def forward(x, w):
        return x @ w

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return (g @ w.T if ctx.needs_input_grad[0] else None), x.T @ g

w = torch.ones(2, 1, requires_grad=True)
Line.apply(torch.ones(3, 2), w).sum().backward()
print(w.grad, Line.apply(torch.ones(3, 2), w).grad_fn.needs_input_grad)
