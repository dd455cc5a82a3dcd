"""gradcheck and gradgradcheck on functions that pass and on ones that do not."""
import torch
from torch.autograd import gradcheck, gradgradcheck

torch.manual_seed(0)
d = dict(dtype=torch.float64, requires_grad=True)
a, b = torch.randn(3, 2, **d), torch.randn(2, 3, **d)
print(gradcheck(torch.matmul, (a, b)), gradgradcheck(torch.matmul, (a, b)), gradcheck(torch.nn.functional.softplus, (a,)), gradcheck(lambda x: x.logsumexp(1), (a,)), gradcheck(torch.nn.functional.layer_norm, (a, (2,))), gradgradcheck(torch.tanh, (a,)))
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.exp()

    @staticmethod
    def backward(ctx, g):
        return g * 2
print(gradcheck(Wrong.apply, (a,), raise_exception=False))
try:
    gradcheck(Wrong.apply, (torch.zeros(2, **d),))
except Exception as e:
    print(type(e).__name__, str(e)[:240])
try:
    gradcheck(torch.sin, (torch.ones(2),))
except Exception as e:
    print(type(e).__name__, str(e)[:150])
f = lambda p, q: (p @ q).tanh().sum()
print(torch.autograd.functional.jacobian(f, (a.detach(), b.detach()))[0], torch.autograd.functional.hessian(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0])), torch.autograd.functional.vjp(lambda x: x.exp(), torch.zeros(2), torch.ones(2)), torch.autograd.functional.jvp(lambda x: x**2, torch.tensor([1.0, 3.0]), torch.ones(2)), torch.autograd.functional.vhp(lambda x: (x**3).sum(), torch.tensor([1.0, 2.0]), torch.ones(2)), sep="\n")
