"""A bidirectional GRU over packed sequences with ReduceLROnPlateau."""
import torch, torch.nn as nn
from torch.nn.utils.rnn import pad_sequence, pack_padded_sequence, pad_packed_sequence
torch.manual_seed(5)
seqs=[torch.randint(1,6,(n,)) for n in (5,3,7,2)]; y=torch.tensor([0,1,1,0]); L=torch.tensor([len(s) for s in seqs])
X=pad_sequence(seqs,batch_first=True); print(X)
class M(nn.Module):
    def __init__(s):
        super().__init__(); s.e=nn.Embedding(6,4,padding_idx=0); s.r=nn.GRU(4,5,2,batch_first=True,bidirectional=True,dropout=0.2); s.o=nn.Linear(10,2)
    def forward(s,x,l):
        p=pack_padded_sequence(s.e(x),l,batch_first=True,enforce_sorted=False); o,h=s.r(p); u,n=pad_packed_sequence(o,batch_first=True); return s.o(torch.cat([h[-2],h[-1]],1)),u
m=M(); o=torch.optim.SGD(m.parameters(),lr=0.2,momentum=0.9,nesterov=True); s=torch.optim.lr_scheduler.ReduceLROnPlateau(o,patience=1,factor=0.5)
for i in range(10):
    out,u=m(X,L); l=nn.functional.cross_entropy(out,y,label_smoothing=0.1); o.zero_grad(); l.backward(); o.step(); s.step(l)
    print(i,f'{l.item():.5f}',o.param_groups[0]['lr'])
print(u.shape,u[3]); print(m.e.weight.grad[0])
