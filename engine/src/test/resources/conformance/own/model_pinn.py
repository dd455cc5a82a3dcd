"""A physics-informed network: second derivatives in the loss, LBFGS."""
import torch, torch.nn as nn
torch.manual_seed(3); torch.set_default_dtype(torch.float64)
net=nn.Sequential(nn.Linear(1,12),nn.Tanh(),nn.Linear(12,12),nn.Tanh(),nn.Linear(12,1))
x=torch.linspace(0,3.14159,20).view(-1,1).requires_grad_()
o=torch.optim.LBFGS(net.parameters(),lr=0.5,max_iter=10,line_search_fn='strong_wolfe')
def loss():
    u=net(x); du,=torch.autograd.grad(u,x,torch.ones_like(u),create_graph=True); d2,=torch.autograd.grad(du.sum(),x,create_graph=True)
    return (d2+u).pow(2).mean()+(u[0]-0).pow(2).mean()+(du[0]-1).pow(2).mean()
def closure():
    o.zero_grad(); l=loss(); l.backward(); return l
for i in range(6): print(i,f'{o.step(closure).item():.8f}')
print(torch.autograd.functional.hessian(lambda a:net(a).sum(),torch.tensor([[0.3]])).squeeze(), torch.func.jacrev(lambda a:net(a))(torch.tensor([0.3])).squeeze())
