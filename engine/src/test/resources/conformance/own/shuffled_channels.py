# Channels that become pixels, channels that change places, and functions of their own node.
import torch
import torch.nn.functional as F


def attempt(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, str(e))


x = torch.arange(16.0).view(1, 4, 2, 2).requires_grad_()
y = F.pixel_shuffle(x, 2)
print(y, y.grad_fn.name(), y.grad_fn._saved_upscale_factor)
y.pow(2).sum().backward()
print(x.grad)
print(F.pixel_unshuffle(y, 2), F.pixel_unshuffle(y, 2).grad_fn.name())
print(F.pixel_unshuffle(x.detach().transpose(2, 3), 2), F.pixel_shuffle(x.detach().transpose(2, 3), 2))
c = torch.arange(12.0).view(1, 6, 2).requires_grad_()
z = F.channel_shuffle(c, 2)
print(z, torch.channel_shuffle(c.detach(), 3), z.grad_fn.name())
(z * torch.arange(12.0).view(1, 6, 2)).sum().backward()
print(c.grad)
print(torch.channel_shuffle(torch.arange(4).view(1, 4, 1), 2), torch.nn.PixelShuffle(1)(y.detach()))
attempt(lambda: F.pixel_shuffle(torch.ones(3, 2, 2), 2))
attempt(lambda: F.pixel_shuffle(torch.ones(2, 2), 2))
attempt(lambda: F.pixel_shuffle(torch.ones(1, 4, 2, 2), 0))
attempt(lambda: F.pixel_unshuffle(torch.ones(1, 3, 3), 2))
attempt(lambda: F.pixel_unshuffle(torch.ones(1, 2, 3), 2))
attempt(lambda: F.pixel_unshuffle(torch.ones(3), 2))
attempt(lambda: F.pixel_unshuffle(torch.ones(1, 2, 2), -1))
attempt(lambda: F.channel_shuffle(torch.ones(1, 4), 2))
attempt(lambda: F.channel_shuffle(torch.ones(1, 4, 2), 3))
attempt(lambda: F.channel_shuffle(torch.ones(1, 4, 2), 0))

a = torch.tensor([1.0, 0.0, -1.0, float("nan")], requires_grad=True)
entropy = torch.special.entr(a)
print(entropy, entropy.grad_fn.name())
entropy.sum().backward()
print(a.grad)
a = torch.tensor([1.0, 0.0, 0.0, 2.0], requires_grad=True)
b = torch.tensor([0.5, -1.0, float("nan"), -0.5], requires_grad=True)
product = torch.special.xlog1py(a, b)
print(product, product.grad_fn.name())
product.sum().backward()
print(a.grad, b.grad, torch.special.xlog1py(2.0, torch.ones(2, dtype=torch.float64)))
v = torch.tensor([1.0, -2.0, 0.0], requires_grad=True)
print(torch.vdot(v, v), v.vdot(v).grad_fn.name(), v.sgn(), torch.sign(v).grad_fn.name())
print(torch.tensor([1.0, -2.0]).sgn_(), torch.tensor([3, -2]).sign_())
attempt(lambda: torch.vdot(torch.ones(2), torch.ones(3)))
attempt(lambda: torch.vdot(torch.ones(2), torch.ones(2, 2)))

# vectors in space
p = torch.tensor([[1.0, 2.0, 3.0], [0.5, -1.0, 4.0]], requires_grad=True)
q = torch.tensor([[2.0, -1.0, 0.5]], requires_grad=True)
r = torch.linalg.cross(p, q)
print(r, r.grad_fn.name(), torch.linalg.cross(torch.tensor([1, 2, 3]), torch.tensor([3, 4, 6])))
r.pow(2).sum().backward()
print(p.grad, q.grad, torch.cross(p.detach().t(), q.detach().t(), dim=0))
attempt(lambda: torch.linalg.cross(torch.ones(2), torch.ones(2)))
attempt(lambda: torch.linalg.cross(torch.ones(3), torch.ones(2, 3)))
attempt(lambda: torch.cross(torch.ones(3, 2), torch.ones(3, 2), dim=1))
attempt(lambda: torch.linalg.cross(torch.ones(3), torch.ones(3, dtype=torch.int64)))
attempt(lambda: torch.linalg.cross(torch.ones(3, 2), torch.ones(3, 2), dim=2))
