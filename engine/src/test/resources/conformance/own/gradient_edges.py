"""Edges of the graph as inputs and outputs, shapes changed in place, functions that return inputs."""
import torch
from torch.autograd.graph import get_gradient_edge, GradientEdge
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, str(e)[:260])
x=torch.tensor([1.,2.],requires_grad=True); y=x*3; z=(y*y).sum()
ey=get_gradient_edge(y); ex=get_gradient_edge(x)
print(ey.node.name(), ey.output_nr, ex.node.name(), ex.output_nr)
print(torch.autograd.grad(z, ey, retain_graph=True), torch.autograd.grad(z, [ex, y], retain_graph=True), torch.autograd.grad(z,[x,ex,ey],retain_graph=True))
t(lambda: torch.autograd.grad(ey, x, grad_outputs=torch.tensor([1.,10.]), retain_graph=True))
t(lambda: torch.autograd.grad(ey, x, retain_graph=True))
t(lambda: torch.autograd.grad([ey,z], [x], grad_outputs=[torch.ones(2),None], retain_graph=True))
t(lambda: torch.autograd.backward(ey, torch.ones(2), retain_graph=True)); print(x.grad)
x.grad=None
t(lambda: torch.autograd.backward([z], inputs=[ex], retain_graph=True)); print(x.grad)
t(lambda: torch.autograd.backward([z], inputs=[ey], retain_graph=True)); print(y.grad if y.retains_grad else None)
t(lambda: torch.autograd.backward([z], inputs=ey, retain_graph=True))
w=torch.ones(2,requires_grad=True)
t(lambda: torch.autograd.grad(z, get_gradient_edge(w), retain_graph=True))
t(lambda: torch.autograd.grad(z, get_gradient_edge(w), allow_unused=True, retain_graph=True))
t(lambda: torch.autograd.grad(z, get_gradient_edge(w), materialize_grads=True, retain_graph=True))
t(lambda: torch.autograd.grad(z, 3))
t(lambda: torch.autograd.grad(z, [3]))
t(lambda: torch.autograd.grad(z, y.grad_fn))
t(lambda: torch.autograd.grad(z, torch.ones(2)))
u=torch.ones(2)
t(lambda: get_gradient_edge(u))
a,b=torch.arange(4.,requires_grad=True).split(2)
e=get_gradient_edge(b); print(e.output_nr, e.node.name())
t(lambda: torch.autograd.grad((a*b).sum(), e, retain_graph=True))
s=GradientEdge(y.grad_fn,0); t(lambda: torch.autograd.grad(z, s, retain_graph=True))
t(lambda: torch.autograd.grad(z, GradientEdge(y.grad_fn,0), retain_graph=True, create_graph=True))
# own grad, in-place view operators
t(lambda: setattr(x,'grad',x))
v=torch.ones(2,1,requires_grad=True)
for n in ('squeeze_','t_'): t(lambda: getattr(v,n)())
t(lambda: v.unsqueeze_(0)); t(lambda: v.transpose_(0,1)); t(lambda: v.swapaxes_(0,1))
q=v.view(2); t(lambda: q.unsqueeze_(0)); print(v.shape, q.shape, q.grad_fn.name())
with torch.no_grad(): t(lambda: v.unsqueeze_(0)); print(v.shape)
m=torch.ones(2,1,requires_grad=True)*2; m.squeeze_(); print(m.shape, m.grad_fn.name(), m._version)
with torch.inference_mode(): i=torch.ones(3)
def setit(): i[0]=2.
t(setit); t(lambda: i._version); t(lambda: setattr(i,'data',torch.zeros(3))); t(lambda: i.add_(1)); t(lambda: i.unsqueeze_(0))

class Id(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g * 2
k = torch.ones(3, requires_grad=True) * 2
for o in (Id.apply(k), Id.apply(torch.ones(3))):
    print(o._is_view(), o._base is k, o.grad_fn.name() if o.grad_fn else None)
    t(lambda: o.mul_(2))
o = Id.apply(k)
k.mul_(2)
t(lambda: o.grad_fn)
o = Id.apply(k)
o.sum().backward()
