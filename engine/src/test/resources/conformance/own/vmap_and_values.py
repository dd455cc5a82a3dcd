# What a function may not do with tensors that stand for a whole batch.
import torch
from torch import vmap
def t(n,f,*a,**k):
    try: print(n,vmap(f,**k)(*a))
    except Exception as e: print(n,type(e).__name__,e)
X=torch.arange(6.).reshape(3,2)
t('item',lambda x: x.sum().item(),X); t('float',lambda x: x*float(x.sum()),X); t('int',lambda x: x*int(x.sum()),X); t('bool',lambda x: x if x.sum()>0 else -x,X); t('tolist',lambda x: torch.tensor(x.tolist()),X); t('numpy',lambda x: torch.from_numpy(x.numpy()),X)
t('nonzero',lambda x: x.nonzero(),X); t('mask',lambda x: x[x>0],X); t('masked_select',lambda x: x.masked_select(x>0),X); t('unique',lambda x: x.unique(),X); t('allclose',lambda x: x if torch.allclose(x,x) else -x,X); t('equal',lambda x: x if torch.equal(x,x) else -x,X)
t('closure item',lambda x: x*torch.tensor(2.).item(),X); t('closure bool',lambda x: x if torch.tensor(True) else -x,X); t('closure of const',lambda x: x+ (torch.ones(2)*2).sum().item(),X); t('index by tensor',lambda x,i: x[i],X,torch.tensor([0,1,0])); t('int idx',lambda x: x[0],X); t('repr',lambda x: (str(x),x)[1],X); t('len',lambda x: x*len(x),X); t('iter',lambda x: sum(x),X); t('in',lambda x: x*(1. in x),X); t('any',lambda x: x if (x>0).any() else x,X); t('max',lambda x: max(x[0],x[1]),X); t('range',lambda x: x*sum(range(int(2))),X); t('inplace const',lambda x: torch.zeros(2).add_(x),X); t('inplace const2',lambda x: torch.zeros(2).copy_(x),X); t('setitem',lambda x: torch.zeros(2).__setitem__(0,x[0]),X); t('new_zeros',lambda x: x.new_zeros(2).add_(x),X); t('data',lambda x: x.data,X); t('isnan',lambda x: x if torch.isnan(x).any() else x*2,X); t('where',lambda x: torch.where(x>0,x,-x),X); t('format',lambda x: (f"{x.sum():.1f}",x)[1],X); t('round',lambda x: round(x.sum()),X); t('in_dims None',lambda x,y: x*y.item(),X,torch.tensor(2.),in_dims=(0,None)); t('not',lambda x: x if not x.sum() else -x,X); t('and',lambda x: x if x.sum()>0 and True else -x,X); t('eq',lambda x: x if x.sum()==0 else -x,X); t('while',lambda x: x,X)
def w(x):
    while x.sum()<3: x=x+1
    return x
t('while',w,X)
t('requires_grad',lambda x: x.requires_grad,X); t('numel',lambda x: x*x.numel(),X); t('bincount',lambda x: x.long().bincount(),X); t('one_hot',lambda x: torch.nn.functional.one_hot(x.long()),X); t('one_hot6',lambda x: torch.nn.functional.one_hot(x.long(),6),X)
Z=torch.zeros
t('add',lambda x: Z(2).add_(x),X); t('mul',lambda x: Z(2).mul_(x),X); t('add0',lambda x: Z(()).add_(x.sum()),X); t('addb',lambda x: Z(2).add_(x.sum()),X); t('add2',lambda x: Z(4,2).add_(x),X); t('copy',lambda x: Z(2).copy_(x),X); t('set',lambda x: Z(2).__setitem__(slice(None),x),X); t('set0',lambda x: Z(2).__setitem__(0,x[0]),X); t('fill',lambda x: Z(2).fill_(x[0]),X); t('mf',lambda x: Z(2).masked_fill_(x>0,1.),X); t('clamp',lambda x: Z(2).clamp_(x),X); t('sub1',lambda x: Z(1).sub_(x),X); t('iadd',lambda x: Z(2).__iadd__(x),X); t('index_add',lambda x: Z(2).index_add_(0,torch.tensor([0,1]),x),X); t('scatter',lambda x: Z(2).scatter_(0,torch.tensor([0,1]),x),X); t('addcmul',lambda x: Z(2).addcmul_(x,x),X); t('lerp',lambda x: Z(2).lerp_(x,.5),X); t('pow',lambda x: Z(2).pow_(x),X)
