# Sequences of different lengths: padded, packed, through recurrent layers, and unpacked.
import torch, torch.nn as nn
from torch.nn.utils.rnn import *
def chain(fn):
    if fn is None: return '-'
    n=fn.name()
    if 'AccumulateGrad' in n: return 'A'
    kids=[chain(f)+(':%d'%i if i else '') for f,i in fn.next_functions]
    return (n.replace('Backward','B')+('('+','.join(kids)+')' if kids else ''))[:400]
def L(*s): return torch.randn(*s,requires_grad=True)
torch.manual_seed(0)
s=[L(3,2),L(2,2),L(1,2)]
print('pad',chain(pad_sequence(s).grad_fn)); print('padb',chain(pad_sequence(s,batch_first=True).grad_fn)); print('padl',chain(pad_sequence(s,padding_side='left').grad_fn)); print(pad_sequence(s,batch_first=True,padding_value=9.))
p=pack_sequence(s); print('pack',chain(p.data.grad_fn),p)
x=L(3,2,2); p=pack_padded_sequence(x,[3,1]); print('pp',chain(p.data.grad_fn)); p.data.pow(2).sum().backward(); print(x.grad)
q=pack_padded_sequence(L(2,3,2),[1,3],batch_first=True,enforce_sorted=False); print('ppe',chain(q.data.grad_fn),q.sorted_indices)
o,l=pad_packed_sequence(pack_padded_sequence(L(3,2,2),[3,1])); print('up',chain(o.grad_fn),l)
o,l=pad_packed_sequence(q,batch_first=True,total_length=4,padding_value=-1.); print('upb',chain(o.grad_fn),o.shape,l)
for m in (nn.RNN(2,3),nn.GRU(2,3,bidirectional=True),nn.LSTM(2,3,num_layers=2)):
    pk=pack_sequence([L(2,2),L(1,2)]); o,h=m(pk); h=h if torch.is_tensor(h) else h[1]; print(chain(o.data.grad_fn)); print(chain(h.grad_fn)); (o.data.pow(2).sum()+h.sum()).backward(); print(o.data,h); print(m.weight_hh_l0.grad)
for bad in (lambda: pack_padded_sequence(torch.zeros(3,2,1),[1,3]), lambda: pack_padded_sequence(torch.zeros(3,2,1),[3,0]), lambda: pack_padded_sequence(torch.zeros(3,2,1),[3])):
    try: bad()
    except Exception as e: print(type(e).__name__, e)
