import torch
from torch.autograd.graph import saved_tensors_hooks, save_on_cpu, register_multi_grad_hook, get_gradient_edge, disable_saved_tensors_hooks, Node
log = []
x = torch.tensor([1.0, 2.0], requires_grad=True)
with saved_tensors_hooks(lambda t: (log.append(("pack", tuple(t.shape))), t * 10)[1], lambda t: (log.append(("unpack", t.tolist())), t / 10)[1]):
    y = (x * x).exp().sum()
y.backward()
print(log, x.grad)
with save_on_cpu():
    z = (x ** 2).sum()
x.grad = None
z.backward()
print(x.grad)
a = torch.ones(2, requires_grad=True)
h = register_multi_grad_hook((x, a), lambda gs: print("multi", [None if g is None else g.tolist() for g in gs]))
(x * a).sum().backward()
x.sum().backward()
h.remove()
h = register_multi_grad_hook((x, a), lambda g: print("any", g.tolist()), mode="any")
(x * a).sum().backward()
h.remove()
e = get_gradient_edge(x * 2)
print(type(e).__name__, e.node.name(), e.output_nr)
with disable_saved_tensors_hooks("not here"):
    try:
        with saved_tensors_hooks(lambda t: t, lambda t: t):
            pass
    except RuntimeError as err:
        print(err)
w = torch.tensor([3.0], requires_grad=True)
q = w * w
q.register_hook(lambda g: print("tensor hook", g))
q.grad_fn.register_prehook(lambda g: print("pre", g))
q.grad_fn.register_hook(lambda i, o: print("post", i, o))
w.register_post_accumulate_grad_hook(lambda p: print("accumulated", p.grad))
q.sum().backward()
hook = w.register_hook(lambda g: g * 100)
w.grad = None
(w * 2).sum().backward()
hook.remove()
print(isinstance(q.grad_fn, Node))
r = w * 3
r.retain_grad()
r.register_hook(lambda g: g + 1)
(r * 2).sum().backward()
print(r.grad, w.grad)
try:
    torch.ones(1).register_hook(lambda g: g)
except RuntimeError as err:
    print(err)
