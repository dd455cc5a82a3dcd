"""A residual network with batch norm, weighted loss, hooks and averaged weights."""
import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(6)
class Res(nn.Module):
    def __init__(s,a,b,st=1):
        super().__init__(); s.c1=nn.Conv2d(a,b,3,st,1,bias=False); s.b1=nn.BatchNorm2d(b); s.c2=nn.Conv2d(b,b,3,1,1,bias=False); s.b2=nn.BatchNorm2d(b); s.d=nn.Sequential(nn.Conv2d(a,b,1,st,bias=False),nn.BatchNorm2d(b)) if st!=1 or a!=b else nn.Identity()
    def forward(s,x): return F.relu(s.b2(s.c2(F.relu(s.b1(s.c1(x)),inplace=True)))+s.d(x),inplace=True)
net=nn.Sequential(nn.Conv2d(1,4,3,padding=1),Res(4,4),Res(4,8,2),nn.AdaptiveAvgPool2d(1),nn.Flatten(),nn.Dropout(0.2),nn.Linear(8,3))
x=torch.randn(12,1,8,8); y=torch.randint(0,3,(12,)); o=torch.optim.SGD(net.parameters(),lr=0.05,momentum=0.9,weight_decay=5e-4)
ema=torch.optim.swa_utils.AveragedModel(net,multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.9))
acts={}
h=net[1].register_forward_hook(lambda m,i,o: acts.__setitem__('res1',o.detach().mean().item()))
gn=[]; net[6].weight.register_post_accumulate_grad_hook(lambda p: gn.append(p.grad.norm().item()))
for i in range(8):
    net.train(); l=F.cross_entropy(net(x),y,weight=torch.tensor([1.,2.,.5])); o.zero_grad(); l.backward(); o.step(); ema.update_parameters(net); print(i,f'{l.item():.4f} {acts["res1"]:.4f} {gn[-1]:.4f}')
h.remove(); net.eval(); print((net(x).argmax(1)==y).float().mean(), ema(x)[0]); print(net[1].b1.running_mean, net[1].b1.num_batches_tracked)
ck={'m':net.state_dict(),'o':o.state_dict()}; print(list(ck['m'])[:5], ck['o']['param_groups'][0]['params'][:4], ck['o']['state'][0]['momentum_buffer'].shape)
