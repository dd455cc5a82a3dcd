"""The order of tensor hooks, retain_grad, post-accumulate hooks and node hooks in one pass."""
import torch

log = []
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = x * 2
z = y.exp()
loss = z.sum()
x.register_hook(lambda g: log.append(("x", g.tolist())))
y.register_hook(lambda g: log.append(("y first", g[0].item() > 0)))
y.register_hook(lambda g: g * 0.5)
y.retain_grad()
handle = y.register_hook(lambda g: log.append(("removed", 0)))
handle.remove()
x.register_post_accumulate_grad_hook(lambda p: log.append(("accumulated", p.grad.tolist())))
loss.grad_fn.register_hook(lambda gi, go: log.append(("sum", len(gi), go[0].item())))
y.grad_fn.register_prehook(lambda go: (go[0] * 10,))
loss.backward()
for entry in log:
    print(entry)
print(y.grad, x.grad, z.grad_fn.name(), y.retains_grad, x.retains_grad)
w = torch.ones(2, requires_grad=True)
h = w.register_hook(lambda g: g.clamp(max=1.0))
(w * torch.tensor([0.5, 5.0])).sum().backward()
print(w.grad)
h.remove()
(w * 3).sum().backward()
print(w.grad)
for bad in (lambda: torch.ones(1).register_hook(print), lambda: y.detach().retain_grad(), lambda: y.register_post_accumulate_grad_hook(print)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", e)
t = torch.ones(1, requires_grad=True)
t.register_hook(lambda g: torch.ones(3))
try:
    (t * 2).backward()
except RuntimeError as e:
    print(str(e)[:120])
