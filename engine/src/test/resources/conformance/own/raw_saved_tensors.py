"""Hooks on single saved tensors, and gradients of gradients through hooks."""
import torch
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
x=torch.tensor([1.,2.],requires_grad=True); y=torch.tensor([3.,4.],requires_grad=True)
z=x*y
r=z.grad_fn._raw_saved_self
print(type(r).__name__)
calls=[]
def pack(t): calls.append(('pack',t.tolist(), t is x, t.requires_grad, t.grad_fn)); return t*2
def unpack(t): calls.append(('unpack',t.tolist())); return t/2
r.register_hooks(pack, unpack)
print(calls)
t(lambda: r.register_hooks(pack, unpack))
print(z.grad_fn._saved_self, z.grad_fn._saved_self is x, z.grad_fn._saved_other is y)
z.sum().backward(); print(x.grad,y.grad,calls)
t(lambda: r.register_hooks(pack,unpack))
t(lambda: z.grad_fn._saved_self)
z=x*2
t(lambda: z.grad_fn._raw_saved_self.register_hooks(pack,unpack))
t(lambda: z.grad_fn._raw_saved_other.register_hooks(pack,unpack))
e=x.exp(); r=e.grad_fn._raw_saved_result
calls.clear(); r.register_hooks(lambda t:(calls.append(('p',t is e,t.grad_fn)),t)[1], lambda t:t)
print(calls); e.sum().backward(); print(x.grad)
t(lambda: type(r)())
e=x.exp()
t(lambda: e.grad_fn._raw_saved_result.register_hooks(lambda a,b:a, lambda t:t))
e=x.exp()
t(lambda: e.grad_fn._raw_saved_result.register_hooks(lambda t:t.add_(1), lambda t:t))
e=x.exp()
e.grad_fn._raw_saved_result.register_hooks(lambda t:t, lambda t:5)
t(lambda: e.sum().backward())
e=x.exp()
w=torch.cat([x,y]); s=torch.stack([x,y]).index_put((torch.tensor([0]),),y)
print(len(s.grad_fn._raw_saved_indices))
m=torch.addmm(torch.zeros(2,2),torch.eye(2).requires_grad_(),torch.eye(2))
print([a for a in dir(m.grad_fn) if '_saved' in a])
with torch.autograd.graph.saved_tensors_hooks(lambda t:t, lambda t:t):
    q=x*y
t(lambda: q.grad_fn._raw_saved_self.register_hooks(pack,unpack))
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx,a): ctx.save_for_backward(a); return a*2
    @staticmethod
    def backward(ctx,g): return g*2
f=F.apply(x)
t(lambda: len(f.grad_fn._raw_saved_tensors))
t(lambda: f.grad_fn._raw_saved_tensors[0].register_hooks(lambda t:t, lambda t:t))
t(lambda: f.grad_fn._saved_nothing)
t(lambda: z.grad_fn._saved_nothing)
x=torch.tensor([1.,2.],requires_grad=True); y=torch.tensor([3.,4.],requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(lambda t:t.detach()*2, lambda t:t/2):
    z=x*y; w=z.exp(); v=w*x
print(z.grad_fn._saved_self, w.grad_fn._saved_result, v.grad_fn._saved_self, v.grad_fn._saved_other)
g,=torch.autograd.grad(v.sum(),x,create_graph=True)
print(g); print(torch.autograd.grad(g.sum(),x)[0])
z=x*y
for n in ('self','other'): getattr(z.grad_fn,'_raw_saved_'+n).register_hooks(lambda t:t*2, lambda t:t/2)
w=z.exp(); w.grad_fn._raw_saved_result.register_hooks(lambda t:t*2, lambda t:t/2)
print(z.grad_fn._saved_self, w.grad_fn._saved_result)
g,=torch.autograd.grad(w.sum(),x,create_graph=True)
print(g); print(torch.autograd.grad(g.sum(),[x,y]))
class F(torch.autograd.Function):
    @staticmethod
    def forward(ctx,a,b): ctx.save_for_backward(a,b); ctx.k=3; return a*2*b
    @staticmethod
    def backward(ctx,g):
        a,b=ctx.saved_tensors
        return g*2*b, g*2*a
f=F.apply(x,y)
n=f.grad_fn

print(n.saved_tensors, n.k, len(n._raw_saved_tensors))
n._raw_saved_tensors[0].register_hooks(lambda t:(print('pack',t),t*10)[1], lambda t:t/10)
f.sum().backward(); print(x.grad,y.grad)
try: n._raw_saved_tensors
except Exception as ex: print(ex)
