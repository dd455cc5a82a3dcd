import torch
from torch.autograd import Function
class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        r = x.exp()
        ctx.save_for_backward(r)
        return r
    @staticmethod
    def backward(ctx, g):
        r, = ctx.saved_tensors
        return g * r
class TwoOut(Function):
    @staticmethod
    def forward(ctx, a, b, k=2):
        ctx.k = k
        ctx.save_for_backward(a, b)
        ctx.mark_non_differentiable(i := torch.tensor([1, 2]))
        return a * b * k, a + b, i
    @staticmethod
    def backward(ctx, g1, g2, g3):
        a, b = ctx.saved_tensors
        print("needs", ctx.needs_input_grad, g3 is None or g3)
        return g1 * b * ctx.k + g2, g1 * a * ctx.k + g2, None
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = Exp.apply(x)
print(y, str(y.grad_fn).split(" at")[0], str(y.grad_fn.next_functions).split(" at")[0])
y.sum().backward()
print(x.grad)
g, = torch.autograd.grad(Exp.apply(x).sum(), x, create_graph=True)
print(torch.autograd.grad(g.sum(), x))
b = torch.tensor([3.0, 4.0], requires_grad=True)
p, q, i = TwoOut.apply(x, b, 3)
print(p, q, i, p.grad_fn is q.grad_fn)
x.grad = None
(p.sum() + q.sum()).backward()
print(x.grad, b.grad)
class InPlace(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        x.mul_(2)
        return x
    @staticmethod
    def backward(ctx, g):
        return g * 2
z = torch.ones(2, requires_grad=True).clone()
w = InPlace.apply(z)
print(w is z, w.grad_fn.name(), z._version)
class Once(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g): return g * 2
g, = torch.autograd.grad(Once.apply(x).sum(), x, create_graph=True)
print(g)
class Setup(Function):
    @staticmethod
    def forward(x, y): return x * y
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)
    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * y, g * x
print(torch.autograd.grad(Setup.apply(x, b).sum(), (x, b)))
class Bad(Function):
    @staticmethod
    def forward(ctx, x): return x * 1
    @staticmethod
    def backward(ctx, g): return g, g
class Wrong(Function):
    @staticmethod
    def forward(ctx, x): return x * 1
    @staticmethod
    def backward(ctx, g): return g[:1].expand(3)
class Zero(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2
    @staticmethod
    def backward(ctx, a, b):
        print("got", a, b)
        return b
a, b2 = Zero.apply(x)
b2.sum().backward()
for bad in (lambda: Bad.apply(x).sum().backward(), lambda: Wrong.apply(x).sum().backward(), lambda: Bad()(x), lambda: Exp.forward(None, x)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:300])
print(torch.autograd.gradcheck(Exp.apply, (torch.randn(3, dtype=torch.double, requires_grad=True),)))
