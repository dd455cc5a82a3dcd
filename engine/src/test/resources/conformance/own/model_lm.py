"""A small language model: causal attention, tied weights, cosine schedule, sampling."""
import torch, torch.nn as nn, torch.nn.functional as F, math
torch.manual_seed(2)
text="hello torch, hello tape. "*4
v=sorted(set(text)); st={c:i for i,c in enumerate(v)}; d=torch.tensor([st[c] for c in text])
class Block(nn.Module):
    def __init__(s,c,h):
        super().__init__(); s.ln1=nn.LayerNorm(c); s.ln2=nn.LayerNorm(c); s.qkv=nn.Linear(c,3*c,bias=False); s.proj=nn.Linear(c,c); s.mlp=nn.Sequential(nn.Linear(c,4*c),nn.GELU(),nn.Linear(4*c,c)); s.h=h; s.register_buffer('mask',torch.tril(torch.ones(16,16)).view(1,1,16,16))
    def forward(s,x):
        B,T,C=x.shape; q,k,v=s.qkv(s.ln1(x)).split(C,2); q,k,v=(t.view(B,T,s.h,C//s.h).transpose(1,2) for t in (q,k,v))
        a=(q@k.transpose(-2,-1))/math.sqrt(k.size(-1)); a=a.masked_fill(s.mask[:,:,:T,:T]==0,float('-inf')).softmax(-1)
        x=x+s.proj((a@v).transpose(1,2).contiguous().view(B,T,C)); return x+s.mlp(s.ln2(x))
class GPT(nn.Module):
    def __init__(s,n,c=16):
        super().__init__(); s.te=nn.Embedding(n,c); s.pe=nn.Embedding(16,c); s.b=nn.ModuleList([Block(c,2) for _ in range(2)]); s.lf=nn.LayerNorm(c); s.head=nn.Linear(c,n,bias=False); s.head.weight=s.te.weight; s.apply(s._init)
    def _init(s,m):
        if isinstance(m,(nn.Linear,nn.Embedding)): nn.init.normal_(m.weight,std=0.02)
        if isinstance(m,nn.Linear) and m.bias is not None: nn.init.zeros_(m.bias)
    def forward(s,i,t=None):
        x=s.te(i)+s.pe(torch.arange(i.size(1)))
        for b in s.b: x=b(x)
        o=s.head(s.lf(x)); return o,None if t is None else F.cross_entropy(o.view(-1,o.size(-1)),t.view(-1))
m=GPT(len(v)); print(sum(p.numel() for p in m.parameters()))
dec=[p for n,p in m.named_parameters() if p.dim()>=2]; nod=[p for n,p in m.named_parameters() if p.dim()<2]
o=torch.optim.AdamW([{'params':dec,'weight_decay':0.1},{'params':nod,'weight_decay':0.}],lr=3e-3,betas=(0.9,0.95)); s=torch.optim.lr_scheduler.CosineAnnealingLR(o,30)
for i in range(30):
    ix=torch.randint(len(d)-16,(4,)); x=torch.stack([d[j:j+16] for j in ix]); y=torch.stack([d[j+1:j+17] for j in ix])
    _,l=m(x,y); o.zero_grad(); l.backward(); g=nn.utils.clip_grad_norm_(m.parameters(),1.); o.step(); s.step()
    if i%6==0: print(i,f'{l.item():.4f} {g.item():.4f} {o.param_groups[0]["lr"]:.6f}')
m.eval(); i=torch.tensor([[st['h']]])
with torch.no_grad():
    for _ in range(12):
        p=(m(i[:,-16:])[0][:,-1]/0.8).softmax(-1); i=torch.cat([i,torch.multinomial(p,1)],1)
print(repr(''.join(v[k] for k in i[0].tolist())))
