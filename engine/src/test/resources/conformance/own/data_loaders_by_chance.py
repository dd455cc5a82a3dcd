"""Data loaders and samplers made up by chance."""
import torch, random, warnings
from torch.utils.data import *
from torch.utils.data import Subset, default_collate
warnings.simplefilter('ignore')
class DS(Dataset):
    def __init__(s,n): s.n=n; s.x=torch.arange(n*2.).view(n,2)
    def __len__(s): return s.n
    def __getitem__(s,i): return {'x':s.x[i],'i':i,'s':str(i),'t':(i,float(i))}
class It(IterableDataset):
    def __init__(s,n): s.n=n
    def __iter__(s): return iter(range(s.n))
def show(b):
    if torch.is_tensor(b): return f'{b.tolist()} {b.dtype}'
    if isinstance(b,dict): return {k:show(v) for k,v in b.items()}
    if isinstance(b,(list,tuple)): return [type(b).__name__]+[show(v) for v in b]
    return repr(b)
def run(s):
    r=random.Random(s); torch.manual_seed(s); n=r.choice([0,1,5,7,10])
    for step in range(4):
        k=r.randrange(12); g=torch.Generator().manual_seed(s) if r.random()<.3 else None
        try:
            td=TensorDataset(torch.arange(n*1.).view(n,1),torch.arange(n))
            if k<3:
                dl=DataLoader(td if r.random()<.5 else DS(n),batch_size=r.choice([1,2,3,None]),shuffle=r.random()<.6,drop_last=r.random()<.3,generator=g,num_workers=0)
                print(' ',len(dl)); 
                for b in dl: print('  ',show(b))
                print('  again',[show(b) for b in dl][:1])
            elif k==3: print('  ',[len(q) for q in random_split(td,[0.5,0.3,0.2],generator=g)],[list(q.indices) for q in random_split(td,[0.6,0.4],generator=g)])
            elif k==4: print('  ',list(RandomSampler(td,replacement=True,num_samples=6,generator=g)),list(SequentialSampler(td)))
            elif k==5: print('  ',list(WeightedRandomSampler([0.1,0.9,0.4],5,replacement=True,generator=g)),list(WeightedRandomSampler(torch.tensor([0.1,0.9,0.4]),2,replacement=False)))
            elif k==6: print('  ',list(BatchSampler(SequentialSampler(range(7)),3,False)),list(BatchSampler(RandomSampler(range(7),generator=g),3,True)))
            elif k==7: print('  ',[show(b) for b in DataLoader(It(n),batch_size=r.choice([2,None]))])
            elif k==8: c=ConcatDataset([td,td]); print('  ',len(c), show(c[len(c)-1]), show(Subset(td,[0])[0]))
            elif k==9: print('  ',[show(b) for b in DataLoader(td,sampler=SubsetRandomSampler([0,2,4],generator=g),batch_size=2)])
            elif k==10: print('  ',[show(b) for b in DataLoader(DS(n),batch_size=2,collate_fn=lambda l:[d['i'] for d in l])])
            else: print('  ',show(default_collate([(1,torch.ones(2),{'a':[1,2]}),(2,torch.zeros(2),{'a':[3,4]})])), torch.rand(1))
        except Exception as e: print('  !',k,type(e).__name__,str(e)[:200].split('\n')[0])
    print('  ',torch.rand(1))
for s in range(0,140): print('seed',s); run(s)
