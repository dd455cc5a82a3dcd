# Powers, combinations and condition numbers, with their graphs.
import torch
def chain(fn):
    if fn is None: return '-'
    n=fn.name()
    if 'AccumulateGrad' in n: return 'A'
    kids=[chain(f)+(':%d'%i if i else '') for f,i in fn.next_functions]
    return n.replace('Backward','B')+('('+','.join(kids)+')' if kids else '')
torch.manual_seed(0)
x=torch.tensor([1.,2.,3.],requires_grad=True)
for f in (lambda: torch.vander(x), lambda: torch.vander(x,2,increasing=True), lambda: torch.vander(x,N=1), lambda: torch.vander(torch.tensor([1,2,3])), lambda: torch.vander(x,0), lambda: torch.linalg.vander(x), lambda: torch.linalg.vander(x.view(1,3),N=2), lambda: torch.combinations(x), lambda: torch.combinations(x,3), lambda: torch.combinations(x,2,True), lambda: torch.combinations(torch.tensor([1,2,3]),1), lambda: torch.combinations(x,0), lambda: torch.combinations(x,-1), lambda: torch.vander(x.view(1,3)), lambda: torch.linalg.cond(torch.diag(x)), lambda: torch.linalg.cond(torch.diag(x).expand(2,3,3))):
    try:
        r=f(); print(r, chain(r.grad_fn))
        if r.requires_grad:
            x.grad=None; (r*torch.arange(1.,r.numel()+1).view(r.shape)).sum().backward(); print(x.grad)
    except Exception as e: print(type(e).__name__, e)
