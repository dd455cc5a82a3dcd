import torch
torch.manual_seed(0)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
def chain(n):
    return n.name().replace('torch::autograd::','')+'('+','.join(chain(m) if m else '-' for m,_ in n.next_functions)+')'
y=torch.randn(2,3,requires_grad=True); x1=torch.randn(3,requires_grad=True); x2=torch.randn(2,3,requires_grad=True)
print(chain(torch.cumulative_trapezoid(y,x1).grad_fn)); print(chain(torch.cumulative_trapezoid(y,x2).grad_fn)); print(chain(torch.trapezoid(y,x2).grad_fn))
for a in (torch.tensor([3.,1,2,5],requires_grad=True), torch.randn(3,4,requires_grad=True), torch.tensor(2.,requires_grad=True)):
    for q in (0.3, torch.tensor(0.3,requires_grad=True), torch.tensor([0.1,0.9],requires_grad=True)):
        for d in (None,0,-1):
            for k in (False,True):
                r=torch.quantile(a,q,d,k); print(tuple(a.shape), q if isinstance(q,float) else tuple(q.shape), d,k, tuple(r.shape), r.stride(), chain(r.grad_fn))
r=torch.quantile(torch.randn(3,4,5,requires_grad=True),0.5,1); print(r.stride(), chain(r.grad_fn))
for i in ('lower','higher','nearest','midpoint'): print(i,chain(torch.quantile(y,0.4,interpolation=i).grad_fn), torch.quantile(y,0.4,interpolation=i))
r=torch.nanquantile(y,torch.tensor([.2,.5]),1); print(chain(r.grad_fn), r)
t(lambda: torch.quantile(y,1.5)); t(lambda: torch.quantile(y,torch.tensor([[.5]]))); t(lambda: torch.quantile(torch.tensor([]),.5)); t(lambda: torch.quantile(torch.tensor([1,2]),.5)); t(lambda: torch.quantile(y,torch.tensor(.5,dtype=torch.float64))); t(lambda: torch.quantile(y,.5,interpolation='x')); t(lambda: torch.quantile(torch.tensor([1.,float('nan'),3.]),.5)); t(lambda: torch.nanquantile(torch.tensor([1.,float('nan'),3.]),.5))
t(lambda: torch.quantile(y, torch.tensor([1.5])))
print(chain(torch.sort(y,stable=True)[0].grad_fn), chain(torch.sort(y,stable=False)[0].grad_fn), chain(y.sort(stable=True,dim=0)[0].grad_fn), chain(torch.sort(y,0)[0].grad_fn))
print(chain(torch.tensor(2.,requires_grad=True).sum_to_size(()).grad_fn))
a=torch.randn(2,2,1,requires_grad=True); b=torch.randn(2,1,2,requires_grad=True)
print(chain(torch.tensordot(a,b,dims=([0,1],[2,0])).grad_fn))
a=torch.randn(1,1,1,requires_grad=True); b=torch.randn(2,1,2,requires_grad=True); r=torch.tensordot(a,b,dims=([0,1],[2,0])); print(r.shape, chain(r.grad_fn))
for s1,s2 in (((5,5,5),(1,5,5)),((2,3,4,5),(1,5,5)),((5,5),(1,5,5)),((5,5,5),(1,1,5,5)),((1,5,5),(5,5,5)),((5,),(1,5,5)),((2,2,5,5),(1,1,5,5))):
    r=torch.randn(s1,requires_grad=True)@torch.randn(s2,requires_grad=True); print(s1,s2,tuple(r.shape),chain(r.grad_fn))
for n in (4,5,6,7,9,10,15): print(n, chain(torch.linalg.matrix_power(torch.eye(2,requires_grad=True),n).grad_fn))
r=torch.cdist(torch.randn(30,3,requires_grad=True),torch.randn(4,3,requires_grad=True)); print(chain(r.grad_fn))
r=torch.cdist(torch.randn(2,30,3,requires_grad=True),torch.randn(4,3,requires_grad=True)); print(chain(r.grad_fn))
r=torch.cdist(torch.randn(2,3,3,requires_grad=True),torch.randn(4,3,requires_grad=True)); print(chain(r.grad_fn))
print(torch.arange(0.1,-7.9,-4.,dtype=torch.int64), torch.arange(1.0,5.000001,2.0,dtype=torch.int64), torch.arange(0.5,5.5,1.5,dtype=torch.int64),torch.arange(0.,3.5,dtype=torch.int32), torch.arange(2.7,dtype=torch.int64))
print(torch.logspace(0,1.2,2,dtype=torch.int64), torch.logspace(0.5,3.7,5,dtype=torch.int64),torch.linspace(4.3,0,50,dtype=torch.int64),torch.linspace(torch.tensor(4.3),0,50,dtype=torch.int64),torch.linspace(0.5,7.5,4,dtype=torch.int64))
t(lambda: torch.addbmm(torch.arange(6).reshape(2,3),torch.ones(2,2,2,dtype=torch.int64),torch.ones(2,2,3,dtype=torch.int64),beta=0.6,alpha=2.7))
t(lambda: torch.addmm(torch.arange(6).reshape(2,3),torch.ones(2,2,dtype=torch.int64),torch.ones(2,3,dtype=torch.int64),beta=1.6,alpha=2.7))
t(lambda: torch.nanmedian(torch.tensor([[1.,float('nan'),3.,2.],[float('nan')]*4]),1)); t(lambda: torch.nanmedian(torch.tensor([[1.,float('nan'),3.,2.],[float('nan')]*4]),1,keepdim=True))
t(lambda: torch.tensor([True]).square()); t(lambda: torch.tensor(1.,requires_grad=True).unfold(0,1,1).sum().backward())
