# What torch.autograd.functional, gradcheck, checkpointing, hooks of modules and torch.func refuse.
import warnings
warnings.simplefilter("ignore")
import torch
from torch.autograd import Function, grad, backward
from torch.autograd.graph import saved_tensors_hooks, get_gradient_edge, Node, register_multi_grad_hook, disable_saved_tensors_hooks, increment_version, GradientEdge
import torch.autograd.functional as AF
import torch.nn as nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

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
sq = lambda x: (x ** 2).sum()
vec = lambda x: x ** 2
ind = lambda x: torch.ones(2)
D = lambda *v: torch.tensor(v or (1., 2., 3.), dtype=torch.float64, requires_grad=True)
from torch.autograd import gradcheck, gradgradcheck
@case
def j_type(): AF.jacobian(vec, 3)
@case
def j_type2(): AF.jacobian(lambda a, b: a, (torch.ones(2), 3))
@case
def j_out(): AF.jacobian(lambda x: 3, torch.ones(2))
@case
def j_out2(): AF.jacobian(lambda x: (x, 3), torch.ones(2))
@case
def j_strict(): AF.jacobian(ind, torch.ones(2), strict=True)
@case
def j_strict2(): AF.jacobian(lambda a, b: a * 2, (torch.ones(2), torch.ones(2)), strict=True)
@case
def j_strict3(): AF.jacobian(lambda a: a * 2, torch.ones(2), strict=True, create_graph=True)
@case
def j_strictvec(): AF.jacobian(vec, torch.ones(2), strict=True, vectorize=True)
@case
def j_strictfw(): AF.jacobian(vec, torch.ones(2), strict=True, strategy="forward-mode")
@case
def j_fw(): AF.jacobian(vec, torch.ones(2), strategy="forward-mode")
@case
def j_fwcg(): AF.jacobian(vec, torch.ones(2), strategy="forward-mode", create_graph=True, vectorize=True)
@case
def j_strategy(): AF.jacobian(vec, torch.ones(2), strategy="other")
@case
def h_strategy(): AF.hessian(sq, torch.ones(2), outer_jacobian_strategy="other")
@case
def h_vec(): AF.hessian(vec, torch.ones(2))
@case
def h_many(): AF.hessian(lambda x: (sq(x), sq(x)), torch.ones(2))
@case
def h_strict(): AF.hessian(lambda x: (x * 2).sum(), torch.ones(2), strict=True)
@case
def h_strict2(): AF.hessian(lambda x: torch.ones(()), torch.ones(2), strict=True)
@case
def h_strict3(): AF.hessian(lambda a, b: (a ** 2).sum(), (torch.ones(2), torch.ones(2)), strict=True)
@case
def vjp_none(): AF.vjp(vec, torch.ones(2))
@case
def vjp_shape(): AF.vjp(vec, torch.ones(2), torch.ones(3))
@case
def vjp_len(): AF.vjp(vec, torch.ones(2), (torch.ones(2), torch.ones(2)))
@case
def vjp_len2(): AF.vjp(lambda x: (x, x), torch.ones(2), torch.ones(2))
@case
def vjp_type(): AF.vjp(vec, torch.ones(2), 3)
@case
def vjp_strict(): AF.vjp(ind, torch.ones(2), torch.ones(2), strict=True)
@case
def jvp_none(): AF.jvp(vec, torch.ones(2))
@case
def jvp_shape(): AF.jvp(vec, torch.ones(2), torch.ones(3))
@case
def jvp_strict(): AF.jvp(ind, torch.ones(2), torch.ones(2), strict=True)
@case
def jvp_strict2(): AF.jvp(lambda x: x * 2, torch.ones(2), torch.ones(2), strict=True, create_graph=True)
@case
def vhp_none(): AF.vhp(sq, torch.ones(2))
@case
def vhp_out(): AF.vhp(vec, torch.ones(2), torch.ones(2))
@case
def vhp_many(): AF.vhp(lambda x: (sq(x), sq(x)), torch.ones(2), torch.ones(2))
@case
def vhp_strict(): AF.vhp(lambda x: x.sum(), torch.ones(2), torch.ones(2), strict=True)
@case
def hvp_none(): AF.hvp(sq, torch.ones(2))
@case
def hvp_out(): AF.hvp(vec, torch.ones(2), torch.ones(2))
@case
def hvp_strict(): AF.hvp(lambda x: x.sum(), torch.ones(2), torch.ones(2), strict=True)
@case
def hvp_shape(): AF.hvp(sq, torch.ones(2), torch.ones(1, 2))
@case
def gc_nograd(): gradcheck(vec, (torch.ones(2, dtype=torch.float64),))
@case
def gc_float(): print(gradcheck(vec, (L(),)))
@case
def gc_wrong(): gradcheck(lambda x: mk(lambda c, x: x * 2, lambda c, g: g * 3).apply(x), (D(),))
@case
def gc_wrong_fast(): gradcheck(lambda x: mk(lambda c, x: x * 2, lambda c, g: g * 3).apply(x), (D(1., 2.),), fast_mode=True)
@case
def gc_false(): print(gradcheck(lambda x: mk(lambda c, x: x * 2, lambda c, g: g * 3).apply(x), (D(),), raise_exception=False))
@case
def gc_size(): gradcheck(lambda x: mk(lambda c, x: x.sum() * 2, lambda c, g: (g * 2).reshape(1)).apply(x), (D(),))
@case
def gc_dtype(): gradcheck(lambda x: mk(lambda c, x: x * 2, lambda c, g: (g * 2).float()).apply(x), (D(),))
@case
def gc_stride(): gradcheck(vec, (torch.ones(1, dtype=torch.float64).expand(3).requires_grad_(),))
@case
def gc_nondet():
    state = [0]
    def b(c, g): state[0] += 1e-3; return g * 2 + state[0] * 1e-5
    gradcheck(lambda x: mk(lambda c, x: x * 2, b).apply(x), (D(1., 2.),))
