"""What losses say of targets of the wrong size, class or range, and of unknown reductions."""
import torch, torch.nn.functional as F
def t(l,f):
    try: print(l,f())
    except Exception as e: print(l,type(e).__name__,e)
torch.manual_seed(0)
x=torch.randn(4,3)
for s in ((4,1),(4,),(),(3,),(4,3),(1,4),(4,1,1),(5,),(0,)):
    for n,f in (('ce',F.cross_entropy),('nll',F.nll_loss),('mm',F.multi_margin_loss),('mlm',F.multilabel_margin_loss)):
        t((n,s),lambda:f(x,torch.zeros(s).long()))
x=torch.randn(2,3,4,4)
for s in ((2,4,4),(2,1,4,4),(2,4),(2,),(2,4,5),(2,3,4,4),(3,4,4)):
    for n,f in (('ce',F.cross_entropy),('nll',F.nll_loss)):
        t((n,'4d',s),lambda:f(x,torch.zeros(s).long()))
x=torch.randn(2,3,4)
for s in ((2,4),(2,1,4),(2,),(2,5),(2,3,4),(3,4)):
    for n,f in (('ce',F.cross_entropy),('nll',F.nll_loss)):
        t((n,'3d',s),lambda:f(x,torch.zeros(s).long()))
x=torch.randn(3)
for s in ((),(1,),(3,),(2,)):
    for n,f in (('ce',F.cross_entropy),('nll',F.nll_loss),('mm',F.multi_margin_loss),('mlm',F.multilabel_margin_loss)):
        t((n,'1d',s),lambda:f(x,torch.zeros(s).long()))
x=torch.randn(2,3)
for v in (3,-1,-100,5,100):
    for n,f in (('ce',F.cross_entropy),('nll',F.nll_loss),('mm',F.multi_margin_loss),('mlm',F.multilabel_margin_loss)):
        t((n,'v',v),lambda:f(x,torch.full((2,),v)))
    t(('ce4','v',v),lambda:F.cross_entropy(torch.randn(1,3,2,2),torch.full((1,2,2),v)))
    t(('oh','v',v),lambda:F.one_hot(torch.tensor([v]),3)); t(('emb','v',v),lambda:F.embedding(torch.tensor([v]),x)); t(('gather','v',v),lambda:x.gather(1,torch.tensor([[v],[0]])));t(('isel','v',v),lambda:x.index_select(0,torch.tensor([v])));t(('idx','v',v),lambda:x[torch.tensor([v])]);t(('idx','v',v),lambda:x[v]); t(('scat','v',v),lambda:x.scatter(1,torch.tensor([[v]]),1.)); t(('take','v',v),lambda:x.take(torch.tensor([v])))
for n,f in (('mse',F.mse_loss),('l1',F.l1_loss),('sl1',F.smooth_l1_loss),('hub',F.huber_loss),('bce',F.binary_cross_entropy),('bcel',F.binary_cross_entropy_with_logits),('kl',F.kl_div),('sm',F.soft_margin_loss),('hinge',F.hinge_embedding_loss),('pois',F.poisson_nll_loss),('mls',F.multilabel_soft_margin_loss)):
    for a,b in (((4,1),(4,)),((4,),(4,1)),((4,3),(4,)),((4,3),(3,)),((4,3),(4,3,1)),((4,),()),((4,3),(2,3)),((0,3),(0,3))):
        import warnings
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter('always')
            t((n,a,b),lambda:f(torch.rand(a),torch.rand(b)).shape)
            for z in w: print('   ',z.category.__name__,str(z.message)[:300])
for v in (1.5,-0.1,float('nan')):
    t(('bce',v),lambda:F.binary_cross_entropy(torch.full((2,),v),torch.rand(2)))
    t(('bcet',v),lambda:F.binary_cross_entropy(torch.rand(2),torch.full((2,),v)).isnan())
for r in ('avg','Mean',None,'batchmean'):
    for n,f in (('mse',F.mse_loss),('ce',lambda a,b,reduction:F.cross_entropy(a,torch.tensor([0,1]),reduction=reduction)),('kl',F.kl_div),('bce',lambda a,b,reduction:F.binary_cross_entropy(a.sigmoid(),b.sigmoid(),reduction=reduction))):
        t((n,r),lambda:f(x,x,reduction=r).shape)
