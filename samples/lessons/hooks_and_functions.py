# Hooks look at gradients on their way and may change them; a custom Function brings its own rule.
import torch

x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
h = x * 2
h.register_hook(lambda grad: print("gradient of h:", grad))
h.register_hook(lambda grad: grad.clamp(max=1.0))
(h * h).sum().backward()
print("x.grad after clamping:", x.grad)


class Sign(torch.autograd.Function):
    """sign(x) forward; backward passes the gradient straight through where |x| is at most 2."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sign()

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * (x.abs() <= 2)


x.grad = None
s = Sign.apply(x)
print("sign:", s)
(s * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
print("straight through:", x.grad)
