# What torch.autograd.Function refuses, in which words, and what it lets pass.
import warnings
warnings.simplefilter("ignore")
import torch
from torch.autograd import Function, grad

cases = []
def case(f):
    cases.append(f); return f
def L(*v, **k): return torch.tensor(v or (1., 2., 3.), requires_grad=True)

def mk(fw=None, bw=None, **more):
    d = {}
    if fw: d["forward"] = staticmethod(fw)
    if bw: d["backward"] = staticmethod(bw)
    d.update({k: staticmethod(v) for k, v in more.items()})
    return type("My", (Function,), d)
@case
def fn_init(): mk(lambda c, x: x, lambda c, g: g)(); print("ok")
@case
def fn_call(): mk(lambda c, x: x, lambda c, g: g)()(L())
@case
def fn_noforward(): mk().apply(L())
@case
def fn_nobackward(): mk(lambda c, x: x * 2).apply(L()).sum().backward()
@case
def fn_both(): mk(lambda c, x: x * 2, lambda c, g: g, vjp=lambda c, g: g).apply(L()).sum().backward()
@case
def fn_count(): mk(lambda c, x: x * 2, lambda c, g: (g, g)).apply(L()).sum().backward()
@case
def fn_count2(): mk(lambda c, x, y: x * y, lambda c, g: g).apply(L(), L()).sum().backward()
@case
def fn_count3(): mk(lambda c, x, y: x * 2, lambda c, g: (g, None, None)).apply(L(), 3).sum().backward(); print("ok")
@case
def fn_nongrad_ret(): mk(lambda c, x, y: x * y, lambda c, g: (g, g)).apply(L(), 3).sum().backward()
@case
def fn_ret_int(): mk(lambda c, x: x * 2, lambda c, g: 3).apply(L()).sum().backward()
@case
def fn_ret_shape(): mk(lambda c, x: x * 2, lambda c, g: g[:2]).apply(L()).sum().backward()
@case
def fn_ret_bshape(): x = torch.ones(3, requires_grad=True); mk(lambda c, x: x.expand(2, 3) * 2, lambda c, g: g).apply(x).sum().backward(); print(x.grad)
@case
def fn_ret_dtype(): x = L(); mk(lambda c, x: x * 2, lambda c, g: g.double()).apply(x).sum().backward(); print(x.grad)
@case
def fn_ret_none(): x = L(); mk(lambda c, x: x * 2, lambda c, g: None).apply(x).sum().backward(); print(x.grad)
@case
def fn_fw_int(): print(mk(lambda c, x: 3, lambda c, g: g).apply(L()))
@case
def fn_fw_none(): print(mk(lambda c, x: None, lambda c, g: g).apply(L()))
@case
def fn_fw_list(): print(mk(lambda c, x: [x * 2], lambda c, g: g).apply(L()))
@case
def fn_fw_tuple_mixed(): print(mk(lambda c, x: (x * 2, 3), lambda c, g, h: g).apply(L())[1])
@case
def fn_save_nontensor():
    def f(c, x): c.save_for_backward(3); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_save_list():
    def f(c, x): c.save_for_backward([x]); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_save_fw():
    def f(c, x): c.save_for_forward(3); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_save_none():
    def f(c, x): c.save_for_backward(None, x); return x * 2
    mk(f, lambda c, g: (print(c.saved_tensors), g)[1]).apply(L()).sum().backward()
@case
def fn_saved_twice():
    def f(c, x): c.save_for_backward(x); return x * 2
    y = mk(f, lambda c, g: g * c.saved_tensors[0]).apply(L()).sum(); y.backward(); y.backward()
@case
def fn_saved_modified():
    def f(c, x): c.save_for_backward(x); return x * 2
    a = L() * 1; y = mk(f, lambda c, g: g * c.saved_tensors[0]).apply(a); a.add_(1); y.sum().backward()
@case
def fn_saved_attr(): y = mk(lambda c, x: x * 2, lambda c, g: g).apply(L()); y.sum().backward(); y.grad_fn.saved_tensors
@case
def fn_saved_attr2():
    def f(c, x): c.save_for_backward(x); return x * 2
    y = mk(f, lambda c, g: g).apply(L()); print(y.grad_fn.saved_tensors); y.sum().backward(); y.grad_fn.saved_tensors
@case
def fn_needs(): y = mk(lambda c, x, y: x * 2, lambda c, g: (print(c.needs_input_grad), g, None)[1:]).apply(L(), 1).sum().backward()
@case
def fn_dirty_notret():
    def f(c, x): c.mark_dirty(x); return x * 2
    mk(f, lambda c, g: g).apply(L() * 1)
@case
def fn_dirty_leaf():
    def f(c, x): c.mark_dirty(x); x.add_(1); return x
    mk(f, lambda c, g: g).apply(L())
@case
def fn_dirty_view():
    def f(c, x): c.mark_dirty(x); x.add_(1); return x
    t = L() * 1; mk(f, lambda c, g: g).apply(t[:2])
@case
def fn_dirty_multi():
    def f(c, x): c.mark_dirty(x); x.add_(1); return x, x * 2
    t = L() * 1; print(mk(f, lambda c, g, h: g).apply(t[:2]))
