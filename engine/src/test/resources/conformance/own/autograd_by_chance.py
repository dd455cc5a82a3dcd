"""Programs made up by chance: custom functions, checkpoints, hooks, gradients of gradients."""
import torch, random, sys, warnings
from torch.utils.checkpoint import checkpoint
import torch.autograd.functional as AF
warnings.simplefilter('ignore')

class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x); return x*x
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return 2*x*g
class SqOut(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp(); ctx.save_for_backward(y); return y
    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        return y*g
class Two(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b, k):
        ctx.set_materialize_grads(False); ctx.save_for_backward(a, b); ctx.k = k
        return a*b, a+k*b
    @staticmethod
    def backward(ctx, g, h):
        a, b = ctx.saved_tensors
        print('  two', g is None, h is None, ctx.needs_input_grad)
        ga = gb = None
        if g is not None: ga, gb = g*b, g*a
        if h is not None: ga = h if ga is None else ga+h; gb = ctx.k*h if gb is None else gb+ctx.k*h
        return ga, gb, None
class Cut(torch.autograd.Function):
    @staticmethod
    def forward(x, y):
        return x.clamp(-1, 1), (x > y)
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.mark_non_differentiable(output[1]); ctx.save_for_backward(*inputs)
    @staticmethod
    def backward(ctx, g, none):
        x, y = ctx.saved_tensors
        return g*(x.abs() < 1), None
class Dirty(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x); x.mul_(3); return x
    @staticmethod
    def backward(ctx, g): return 3*g
class Once(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): ctx.save_for_backward(x); return x.sin()
    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g): return g*ctx.saved_tensors[0].cos()

def show(t):
    if t is None: return 'None'
    if isinstance(t, (tuple, list)): return '['+', '.join(show(x) for x in t)+']'
    if not torch.is_tensor(t): return repr(t)
    v = [float(f'{x:.4g}') for x in t.detach().double().flatten().tolist()]
    return f"{v} rg={t.requires_grad} {t.grad_fn.name() if t.grad_fn is not None else None}"