@case
def gc_nodiff(): gradcheck(lambda x: x.detach() * 2, (D(),))
@case
def gc_int(): gradcheck(lambda x: torch.tensor(3), (D(),))
@case
def gc_undefined(): gradcheck(lambda x: mk(lambda c, x: (c.set_materialize_grads(False), x * 2)[1], lambda c, g: g * 2 if g is not None else torch.ones(3).double()).apply(x), (D(),))
@case
def gc_undefined2(): gradcheck(lambda x: mk(lambda c, x: (c.set_materialize_grads(False), x * 2)[1], lambda c, g: g * 2).apply(x), (D(),))
@case
def gc_mask(): gradcheck(vec, (D(),), masked=True, fast_mode=True); print("ok")
@case
def gc_both(): gradcheck(vec, (D(),), check_forward_ad=False, check_backward_ad=False)
@case
def gc_shape_change():
    n = [0]
    def f(x): n[0] += 1; return x[: 2 + n[0] % 2]
    gradcheck(f, (D(),))
@case
def ggc_nograd(): gradgradcheck(lambda x: x * 2, (D(),)); print("ok")
@case
def ggc_wrong():
    def b(c, g): return g * 2 * c.saved_tensors[0].detach()
    def f(c, x): c.save_for_backward(x); return x ** 2
    gradgradcheck(lambda x: mk(f, b).apply(x), (D(),))
@case
def cp_reentrant(): checkpoint(lambda x: x * 2, L())
@case
def cp_kw(): checkpoint(lambda x: x * 2, L(), use_reentrant=False, foo=3)
@case
def cp_kw2(): checkpoint(lambda x: x * 2, L(), use_reentrant=True, foo=3)
@case
def cp_ctx(): checkpoint(lambda x: x * 2, L(), use_reentrant=True, context_fn=lambda: (1, 2))
@case
def cp_diff():
    n = [0]
    def f(x):
        n[0] += 1
        return (x.exp() if n[0] == 1 else x.exp().exp()).sum()
    checkpoint(f, L(), use_reentrant=False).backward()
@case
def cp_diff2():
    n = [0]
    def f(x):
        n[0] += 1
        return (x.exp().exp() if n[0] == 1 else x.exp()).sum()
    checkpoint(f, L(), use_reentrant=False).backward()
@case
def cp_diff3():
    n = [0]
    def f(x):
        n[0] += 1
        return (x.exp() if n[0] == 1 else x[:2].exp()).sum()
    checkpoint(f, L(), use_reentrant=False).backward()
@case
def cp_grad():
    x = L(); y = checkpoint(lambda x: x.exp().sum(), x, use_reentrant=True); grad(y, x)
