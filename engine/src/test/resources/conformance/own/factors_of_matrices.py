import torch
torch.manual_seed(0)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
def chain(n,d=0,seen=None):
    return n.name()+'('+','.join(chain(m) if m else '-' for m,_ in n.next_functions)+')'
a=torch.randn(3,3); s=a@a.t()+torch.eye(3)
s.requires_grad_()
print(chain(torch.cholesky(s).grad_fn), chain(torch.cholesky(s,upper=True).grad_fn), chain(torch.linalg.cholesky(s,upper=True).grad_fn), chain(torch.linalg.cholesky_ex(s)[0].grad_fn))
print(chain(torch.linalg.pinv(s,hermitian=True).grad_fn))
print(chain(torch.linalg.pinv(s,atol=0.1).grad_fn))
print(chain(torch.linalg.eigvalsh(s,UPLO='U').grad_fn))
for drv in (None,'gels','gelsy','gelsd','gelss'):
    for m,n in ((4,2),(2,4),(3,3)):
        A=torch.randn(m,n,requires_grad=True); B=torch.randn(m,2,requires_grad=True)
        r=torch.linalg.lstsq(A,B,driver=drv); print(drv,m,n,[tuple(x.shape) for x in r],[x.requires_grad for x in r], r.rank, r.singular_values, r.residuals, chain(r.solution.grad_fn))
t(lambda: torch.linalg.lstsq(A,torch.randn(3,2))); t(lambda: torch.linalg.lstsq(A,B,driver='x'))
t(lambda: torch.linalg.qr(torch.randn(3,2,requires_grad=True),mode='complete')[0].sum().backward())
t(lambda: torch.linalg.qr(torch.randn(3,2,requires_grad=True),mode='r')[1].sum().backward())
t(lambda: torch.linalg.qr(torch.randn(3,2),mode='r')); t(lambda: torch.linalg.qr(torch.randn(3,2),mode='foo'))
L=torch.linalg.cholesky(s)
print(chain(torch.cholesky_inverse(L).grad_fn))
t(lambda: torch.linalg.eigh(s,UPLO='x'))
t(lambda: torch.linalg.matrix_power(s,0).requires_grad); print(chain(torch.linalg.matrix_power(s,0).grad_fn) if torch.linalg.matrix_power(s,0).grad_fn else None)
