"""Meta-learning through an inner step, and gradients per sample by vmap."""
import torch, torch.nn as nn, torch.nn.functional as F
from torch.func import functional_call, grad, vmap
torch.manual_seed(4)
m=nn.Sequential(nn.Linear(1,8),nn.ReLU(),nn.Linear(8,1)); p=dict(m.named_parameters())
def l(pr,x,y): return F.mse_loss(functional_call(m,pr,(x,)),y)
o=torch.optim.Adam(m.parameters(),lr=1e-2)
for it in range(8):
    tot=0.
    for t in range(3):
        a,b=torch.rand(2); x=torch.rand(10,1)*4-2; y=a*torch.sin(x+b)
        g=torch.autograd.grad(l(p,x[:5],y[:5]),p.values(),create_graph=True)
        q={k:v-0.1*gg for (k,v),gg in zip(p.items(),g)}
        tot=tot+l(q,x[5:],y[5:])
    o.zero_grad(); tot.backward(); o.step(); print(f'{it} {tot.item():.5f}')
x=torch.randn(4,1); y=torch.randn(4,1)
per=vmap(grad(l),in_dims=(None,0,0))({k:v.detach() for k,v in p.items()},x,y)
print({k:v.shape for k,v in per.items()}, per['2.bias'].flatten())
