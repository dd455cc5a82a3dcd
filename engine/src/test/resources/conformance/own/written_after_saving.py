"""Writes to what custom functions, checkpoints and hooks keep."""
import torch
from torch.utils.checkpoint import checkpoint
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e)[:200])
class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y); return x*y
    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return y*g, x*g
x=torch.tensor([1.,2.],requires_grad=True)
b=torch.tensor([3.,4.])
z=Sq.apply(x,b); b.mul_(2); t(lambda: z.sum().backward())
b=torch.tensor([3.,4.])
z=checkpoint(lambda u,v:(u*v).tanh(),x,b,use_reentrant=True); b.mul_(2); t(lambda: z.sum().backward())
a=x*2
z=checkpoint(lambda u,v:(u*v).tanh(),x,a,use_reentrant=True); a.mul_(2); t(lambda: z.sum().backward())
a=x*2
z=Sq.apply(x,a); a.add_(x); t(lambda: z.sum().backward())
a=x*2
z=checkpoint(lambda u,v:(u*v).tanh(),x,a,use_reentrant=False); a.mul_(2); t(lambda: z.sum().backward())
a=x*1
y=(a*2)
z=Sq.apply(y,y); y.mul_(1.5); t(lambda: z.sum().backward())
class E(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y=x.exp(); ctx.save_for_backward(y); return y
    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        return y*g
z=E.apply(x); z.mul_(2); t(lambda: z.sum().backward())
z=E.apply(x*2); w=z*2; z.add_(1); t(lambda: w.sum().backward())
class Dirty(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x); x.mul_(3); return x
    @staticmethod
    def backward(ctx, g): return 3*g
y=x*2; e=y.exp(); Dirty.apply(e); t(lambda: e.sum().backward())
y=x*2; e=y*y; Dirty.apply(y); t(lambda: e.sum().backward())
y=x*2; y=Dirty.apply(y); e=Sq.apply(y,y); y.add_(1); t(lambda: e.sum().backward())
y=x*2; y=Dirty.apply(y); e=E.apply(y); y.add_(1); t(lambda: (e.sum()+y.sum()).backward())
y=x*2; e=E.apply(y); y.add_(1); f=e*y; e.add_(1); t(lambda: (f.sum()).backward())
g,=torch.autograd.grad((x*x).sum(),x,create_graph=True); h=E.apply(g); g.add_(1); t(lambda: h.sum().backward())
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e)[80:250])
H=torch.autograd.graph.saved_tensors_hooks
for pack in (lambda t:t, lambda t:t.detach(), lambda t:t.clone(), lambda t: t.detach().clone()):
    x=torch.tensor([1.,2.],requires_grad=True)
    a=x*2
    with H(pack, lambda t:t): z=x*a
    a.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
    x.grad=None
    a=x*2
    with H(pack, lambda t:t): z=a.exp()
    z.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
x.grad=None
a=x*2
z=checkpoint(lambda u,v:(u*v).tanh(),x,a,use_reentrant=False); a.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
a=torch.ones(2); x.grad=None
z=checkpoint(lambda u,v:(u*v).tanh(),x,a,use_reentrant=False); a.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
a=x.detach()*2; x.grad=None
z=checkpoint(lambda u,v:(u+v).exp(),x,a,use_reentrant=False); a.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
a=x*2; x.grad=None
z=checkpoint(lambda u,v:(u+v).exp(),x,a,use_reentrant=False); a.mul_(2); t(lambda: z.sum().backward()); print(x.grad)
