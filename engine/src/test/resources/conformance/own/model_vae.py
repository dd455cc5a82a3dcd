"""A variational autoencoder with AdamW, OneCycleLR and clipped gradients."""
import torch, torch.nn as nn, torch.nn.functional as F
torch.manual_seed(0)
class VAE(nn.Module):
    def __init__(self, d=12, h=16, z=3):
        super().__init__()
        self.enc=nn.Sequential(nn.Linear(d,h),nn.SiLU(),nn.Dropout(0.1)); self.mu=nn.Linear(h,z); self.lv=nn.Linear(h,z)
        self.dec=nn.Sequential(nn.Linear(z,h),nn.ELU(),nn.BatchNorm1d(h),nn.Linear(h,d))
    def forward(self,x):
        h=self.enc(x); mu,lv=self.mu(h),self.lv(h)
        z=mu+torch.exp(0.5*lv)*torch.randn_like(lv)
        return torch.sigmoid(self.dec(z)),mu,lv
x=torch.rand(32,12).round()
m=VAE(); opt=torch.optim.AdamW(m.parameters(),lr=1e-2,weight_decay=1e-3); sch=torch.optim.lr_scheduler.OneCycleLR(opt,1e-2,total_steps=20)
for i in range(20):
    r,mu,lv=m(x); bce=F.binary_cross_entropy(r,x,reduction='sum'); kl=-0.5*torch.sum(1+lv-mu.pow(2)-lv.exp()); l=(bce+kl)/len(x)
    opt.zero_grad(set_to_none=True); l.backward(); n=nn.utils.clip_grad_norm_(m.parameters(),1.0); opt.step(); sch.step()
    if i%4==0: print(i,f'{l.item():.4f} {bce.item():.3f} {kl.item():.4f} {n:.4f} {sch.get_last_lr()[0]:.6f}')
m.eval()
with torch.inference_mode(): print(m(x[:2])[1])
print(m)