def run(seed):
    r = random.Random(seed)
    torch.manual_seed(seed)
    leaves = [torch.randn(2, 3, dtype=torch.float64).requires_grad_(r.random() < 0.85) for _ in range(3)]
    ts = list(leaves)
    handles = []
    def pick(): return r.choice(ts)
    def name(t):
        for i, x in enumerate(ts):
            if x is t: return f't{i}'
        return '?'
    def add(t, what):
        ts.append(t)
        print(' ', f't{len(ts)-1} = {what}:', show(t))
    def op(x, y):
        k = r.randrange(9)
        return [lambda: x*y, lambda: x+y, lambda: x.tanh(), lambda: (x*0.5).exp(), lambda: x@y.T@x, lambda: x/(y*y+1), lambda: torch.cat([x, y], 0)[:2], lambda: x.softmax(1), lambda: torch.where(x > 0, x, y)][k]()
    for step in range(12):
        a = r.randrange(20)
        x, y = pick(), pick()
        try:
            if a < 4: add(op(x, y), f'op({name(x)},{name(y)})')
            elif a == 4: add(r.choice([Sq, SqOut, Once]).apply(x), f'custom {name(x)}')
            elif a == 5:
                p, q = Two.apply(x, y, 2)
                if r.random() < 0.5: add(p, 'two0')
                else: add(q, 'two1')
                if r.random() < 0.5: add(p*q, 'two01')
            elif a == 6: p, m = Cut.apply(x, y); add(p, 'cut'); print('  ', m.tolist(), m.requires_grad)
            elif a == 7: z = x*1; add(Dirty.apply(z), 'dirty'); print('  ', z is ts[-1], z._version)
            elif a == 8:
                re = r.random() < 0.5
                f = lambda u, v: (u*v).tanh() + u.exp()*0.1
                add(checkpoint(f, x, y, use_reentrant=re), f'checkpoint {re}')
            elif a == 9:
                with torch.autograd.graph.saved_tensors_hooks(lambda t: t.detach().clone(), lambda t: t):
                    add(op(x, y), 'hooked op')
            elif a == 10:
                n = name(x)
                k = r.randrange(4)
                if k == 0: handles.append(x.register_hook(lambda g: print('   hook', n, show(g))))
                elif k == 1: handles.append(x.register_hook(lambda g: g*2))
                elif k == 2 and x.grad_fn is not None: handles.append(x.grad_fn.register_hook(lambda gi, go: print('   nodehook', n, len(gi), len(go))))
                elif x.grad_fn is not None: handles.append(x.grad_fn.register_prehook(lambda go: tuple(None if g is None else g*0.5 for g in go)))
                else: handles.append(x.register_post_accumulate_grad_hook(lambda p: print('   acc', n, show(p.grad))))
                print('  hook on', n, k)
            elif a == 11: x.retain_grad(); print('  retain', name(x), x.retains_grad)
            elif a == 12:
                with torch.no_grad(): add(op(x, y), 'nograd')
            elif a == 13: add(x.detach().requires_grad_(r.random() < 0.5), 'detach')
            elif a == 14:
                s = x.pow(2).sum()
                cg = r.random() < 0.6
                g = torch.autograd.grad(s, [l for l in leaves if l.requires_grad], create_graph=cg, allow_unused=True, materialize_grads=r.random() < 0.3, retain_graph=True)
                print('  grad', cg, show(g))
                for one in g:
                    if one is not None and one.requires_grad: add(one, 'gradient'); break
            elif a == 15:
                s = x.sum() if r.random() < 0.7 else (x*x).mean()
                s.backward(retain_graph=r.random() < 0.7, create_graph=r.random() < 0.2)
                print('  backward', [show(t.grad) for t in leaves])
            elif a == 16:
                x.mul_(1.5) if r.random() < 0.5 else x.add_(y)
                print('  inplace', name(x), show(x))
            elif a == 17:
                k = r.randrange(4)
                f = lambda u, v: (u*v.tanh()).sum(1)
                if k == 0: print('  jac', show(AF.jacobian(f, (x.detach(), y.detach()))))
                elif k == 1: print('  hess', show(AF.hessian(lambda u: (u.sin()*u).sum(), x.detach())))
                elif k == 2: print('  vjp', show(AF.vjp(f, (x, y), torch.ones(2, dtype=torch.float64), create_graph=True)))
                else: print('  jvp', show(AF.jvp(f, (x.detach(), y.detach()), (torch.ones_like(x), torch.ones_like(y)))))
            elif a == 18:
                k = r.randrange(3)
                g = lambda u: (u.sin()*u).sum()
                if k == 0: print('  func', show(torch.func.grad(g)(x)))
                elif k == 1: print('  vmap', show(torch.func.vmap(torch.func.grad(g))(x).detach()))
                else: print('  jacrev', show(torch.func.jacrev(lambda u: u.tanh().sum(0))(x)))
            else:
                for l in leaves: l.grad = None
                print('  zeroed')
        except Exception as e:
            print('  !', a, type(e).__name__, str(e)[:160].split('\n')[0])
    try:
        total = sum((t*t).sum() for t in ts if t.requires_grad)
        total.backward(retain_graph=True)
        print('  end', [show(t.grad) for t in leaves])
        with torch.autograd.graph.saved_tensors_hooks(lambda t: t, lambda t: t):
            loss = sum((t.tanh()).sum() for t in ts if t.requires_grad)
        g = torch.autograd.grad(loss, [l for l in leaves if l.requires_grad], create_graph=True, allow_unused=True)
        pen = sum((q*q).sum() for q in g if q is not None)
        print('  pen', show(pen))
        print('  g2', show(torch.autograd.grad(pen, [l for l in leaves if l.requires_grad], allow_unused=True)))
    except Exception as e:
        print('  ! end', type(e).__name__, str(e)[:160].split('\n')[0])

for s in range(600, 760):
    print('seed', s)
    run(s)
