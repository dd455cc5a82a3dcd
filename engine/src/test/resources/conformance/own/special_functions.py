"""Bessel, error, normal, zeta and incomplete gamma functions with gradients, and frexp."""
import torch
from torch import special as S
torch.set_printoptions(precision=6)
x=torch.tensor([-40.,-3.,-0.5,0.,0.3,2.,10.,29.,31.,80.,100.],dtype=torch.float64)
for n in ('i0','i0e','i1','i1e','erfcx','log_ndtr'):
    f=getattr(S,n); a=x.clone().requires_grad_(); y=f(a); print(n,y,y.grad_fn.name()); g,=torch.autograd.grad(y.sum(),a,create_graph=n!='log_ndtr'); print(g); 
    if n!='log_ndtr': print(torch.autograd.grad(g[1:3].sum(),a)[0][1:3])
    print(f(torch.tensor([0.5,1.5])),f(torch.tensor([1,2])))
p=torch.tensor([0.,1e-10,0.1,0.5,0.9,1.,1.5,-0.1],dtype=torch.float64,requires_grad=True); y=S.ndtri(p); print(y); print(torch.autograd.grad(y[1:5].sum(),p)[0])
s=torch.tensor([1.,1.5,2.,3.,0.5,2.,4.]); q=torch.tensor([1.,2.,0.5,-1.5,1.,0.,100.],requires_grad=True); y=S.zeta(s,q); print(y,y.grad_fn.name()); print(torch.autograd.grad(y[1:3].sum(),q)); print(S.zeta(s,1))
a=torch.tensor([0.5,2.,3.,0.,10.,1.,-1.]); b=torch.tensor([0.2,2.,5.,1.,3.,0.,1.],requires_grad=True)
for f in (torch.igamma,torch.igammac,S.gammainc,S.gammaincc): y=f(a,b); print(y,y.grad_fn.name()); print(torch.autograd.grad(y[:3].sum(),b))
try: torch.igamma(a.requires_grad_(),b).sum().backward()
except Exception as e: print(type(e).__name__,e)
try: S.zeta(s.requires_grad_(),2.).sum().backward()
except Exception as e: print(type(e).__name__,e)
m=torch.tensor([0.,1.,-3.75,1e-40,float('inf'),float('nan'),1024.],requires_grad=True); r=torch.frexp(m); print(r,r.mantissa.grad_fn.name()); print(torch.autograd.grad(r[0][:4].sum(),m))
print(torch.frexp(torch.tensor([1e-320,5.],dtype=torch.float64)), torch.ldexp(*torch.frexp(torch.tensor([3.,7.]))))
try: torch.frexp(torch.tensor([1]))
except Exception as e: print(type(e).__name__,e)
z=torch.ones(2).nextafter_(torch.tensor(2.)); print(z.tolist(), torch.ones(2).i0_(), torch.ones(2).igamma_(torch.ones(2)).mul(100).round(), x.i0()[:2], S.multigammaln(torch.tensor([3.]),2))
