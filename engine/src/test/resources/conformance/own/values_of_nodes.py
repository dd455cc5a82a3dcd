# What operators of one node answer: distances, placements, triangular systems, bags, losses, layouts.
import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(5)
def show(name, f, *xs):
    xs=[x.clone().requires_grad_() if x.is_floating_point() else x for x in xs]
    try:
        r=f(*xs)
        rs=r if isinstance(r,tuple) else (r,)
        for q in rs: print(name,q)
        o=[q for q in rs if q.requires_grad]
        if o:
            s=sum((q*torch.arange(1.,q.numel()+1,dtype=q.dtype).view(q.shape)).sum() for q in o)
            s.backward()
            for x in xs:
                if x.is_floating_point(): print('  grad',x.grad)
    except Exception as e: print(name,type(e).__name__,e)
R=torch.randn
show('dist',torch.dist,R(3),R(3)); show('dist1',lambda a,b:torch.dist(a,b,1),R(3),R(3)); show('dist b',torch.dist,R(2,3),R(3)); show('dist same',lambda a:torch.dist(a,a),R(3)); show('distinf',lambda a,b:torch.dist(a,b,float('inf')),R(3),R(3))
show('pdist',F.pdist,R(4,2)); show('pdist1',lambda a:F.pdist(a,1),R(4,2)); show('pdist err',F.pdist,R(4)); show('tpdist',torch.pdist,R(1,2))
show('renorm',lambda a:torch.renorm(a,2,0,1.0),R(3,3)); R(3,3); 
x=R(2,2); x.renorm_(2,0,0.1); print(x)
show('sel',lambda a,b:torch.select_scatter(a,b,1,-1),R(2,3),R(2)); show('sel err',lambda a,b:torch.select_scatter(a,b,0,0),R(2,3),R(2)); show('slice',lambda a,b:torch.slice_scatter(a,b,1,start=1),R(2,3),R(2,2)); show('slice2',lambda a,b:a.slice_scatter(b,dim=0,end=-1),R(3,2),R(2,2)); show('diag',lambda a,b:a.diagonal_scatter(b,-1),R(3,3),R(2))
show('block',lambda *a:torch.block_diag(*a),R(2,2),R(3),R(())); show('block int',lambda *a:torch.block_diag(*a),torch.tensor([[1,2]]),torch.tensor(3)); show('block err',lambda a:torch.block_diag(a),R(1,1,1)); print(torch.block_diag())if False else None
A=torch.rand(3,3)+torch.eye(3)*2
for u in (True,False):
    for l in (True,False):
        show(f'st {u} {l}',lambda a,b:torch.linalg.solve_triangular(a,b,upper=u,left=l),A,R(3,3)); 
show('st unit',lambda a,b:torch.linalg.solve_triangular(a,b,upper=True,unitriangular=True),A,R(3,2)); show('ts',torch.triangular_solve,R(3,2),A); show('tst',lambda b,a:torch.triangular_solve(b,a,upper=False,transpose=True).solution,R(3,2),A)
show('cs',torch.cholesky_solve,R(3,2),torch.linalg.cholesky(A@A.t())); show('csu',lambda b,l:b.cholesky_solve(l,upper=True),R(3,2),torch.linalg.cholesky(A@A.t()).T.contiguous())
show('unpool2',lambda a:F.max_unpool2d(*F.max_pool2d(a,2,return_indices=True),2),R(1,1,4,4)); show('unpool1',lambda a:F.max_unpool1d(*F.max_pool1d(a,2,return_indices=True),2),R(1,2,4)); show('unpool3',lambda a:F.max_unpool3d(*F.max_pool3d(a,2,return_indices=True),2),R(1,1,2,4,4)); print(nn.MaxUnpool2d(2,2)(R(1,1,2,2),torch.tensor([[[[0,3],[8,15]]]]),output_size=(1,1,5,5)))
show('bad unpool',lambda a:F.max_unpool2d(a,torch.tensor([[[[0,3],[8,99]]]]),2),R(1,1,2,2))
W=R(5,3)
for m in ('sum','mean','max'):
    show('bag '+m,lambda w:F.embedding_bag(torch.tensor([0,2,4,1]),w,torch.tensor([0,0,3]),mode=m),W)
    show('bag2 '+m,lambda w:F.embedding_bag(torch.tensor([[0,2],[4,4]]),w,mode=m,padding_idx=2),W)