@case
def fn_dirty_nontensor():
    def f(c, x): c.mark_dirty(3); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_nondiff_int():
    def f(c, x): c.mark_non_differentiable(3); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_nondiff():
    def f(c, x): y = x * 2; c.mark_non_differentiable(y); return y
    mk(f, lambda c, g: g).apply(L()).sum().backward()
@case
def fn_nondiff_input():
    def f(c, x): c.mark_non_differentiable(x); return x
    print(mk(f, lambda c, g: g).apply(L()).requires_grad)
@case
def fn_mat():
    def f(c, x): c.set_materialize_grads(False); return x * 2, x * 3
    mk(f, lambda c, g, h: (print(g, h), g)[1]).apply(L())[0].sum().backward()
@case
def fn_mat_arg():
    def f(c, x): c.set_materialize_grads(3); return x * 2
    mk(f, lambda c, g: g).apply(L())
@case
def fn_view_inplace():
    y = mk(lambda c, x: x.view(-1), lambda c, g: g).apply(L() * 1); y.add_(1)
@case
def fn_id_inplace():
    y = mk(lambda c, x: x, lambda c, g: g).apply(L() * 1); y.add_(1); print(y)
@case
def fn_multi_view_inplace():
    a, b = mk(lambda c, x: (x[:1], x[1:]), lambda c, g, h: torch.cat([g, h])).apply(L() * 1); a.add_(1)
@case
def fn_once():
    from torch.autograd.function import once_differentiable
    class O(Function):
        @staticmethod
        def forward(ctx, x): return x * 2
        @staticmethod
        @once_differentiable
        def backward(ctx, g): return g * 2
    x = L(); g, = grad(O.apply(x).sum(), x, create_graph=True); print(g); g.sum().backward()
@case
def fn_setup(): 
    class S(Function):
        @staticmethod
        def forward(x): return x * 2
        @staticmethod
        def backward(ctx, g): return g
    S.apply(L())
@case
def fn_setup2():
    class S(Function):
        @staticmethod
        def forward(x): return x * 2
        @staticmethod
        def setup_context(ctx, inputs, output): ctx.save_for_backward(3)
        @staticmethod
        def backward(ctx, g): return g
    S.apply(L())
@case
def fn_setup3():
    class S(Function):
        @staticmethod
        def forward(x): return x * 2
        @staticmethod
        def setup_context(ctx, inputs, output): return 3
        @staticmethod
        def backward(ctx, g): return g
    S.apply(L())
@case
def fn_legacy():
    class Old(Function):
        def forward(self, x): return x * 2
        def backward(self, g): return g * 2
    Old()(L())
@case
def fn_legacy2():
    class Old(Function):
        def forward(self, x): return x * 2
        def backward(self, g): return g * 2
    Old.apply(L())
@case
def fn_kw(): mk(lambda c, x: x, lambda c, g: g).apply(x=L())
@case
def fn_noargs(): print(mk(lambda c: torch.ones(1), lambda c, g: None).apply())
@case
def fn_vmap(): torch.vmap(mk(lambda c, x: x * 2, lambda c, g: g).apply)(torch.ones(3))
@case
def fn_func_grad(): torch.func.grad(lambda x: mk(lambda c, x: x * 2, lambda c, g: g).apply(x).sum())(torch.ones(3))
@case
def fn_clear():
    class C(Function):
        clear_saved_tensors_on_access = True
        @staticmethod
        def forward(ctx, x): ctx.save_for_backward(x); return x * 2
        @staticmethod
        def backward(ctx, g): ctx.saved_tensors; ctx.saved_tensors; return g
    C.apply(L()).sum().backward()
@case
def fn_ctx_attr(): mk(lambda c, x: c.nothing, lambda c, g: g).apply(L())
@case
def fn_bw_raise():
    def b(c, g): raise ZeroDivisionError("own")
    mk(lambda c, x: x * 2, b).apply(L()).sum().backward()
@case
def fn_save_output_inplace():
    def f(c, x): y = x.exp(); c.save_for_backward(y); return y
    y = mk(f, lambda c, g: g * c.saved_tensors[0]).apply(L()); y.mul_(2); y.sum().backward()
@case
def fn_gradmode(): print(mk(lambda c, x: (print(torch.is_grad_enabled()), x * 2)[1], lambda c, g: (print(torch.is_grad_enabled()), g)[1]).apply(L()).sum().backward())
@case
def fn_double():
    def f(c, x): c.save_for_backward(x); return x ** 2
    x = L(); g, = grad(mk(f, lambda c, g: g * 2 * c.saved_tensors[0]).apply(x).sum(), x, create_graph=True); g.sum().backward(); print(x.grad)

def flat(m):
    import re
    return re.sub(r"0x[0-9a-f]+", "0x", re.sub(r"/[^ \"']*/([a-z_]+\.py)", r"\1", str(m)))
for f in cases:
    print("==", f.__name__); torch.manual_seed(0)
    try:
        f()
        print("passed")
    except BaseException as e:
        print(type(e).__name__, flat(e))
