"""How results lie in memory: permuted, gapped, expanded and one-element dimensions."""

import random
import warnings

warnings.simplefilter("ignore")
import torch
torch.manual_seed(0)
def show(name, t): print(name, tuple(t.shape), t.stride())
a=torch.randn(3,4,5); p=a.permute(2,0,1); s=a[:,1:3]; t=torch.randn(4,1,5); u=t.permute(2,1,0); e=torch.randn(1,1,5).expand(3,4,5); o=torch.randn(5,1).t(); q=torch.randn(1,5,1).permute(2,0,1)
v={"a":a,"p":p,"s":s,"t":t,"u":u,"e":e,"o":o,"q":q,"r":torch.randn(2,1,3,1).transpose(1,2), "w":torch.randn(6,1)[::2], "z":torch.randn(1,6)[:, ::2], "k":torch.randn(4,3,1,1).permute(2,3,1,0)}
for n,x in v.items():
    show(n,x); show("exp "+n, x.exp()); show("add1 "+n, x+1); show("x+x "+n, x+x); show("gt "+n, x>0); show("clone "+n, x.clone()); show("neg "+n,-x); show("relu "+n,x.relu()); show("zl "+n, torch.zeros_like(x)); show("to "+n, x.double()); show("where "+n, torch.where(x>0,x,0.)); show("clamp "+n, x.clamp(0)); show("softmax "+n, x.softmax(-1)); show("sum0 "+n, x.sum(0)); show("sumk "+n, x.sum(-1,keepdim=True)); show("max "+n, x.max(0)[0]); show("cumsum "+n,x.cumsum(0)); show("flip "+n,x.flip(0)); show("mean "+n,x.mean(0)); show("dropout "+n, torch.nn.functional.dropout(x)); show("gelu "+n, torch.nn.functional.gelu(x)); show("tril "+n, x.tril()); show("roll "+n,x.roll(1,0)); show("sort "+n,x.sort(0)[0]); show("topk "+n, x.topk(1,0)[0]); show("cat "+n, torch.cat([x,x])); show("stack "+n, torch.stack([x,x])); show("pad "+n, torch.nn.functional.pad(x,(1,1))); show("lerp "+n, torch.lerp(x,x,0.5)); show("addcmul "+n, torch.addcmul(x,x,x)); show("pow "+n, x**2); show("round "+n, x.round()); show("logsumexp "+n, x.logsumexp(0)); show("std "+n, x.std(0)); show("amax "+n, x.amax(0)); show("prod "+n, x.prod(0)); show("norm "+n, x.norm(dim=0)); show("any "+n, (x>0).any(0)); show("argmax "+n, x.argmax(0)); show("repeat "+n,x.repeat(*([2]*x.dim()))); show("contig "+n,x.contiguous()); show("bern "+n, torch.bernoulli(x.sigmoid())); show("masked_fill "+n, x.masked_fill(x>0,0)); show("index "+n, x[torch.tensor([0])]); show("index2 "+n, x[:,torch.tensor([0])]); show("index3 "+n, x[...,torch.tensor([0,0])]); show("isel "+n, x.index_select(0,torch.tensor([0]))); show("gather "+n, x.gather(0, torch.zeros(1,*x.shape[1:],dtype=torch.long)))
    show("mask "+n, x[x>-9]); show("row "+n, x[torch.tensor([[0],[0]])])
    if x.dim()==3:
        show("ii "+n, x[torch.tensor([0]),torch.tensor([0])]); show("i:i "+n, x[torch.tensor([0,0]),:,torch.tensor([0,0])]); show(":ii "+n, x[:,torch.tensor([0,0]),torch.tensor([0,0])]); show(":i: "+n, x[:,torch.tensor([[0,0]])]);  show("0i "+n, x[0,torch.tensor([0])]); show("i0 "+n, x[torch.tensor([0]),0]); show("bmm "+n, torch.bmm(x,x.transpose(1,2))); show("matmul "+n, x@x.transpose(-1,-2)); show("ln "+n, torch.nn.functional.layer_norm(x,x.shape[-1:])); show("einsum "+n, torch.einsum("bij,bkj->bik",x,x))
names=list(v)
for m in names:
    for n in names:
        x,y=v[m],v[n]
        try: z=x+y
        except RuntimeError: continue
        show(m+"+"+n, z); show(m+"<"+n, x<y); show("where", torch.where(x>0,x,y)); show("max", torch.maximum(x,y)); show("lerp", torch.lerp(x+y-y,y,0.1) if 0 else torch.addcmul(x,y,y))
x=torch.randn(4,3,requires_grad=True)
y=x.t(); y.retain_grad(); (y.exp()*torch.randn(4,3).t()).sum().backward(); show("grad t", y.grad); show("x.grad", x.grad)

R=random.Random(5)
def rt(shape):
    p=list(range(len(shape))); R.shuffle(p)
    base=torch.zeros([shape[i]*R.choice([1,1,1,2]) for i in p])
    v=base.permute([p.index(i) for i in range(len(shape))])
    return v[tuple(slice(0,None,v.shape[i]//shape[i]) for i in range(len(shape)))]
for k in range(150):
    n=R.choice([1,2,3,3,4,4,5]); shape=[R.choice([1,1,2,3]) for _ in range(n)]
    a=rt(shape); b=rt([s if R.random()<0.7 else 1 for s in shape][R.choice([0,0,0,1]):])
    out=[(a+b).stride(), (a*2).stride(), (b-a).stride(), a.exp().stride(), (a<b).stride(), torch.zeros_like(a).stride(), a.clone().stride(), torch.where(a>0,a,b).stride()]
    idx=[]
    for d in range(n):
        c=R.random()
        if c<0.4: idx.append(slice(None))
        elif c<0.6: idx.append(torch.zeros([R.choice([1,2])]*R.choice([1,1,2]),dtype=torch.long))
        elif c<0.7: idx.append(slice(0,1))
        elif c<0.75: idx.append(None)
        elif c<0.85: idx.append(0)
        else: idx.append(torch.ones(shape[d],dtype=torch.bool))
    try: r=a[tuple(idx)]; out.append((tuple(r.shape), r.stride()))
    except IndexError as e: out.append("err")
    print(k, a.stride(), out)
