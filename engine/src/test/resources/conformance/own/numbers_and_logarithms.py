import torch
x=torch.tensor([1.5,2.5],requires_grad=True); q=torch.tensor([2.,3.],requires_grad=True)
for f in (lambda: torch.special.zeta(x.detach(),q), lambda: torch.special.zeta(2.0,q), lambda: torch.special.zeta(x.detach()+1, 2.0), lambda: torch.special.zeta(x+1,2.0), lambda: torch.special.zeta(x+1,q),lambda: torch.special.zeta(2, torch.tensor([1,2])),lambda: torch.special.zeta(torch.tensor([2,3]), 2.5)):
    try:
        r=f(); print(r, r.grad_fn.name() if r.grad_fn else None)
        r.sum().backward(); print(x.grad,q.grad)
    except Exception as e: print(type(e).__name__, e)
for f in (lambda:torch.special.xlog1py(2.0,q),lambda:torch.special.xlog1py(x,2.0),lambda:torch.special.xlog1py(x,q),lambda:torch.xlogy(2.0,q),lambda:torch.xlogy(x,2.0),lambda:torch.special.xlog1py(2,torch.tensor([1,2]))):
    r=f(); print(r, r.grad_fn.name() if r.grad_fn else None, [None if n is None else n[0] and n[0].name() for n in (r.grad_fn.next_functions if r.grad_fn else ())])
a=torch.arange(4,dtype=torch.float32)