@case
def cp_inputs():
    x = L(); y = checkpoint(lambda x: x.exp().sum(), x, use_reentrant=True); y.backward(inputs=[x])
@case
def cp_nog():
    y = checkpoint(lambda x: x.exp().sum(), torch.ones(2), use_reentrant=True); y.backward()
@case
def cp_twice():
    x = L(); y = checkpoint(lambda x: x.exp().sum(), x, use_reentrant=False); y.backward(); y.backward()
@case
def cp_seq(): checkpoint_sequential([lambda x: x, lambda x: x * 2], 2, L())
@case
def cp_det(): checkpoint(lambda x: x * 2, L(), use_reentrant=False, determinism_check="some")
@case
def bh_bad():
    m = nn.Linear(2, 2); m.register_full_backward_hook(lambda m, gi, go: 3); m(torch.ones(1, 2, requires_grad=True)).sum().backward()
@case
def bh_len():
    m = nn.Linear(2, 2); m.register_full_backward_hook(lambda m, gi, go: (gi[0], gi[0])); m(torch.ones(1, 2, requires_grad=True)).sum().backward()
@case
def bh_mixed():
    m = nn.Linear(2, 2); m.register_full_backward_hook(lambda m, gi, go: None); m.register_backward_hook(lambda m, gi, go: None)
@case
def bh_mixed2():
    m = nn.Linear(2, 2); m.register_backward_hook(lambda m, gi, go: None); m.register_full_backward_hook(lambda m, gi, go: None)
@case
def bh_pre():
    m = nn.Linear(2, 2); m.register_full_backward_pre_hook(lambda m, go: (go[0], go[0])); m(torch.ones(1, 2, requires_grad=True)).sum().backward()
@case
def bh_inplace():
    m = nn.ReLU(inplace=True); m.register_full_backward_hook(lambda m, gi, go: None); x = torch.ones(2, requires_grad=True) * 1; m(x).sum().backward(); print("ok")
@case
def bh_inplace2():
    m = nn.Linear(2, 2); m.register_full_backward_hook(lambda m, gi, go: None); y = m(torch.ones(1, 2, requires_grad=True)); y.add_(1)
@case
def bh_nograd_out():
    m = nn.Identity(); m.register_full_backward_hook(lambda m, gi, go: None); print(m(torch.ones(2)))
@case
def vmap_item(): torch.vmap(lambda x: x.item())(torch.ones(2))
@case
def vmap_bool(): torch.vmap(lambda x: x if x > 0 else -x)(torch.ones(2))
@case
def vmap_rand(): torch.vmap(lambda x: x + torch.rand(2))(torch.ones(2))
@case
def vmap_bw(): torch.vmap(lambda x: x.requires_grad_().sum().backward())(torch.ones(2, 2))
@case
def func_grad_rg(): torch.func.grad(lambda x: x.requires_grad_().sum())(torch.ones(2))
@case
def func_grad_bw(): torch.func.grad(lambda x: (x.sum().backward(), x.sum())[1])(torch.ones(2))
@case
def func_grad_vec(): torch.func.grad(lambda x: x)(torch.ones(2))
@case
def func_grad_nont(): torch.func.grad(lambda x: 3)(torch.ones(2))
@case
def func_grad_int(): torch.func.grad(lambda x: x.sum())(torch.ones(2, dtype=torch.int64))
@case
def func_grad_argnums(): torch.func.grad(lambda x: x.sum(), argnums=2)(torch.ones(2))
@case
def func_aux(): torch.func.grad(lambda x: x.sum(), has_aux=True)(torch.ones(2))
@case
def func_vjp_in(): torch.func.vjp(lambda x: x * 2, 3)
@case
def func_vjp_struct(): _, f = torch.func.vjp(lambda x: (x, x), torch.ones(2)); f(torch.ones(2))
@case
def func_jvp_struct(): torch.func.jvp(lambda x: x, (torch.ones(2),), torch.ones(2))
@case
def func_jvp_shape(): torch.func.jvp(lambda x: x * 2, (torch.ones(2),), (torch.ones(3),))
@case
def func_jacrev_out(): torch.func.jacrev(lambda x: 3)(torch.ones(2))
@case
def func_jacfwd_out(): torch.func.jacfwd(lambda x: 3)(torch.ones(2))

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
