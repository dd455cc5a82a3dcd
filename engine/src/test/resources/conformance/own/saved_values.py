"""Values behind `_saved_`, and nodes without a derivative."""
import torch, torch.nn.functional as F
torch.manual_seed(0)
x=torch.randn(3,4,requires_grad=True); tg=torch.tensor([0,3,1]); w=torch.tensor([1.,2,3,4])
for red in ('mean','sum','none'):
    for ww in (None,w):
        for t in (tg, torch.tensor([0,-100,1])):
            n=F.nll_loss(x,t,weight=ww,reduction=red).grad_fn
            print(red, ww is not None, n._saved_total_weight, n._saved_weight)
l=F.multilabel_margin_loss(x,torch.tensor([[3,0,-1,1],[0,-1,0,0],[1,2,-1,-1]])); print(l.grad_fn._saved_is_target)
print(F.logsigmoid(x).grad_fn._saved_buffer)
A=torch.randn(3,3); A=(A@A.T+3*torch.eye(3)+torch.arange(9.).view(3,3)).requires_grad_(); b=torch.randn(3,2)
for a in (A, A.T):
    for n in (torch.det(a).grad_fn, torch.slogdet(a)[0].grad_fn if False else torch.linalg.slogdet(a)[1].grad_fn, torch.linalg.solve(a,b).grad_fn, torch.linalg.solve(a,b.T,left=False).grad_fn):
        print(n.name(), n._saved_LU, n._saved_pivots)
q=torch.randn(1,2,3,4,requires_grad=True)
n=F.scaled_dot_product_attention(q,q,q).grad_fn; print(n._saved_logsumexp, n._saved_dropout_p, n._saved_output)
n=F.scaled_dot_product_attention(q,q,q,is_causal=True).grad_fn; print(n._saved_logsumexp)
lp=torch.randn(5,2,4).log_softmax(2).requires_grad_()
n=F.ctc_loss(lp,torch.ones(2,2,dtype=torch.long),torch.tensor([5,5]),torch.tensor([2,2]),reduction='none').grad_fn; print(n._saved_result0)
for f in (lambda: torch.heaviside(x,x), lambda: torch.unique(x), lambda: torch.unique(x,return_inverse=True,return_counts=True), lambda: torch.unique_consecutive(x), lambda: torch.unique(x,dim=0), lambda: torch.nextafter(x,x), lambda: torch.igamma(x.abs(),x.abs())):
    o=f(); o=o if isinstance(o,tuple) else (o,)
    print([str(t.grad_fn).split(' ')[0] for t in o],[t.requires_grad for t in o])
    try: o[0].sum().backward(); print('ok')
    except Exception as e: print(type(e).__name__, e)
