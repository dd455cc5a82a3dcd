import torch
def show(*t):
    print(*[(v.tolist(), v._version, v.grad_fn.name() if v.grad_fn else None, v.is_leaf) for v in t])
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:330])
base = torch.zeros(4, requires_grad=True) * 1
v = base[1:3]
show(base, v)
v.mul_(2).add_(1)
show(base, v)
base.sum().backward()
leaf = torch.ones(3, requires_grad=True)
attempt(lambda: leaf.add_(1))
attempt(lambda: leaf[0:2].zero_())
attempt(lambda: leaf.unbind(0)[0].mul_(2))
with torch.no_grad():
    leaf.add_(1); leaf[0] = 7
show(leaf)
x = leaf * 1
x[1] = leaf[0] * 2
x[:1] = 5.0
show(x)
x.sum().backward(); print(leaf.grad)
y = leaf.exp(); z = y * 2; y.add_(1)
attempt(lambda: z.sum().backward())
attempt(lambda: y.sum().backward())
y = leaf.sigmoid(); z = y ** 2
y.zero_()
attempt(lambda: z.sum().backward())
a = leaf * 1
b, c = a.split([1, 2])
attempt(lambda: b.mul_(2))
b, c = a.chunk(2)
attempt(lambda: c.zero_())
w = leaf.detach()
w[0] = 100
print(leaf, w._version, leaf._version)
d = leaf.data; d[1] = -1
print(leaf, leaf._version)
q = torch.ones(2, 2)
t = q.t(); t[0, 1] = 9
print(q, q._version, t._version, t._base is q, t.is_contiguous(), t._is_view(), q.data_ptr() == t.data_ptr())
attempt(lambda: torch.ones(2, 3).expand(4, 2, 3).add_(1))
e = torch.zeros(3).expand(2, 3)
attempt(lambda: e.copy_(torch.ones(2, 3)))
m = torch.zeros(2, requires_grad=True)
n = m.clone(); n += m; n *= 2; n -= 1; n /= 2
show(n)
n.sum().backward(); print(m.grad)
i = torch.tensor([1, 2])
attempt(lambda: i.add_(0.5))
attempt(lambda: i.div_(2))
attempt(lambda: torch.ones(2).add_(torch.ones(3)))
attempt(lambda: torch.ones(2).add_(torch.ones(2, 2)))
s = torch.arange(6.0).view(2, 3).requires_grad_()
u = s.clone(); u.t_(); u.unsqueeze_(0); u.squeeze_(); print(u.detach(), u._version)
u.masked_fill_(u > 3, 0.0); show(u); u.sum().backward(); print(s.grad)
