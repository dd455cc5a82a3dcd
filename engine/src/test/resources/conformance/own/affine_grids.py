import torch, torch.nn.functional as F, warnings
warnings.simplefilter("ignore")
torch.manual_seed(0)
for s,k in (((2,1,3,4),(2,2,3)),((1,2,1,3),(1,2,3)),((1,1,2,3,2),(1,3,4))):
    for a in (True,False,None):
        for t in (torch.float32,torch.float64):
            th=torch.randn(k,dtype=t,requires_grad=True); g=F.affine_grid(th,s,align_corners=a); (g**2).sum().backward(); print(g.shape,g.stride(),g.flatten()[:8],th.grad.flatten()[:6],g.grad_fn.name())
for f in (lambda:F.affine_grid(torch.ones(1,2,3),(1,1,2)),lambda:F.affine_grid(torch.ones(1,3,3),(1,1,2,2)),lambda:F.affine_grid(torch.ones(1,2,3,dtype=torch.long),(1,1,2,2)),lambda:F.affine_grid(torch.ones(1,2,3),(1,1,0,2)),lambda:F.affine_grid(torch.ones(1,2,3),(1,1,2,2,2)),lambda:F.affine_grid(torch.ones(1,2,3),(2,1,2,2))):
    try: print(f())
    except Exception as e: print(type(e).__name__,str(e)[:300])
