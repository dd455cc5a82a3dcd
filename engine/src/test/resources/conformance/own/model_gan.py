"""A Wasserstein GAN with gradient penalty and spectral norm."""
import torch, torch.nn as nn
torch.manual_seed(1)
G=nn.Sequential(nn.Linear(4,16),nn.LeakyReLU(0.2),nn.Linear(16,2)); D=nn.Sequential(nn.utils.spectral_norm(nn.Linear(2,16)),nn.LeakyReLU(0.2),nn.Linear(16,1))
og=torch.optim.RMSprop(G.parameters(),lr=5e-3); od=torch.optim.Adam(D.parameters(),lr=5e-3,betas=(0.5,0.9))
real=torch.randn(64,2)*0.5+torch.tensor([1.,-1.])
def gp(a,b):
    e=torch.rand(a.size(0),1); x=(e*a+(1-e)*b).requires_grad_(True)
    g,=torch.autograd.grad(D(x).sum(),x,create_graph=True)
    return ((g.norm(2,dim=1)-1)**2).mean()
for i in range(12):
    z=torch.randn(64,4); f=G(z).detach()
    ld=D(f).mean()-D(real).mean()+10*gp(real,f)
    od.zero_grad(); ld.backward(); od.step()
    lg=-D(G(torch.randn(64,4))).mean(); og.zero_grad(); lg.backward(); og.step()
    print(f'{i} {ld.item():.4f} {lg.item():.4f}')
print([tuple(p.grad.shape) for p in D.parameters()]); print(G(torch.zeros(1,4)))
