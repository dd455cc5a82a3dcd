"""Walking grad_fn and next_functions: names, saved values, sequence numbers and leaves."""
import torch

torch.manual_seed(0)
w, b = torch.randn(2, 3, requires_grad=True), torch.zeros(2, requires_grad=True)
x = torch.randn(4, 3)
h = torch.nn.functional.linear(x, w, b)
a = torch.relu(h)
s = torch.softmax(a, 1)
loss = -(s[:, 0].clamp(min=1e-3).log() * torch.tensor([1.0, 2, 3, 4])).mean() + 0.1 * w.norm()

def walk(fn, depth=0, seen=None):
    seen = set() if seen is None else seen
    name = type(fn).__name__
    extra = f" {tuple(fn.variable.shape)}" if hasattr(fn, "variable") else ""
    print("  " * depth + name + extra + (" (again)" if fn in seen else ""))
    if fn in seen:
        return
    seen.add(fn)
    for nxt, index in fn.next_functions:
        if nxt is None:
            print("  " * (depth + 1) + "None")
        else:
            walk(nxt, depth + 1, seen)

walk(loss.grad_fn)
print(a.grad_fn._saved_result is not None, torch.equal(s.grad_fn._saved_result, s), s.grad_fn._saved_dim, h.grad_fn._saved_mat1.shape, h.grad_fn.next_functions[0][0].variable is b)
print(loss.grad_fn._sequence_nr() > a.grad_fn._sequence_nr(), a.grad_fn is a.grad_fn, a.grad_fn.next_functions[0][0] is h.grad_fn, str(loss.grad_fn).startswith("<AddBackward0 object at 0x"), repr(type(a.grad_fn)))
loss.backward()
try:
    a.grad_fn._saved_result
except RuntimeError as e:
    print(e)
u, v = torch.ones(2, requires_grad=True).unbind()
print(u.grad_fn, v.output_nr, u.output_nr, (u + v).grad_fn.next_functions) if False else print(v.output_nr, u.output_nr, [(type(f).__name__, n) for f, n in (u + v).grad_fn.next_functions])
m, i = torch.randn(2, 3, requires_grad=True).max(1)
print(m.grad_fn._saved_dim, m.grad_fn._saved_keepdim, i.grad_fn, m.grad_fn._saved_self_sym_sizes if hasattr(m.grad_fn, "_saved_self_sym_sizes") else "")