show('bagw',lambda w,s:F.embedding_bag(torch.tensor([0,2,4,1]),w,torch.tensor([0,3]),mode='sum',per_sample_weights=s),W,R(4)); show('bag last',lambda w:F.embedding_bag(torch.tensor([0,2,4,1]),w,torch.tensor([0,2,4]),include_last_offset=True),W)
e=nn.EmbeddingBag(4,2,mode='sum'); print(e); print(e(torch.tensor([[1,2],[3,3]])))
show('ml',lambda a:F.multilabel_margin_loss(a,torch.tensor([[0,-1,1],[1,0,-1]])),R(2,3)); show('ml1',lambda a:F.multilabel_margin_loss(a,torch.tensor([0,2,-1]),reduction='sum'),R(3)); show('mln',lambda a:F.multilabel_margin_loss(a,torch.tensor([[0,-1,1],[1,0,-1]]),reduction='none'),R(2,3))
show('addbmm',torch.addbmm,R(2,2),R(3,2,4),R(3,4,2)); show('addbmm2',lambda a,b,c:torch.addbmm(a,b,c,beta=0.5,alpha=2),R(2),R(3,2,4),R(3,4,2)); show('addbmm0',lambda a,b,c:torch.addbmm(a,b,c,beta=0),R(2,2)*float('nan'),R(3,2,4),R(3,4,2))
show('ldexp',torch.ldexp,R(3),torch.tensor([1,-2,3])); show('ldexpf',torch.ldexp,R(3),R(3)); print(torch.ldexp(torch.tensor([1,2]),torch.tensor([3,4])))
R(3,3); R(2,2,2); show('logdet',torch.logdet,A); show('logdet-',torch.logdet,-torch.eye(3)); R(3,3); R(25); show('cm',torch.chain_matmul,R(2,3),R(3,4),R(4,2)); show('aminmax',lambda a:torch.aminmax(a,dim=1),R(3,3)); show('aminmaxk',lambda a:torch.aminmax(a,dim=0,keepdim=True),R(3,3)); show('aminmaxall',lambda a:torch.aminmax(a),R(3,3))
l=nn.utils.parametrizations.weight_norm(nn.Linear(2,3)); print(l(torch.ones(1,2))); l(torch.ones(1,2)).pow(2).sum().backward(); print(l.parametrizations.weight.original0.grad,l.parametrizations.weight.original1.grad)
l=nn.utils.weight_norm(nn.Conv2d(2,3,2),dim=1); print(l(torch.ones(1,2,3,3))); l=nn.utils.weight_norm(nn.Linear(2,3),dim=None); print(l(torch.ones(1,2)))
show('cos',F.cosine_similarity,R(2,3),R(2,3)); show('cos0',F.cosine_similarity,R(2,3),torch.zeros(2,3)); show('cosb',lambda a,b:F.cosine_similarity(a,b,dim=-1),R(2,1,3),R(4,3))
show('rms',lambda a:F.rms_norm(a,(3,)),R(2,3)); show('hinge',lambda a:F.hinge_embedding_loss(a,torch.tensor([1.,-1,1])),R(3)); show('cel',lambda a,b:F.cosine_embedding_loss(a,b,torch.tensor([1,-1]),margin=0.2),R(2,3),R(2,3)); show('tml',lambda a,b,c:F.triplet_margin_loss(a,b,c,swap=True),R(2,3),R(2,3),R(2,3)); show('pn',lambda a:F.poisson_nll_loss(a,torch.tensor([1.,2,3]),log_input=False,full=True),torch.rand(3)+1)
show('ndtr',torch.special.ndtr,torch.tensor([-6.,-1,0,2])); show('trap',lambda y:torch.trapezoid(y,dx=0.3),R(2,5)); show('grad',lambda y:torch.gradient(y,spacing=0.3),R(5)); show('cov',torch.cov,R(2,4)); show('corr',torch.corrcoef,R(2,4)); show('n1',lambda a:torch.linalg.norm(a,1),R(3,3)); show('ninf',lambda a:torch.linalg.matrix_norm(a,-float('inf'),keepdim=True),R(2,3,3)); show('nn1',lambda a:torch.linalg.matrix_norm(a,-1,dim=(2,0)),R(2,3,3)); show('kron',torch.kron,R(2,2),R(1,2)); show('ein',lambda a,b:torch.einsum('i,j->ji',a,b),R(2),R(3)); show('ein2',lambda a:torch.einsum('ii',a),R(3,3)); show('td',lambda a,b:torch.tensordot(a,b,2),R(2,3),R(2,3))
print(R(2,3).sum_to_size(1,3).shape, R(2,2).H.stride(), torch.real(R(2)).shape, R(2).conj().shape)
try: R(1,2,2).H
except Exception as e: print(e)
x=R(2,3).t(); print((x*2).stride(),(x+R(3,2)).stride(),(R(3,2)+x).stride(),x.exp().stride(),x.clone().stride(),x.double().stride(),x.contiguous().stride(),x.clone().is_contiguous())
try: (x*2).view(-1)
except Exception as e: print(e)
y=x.clone(); y+=1; print(y.stride())
for f in (lambda: torch.pow(2, torch.tensor([-2, 3])), lambda: 2 ** torch.tensor([-1]),
          lambda: torch.pow(torch.tensor([2, 1, -1, -1]), torch.tensor([-2, -3, -3, -2]))):
    print(f())
