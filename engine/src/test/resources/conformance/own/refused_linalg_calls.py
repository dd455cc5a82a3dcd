import torch
x=torch.eye(2)
for m in ("linalg","special"):
    mod=getattr(torch,m)
    for n in ("norm inv det solve cholesky qr eigh svd svdvals matrix_power pinv matrix_rank vector_norm matrix_norm cond lstsq slogdet multi_dot solve_triangular cross vander tensorinv matmul vecdot diagonal eigvalsh inv_ex cholesky_ex tensorsolve matrix_exp" if m=="linalg" else "expit gammaln psi xlogy erf entr i0 i0e i1 erfcx ndtri log_ndtr zeta ndtr xlog1py logsumexp round softmax sinc digamma polygamma logit exp2 expm1 log1p gammainc multigammaln").split():
        f=getattr(mod,n)
        for p in ((),(x,),("a",),(x,"a"),(x,x,x,x),(1.5,),(x,1.5)):
            for kw in ({},{"foo":1}):
                try: r=f(*p,**kw); print(m,n,len(p),"ok")
                except TypeError as e: print(m,n,p and type(p[-1]).__name__,len(p),list(kw),e)
                except Exception as e: print(m,n,type(e).__name__)
