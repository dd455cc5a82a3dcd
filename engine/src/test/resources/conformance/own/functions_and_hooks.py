"""Custom functions, hooks of tensors, saved tensors and anomaly detection, in one sweep."""
import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable
class Clip(Function):
    @staticmethod
    def forward(ctx,x,lo,hi): ctx.save_for_backward(x); ctx.lo,ctx.hi=lo,hi; return x.clamp(lo,hi)
    @staticmethod
    def backward(ctx,g): x,=ctx.saved_tensors; return g*((x>ctx.lo)&(x<ctx.hi)),None,None
class Exp(Function):
    @staticmethod
    def forward(ctx,x): r=x.exp(); ctx.save_for_backward(r); ctx.mark_non_differentiable(); return r
    @staticmethod
    def backward(ctx,g): r,=ctx.saved_tensors; print('bw',ctx.needs_input_grad,g.requires_grad); return g*r
class Two(Function):
    @staticmethod
    def forward(ctx,a,b): ctx.set_materialize_grads(False); return a*b,a+b
    @staticmethod
    @once_differentiable
    def backward(ctx,g1,g2): print(g1,g2); return (g2 if g1 is None else g1),None
x=torch.tensor([-2.,0.5,3.],requires_grad=True)
y=Clip.apply(x,-1,1); print(y,y.grad_fn.name()); y.sum().backward(); print(x.grad)
z=Exp.apply(x); g,=torch.autograd.grad(z.sum(),x,create_graph=True); print(g); g2,=torch.autograd.grad(g.sum(),x); print(g2)
a=torch.ones(2,requires_grad=True); b=torch.ones(2,requires_grad=True); u,v=Two.apply(a,b); v.sum().backward(); print(a.grad,b.grad)
try:
    u,v=Two.apply(a,b); g,=torch.autograd.grad(u.sum(),a,create_graph=True); g.sum().backward()
except RuntimeError as e: print(e)
print(torch.autograd.gradcheck(Clip.apply,(torch.tensor([0.3,-0.2],dtype=torch.float64,requires_grad=True),-1,1)))
with torch.autograd.set_detect_anomaly(True):
    try: (torch.tensor([-1.],requires_grad=True).sqrt()*0).sum().backward()
    except RuntimeError as e: print(str(e)[:90])
def hook(g): print('h',g); return g*2
w=torch.tensor([1.,2.],requires_grad=True); h=w.register_hook(hook); (w*3).sum().backward(); print(w.grad); h.remove()
q=(w**2); q.retain_grad(); q.register_hook(lambda g:g+1); q.sum().backward(); print(q.grad,w.grad)
with torch.autograd.graph.saved_tensors_hooks(lambda t:(t.shape,t.numpy().tolist()),lambda p:torch.tensor(p[1])):
    r=(w*w).sum()
r.backward(); print(w.grad)
from torch.utils.checkpoint import checkpoint
f=lambda t: torch.relu(t@torch.ones(2,2)).sum()
w.grad=None; checkpoint(f,w,use_reentrant=False).backward(); print(w.grad)
t=torch.zeros(3); s=t[1:]; s.requires_grad_() if False else None
v=torch.ones(3,requires_grad=True)*2; v[0]=5; v.sum().backward()
k=torch.ones(2,2,requires_grad=True); m=k.clone(); m[:,0].mul_(3); print(m.grad_fn.name(), m.grad_fn.next_functions[0][0].name()); m.sum().backward(); print(k.grad)
print(torch.autograd.functional.jacobian(lambda x,y:x*y.sum(),(torch.ones(2),torch.ones(2))), torch.autograd.functional.vhp(lambda x:(x**3).sum(),torch.tensor([1.,2.]),torch.ones(2)))
