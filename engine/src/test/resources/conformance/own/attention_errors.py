import torch
from torch import nn
x=torch.randn(2,3,4); mha=nn.MultiheadAttention(4,2,batch_first=True); 
def t(f):
    try: f()
    except Exception as e: print(type(e).__name__, "|", e)
t(lambda: mha(x, x[:1], x)); t(lambda: mha(x[:1], x, x)); t(lambda: mha(torch.randn(2,3,5), x, x)); t(lambda: mha(x[0],x,x)); t(lambda: mha(torch.randn(1,2,3,4),x,x)); t(lambda: mha(x,x,x,attn_mask=torch.zeros(2,2))); t(lambda: mha(x,x,x,key_padding_mask=torch.zeros(2,2).bool())); t(lambda: mha(x,x,x,is_causal=True))
m=nn.Transformer(4,2,1,1,8,batch_first=True); t(lambda: m(x,x[:1])); t(lambda: m(x, torch.randn(2,3,5))); t(lambda: m(x[0],x)); t(lambda: m(torch.randn(2,3,5),x))
m=nn.Transformer(4,2,1,1,8); t(lambda: m(x, x[:, :1]))
t(lambda: x @ 3); t(lambda: 3 @ x); t(lambda: x @ [1]); t(lambda: torch.matmul(x, 3))
