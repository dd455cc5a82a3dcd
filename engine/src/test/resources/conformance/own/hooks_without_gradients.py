"""Hooks where no gradient comes."""
import warnings
warnings.simplefilter("ignore")
import torch
class C(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y): return x*1, y*1
    @staticmethod
    def backward(ctx, g, h): print('bw', g, h); return g, None
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e)[:250])
x=torch.tensor([1.,2.],requires_grad=True); y=torch.tensor([1.,2.],requires_grad=True)
y.register_hook(lambda g: print('hook', g))
y.register_post_accumulate_grad_hook(lambda p: print('post', p.grad))
a,b=C.apply(x,y); t(lambda: (a.sum()+b.sum()).backward()); print(x.grad,y.grad)
a,b=C.apply(x,y); t(lambda: torch.autograd.grad(a.sum()+b.sum(),[x,y],allow_unused=True))
w=y*3; w.register_hook(lambda g: print('hookw', g)); w.retain_grad()
w.grad_fn.register_prehook(lambda g: print('pre', g))
w.grad_fn.register_hook(lambda gi,go: print('nodehook', gi, go))
a,b=C.apply(x,w); t(lambda: (a.sum()+b.sum()).backward(retain_graph=True)); print(x.grad,y.grad,w.grad)
t(lambda: torch.autograd.grad(a.sum()+b.sum(),[x,w],allow_unused=True,retain_graph=True))
t(lambda: torch.autograd.grad(a.sum()+b.sum(),[x,w,y],allow_unused=True,retain_graph=True))
y.grad=None
with torch.autograd.detect_anomaly(check_nan=False):
    t(lambda: (a.sum()+b.sum()).backward(retain_graph=True))
w.register_hook(lambda g: torch.ones(2))
t(lambda: (a.sum()+b.sum()).backward(retain_graph=True)); print(y.grad, w.grad)
class M(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, y): return x*1, y*1
    @staticmethod
    def backward(ctx, g, h): print('bw', g, h); return (None if h is None else h*0+1), (None if g is None else g)
x=torch.tensor([1.,2.],requires_grad=True)
u=torch.exp(x); u2,v2=M.apply(u,u)
u2.sum().backward(); print(x.grad)
