import torch
torch.manual_seed(0)
A=torch.randn(3,3); 
print(torch.linalg.lu_factor(A)); print(torch.linalg.lu(A)); print(torch.linalg.lu_factor_ex(A))
B=torch.randn(3,2); LU,p=torch.linalg.lu_factor(A)
print(torch.linalg.lu_solve(LU,p,B)); print(torch.linalg.lu_solve(LU,p,B.t(),left=False)); print(torch.linalg.lu_solve(LU,p,B,adjoint=True))
print(torch.linalg.lu_factor(torch.randn(2,3,3))[1]); print(torch.linalg.lu(torch.randn(4,3))); print(torch.linalg.lu(torch.randn(3,4)))
for f in (lambda:torch.linalg.lu_factor(torch.zeros(2,2)),lambda:torch.linalg.lu_factor_ex(torch.zeros(2,2)),lambda:torch.linalg.lu(torch.zeros(2,2)),lambda:torch.linalg.lu_factor(torch.ones(3)),lambda:torch.linalg.lu_factor(torch.ones(2,2,dtype=torch.long)),lambda:torch.linalg.lu(A,pivot=False),lambda:torch.linalg.lu_factor(A,pivot=False),lambda:torch.linalg.lu_solve(LU,p,torch.ones(3)),lambda:torch.linalg.lu_solve(LU,p.long(),B),lambda:torch.linalg.lu_solve(LU,p,torch.ones(2,2)),lambda:torch.linalg.lu_factor(torch.ones(0,0)),lambda:torch.linalg.lu_solve(torch.ones(2,3),p,B)):
    try: print(f())
    except Exception as e: print(type(e).__name__,str(e)[:300])
for s in ((3,3),(4,3),(3,4)):
    torch.manual_seed(3)
    a=torch.randn(s,dtype=torch.float64,requires_grad=True)
    P,L,U=torch.linalg.lu(a); (L*torch.arange(1.,L.numel()+1).reshape(L.shape)+0).sum().backward(retain_graph=True); print(a.grad); a.grad=None
    (U**2).sum().backward(); print(a.grad, P.requires_grad, L.grad_fn.name(), U.grad_fn.name()); a.grad=None
    LU,p=torch.linalg.lu_factor(a); (LU**2).sum().backward(); print(a.grad, LU.grad_fn.name(), p.dtype,p.requires_grad)
a=torch.randn(3,3,dtype=torch.float64,requires_grad=True); b=torch.randn(3,2,dtype=torch.float64,requires_grad=True)
for kw in ({},{"adjoint":True},{"left":False},{"left":False,"adjoint":True}):
    LU,p=torch.linalg.lu_factor(a); bb=b if kw.get("left",True) else b.t()
    x=torch.linalg.lu_solve(LU,p,bb,**kw); (x**2).sum().backward(); print(x.grad_fn.name(), a.grad, b.grad); a.grad=b.grad=None
