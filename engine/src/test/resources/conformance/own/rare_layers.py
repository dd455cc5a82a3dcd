"""Fractional and power pooling, attention with added keys, linear cross-entropy, transformers with masks."""
import torch, torch.nn as nn, torch.nn.functional as F
def t(l,f):
    try: print(l,f())
    except Exception as e: print(l,type(e).__name__,e)
torch.manual_seed(4)
for m,s in ((nn.FractionalMaxPool2d(2,output_ratio=0.6),(2,3,7,9)),(nn.FractionalMaxPool2d((3,2),output_size=(2,4)),(3,7,9)),(nn.FractionalMaxPool3d(2,output_ratio=(0.5,0.4,0.7)),(1,2,5,6,7)),(nn.FractionalMaxPool2d(2,output_size=1,return_indices=True),(1,1,4,4))):
    print(m)
    x=torch.randn(s,requires_grad=True)
    o=m(x)
    i=None
    if isinstance(o,tuple): o,i=o
    print(o.grad_fn.name(),o.shape,o); print(i)
    (o*torch.arange(o.numel()).reshape(o.shape)).sum().backward(); print(x.grad)
o=F.fractional_max_pool2d(torch.randn(2,2,5,5,dtype=torch.float64),2,output_ratio=(0.5,0.5)); print(o)
t('both',lambda:nn.FractionalMaxPool2d(2,output_size=2,output_ratio=0.5)); t('none',lambda:nn.FractionalMaxPool2d(2)); t('ratio',lambda:nn.FractionalMaxPool2d(2,output_ratio=1.5)); t('k',lambda:nn.FractionalMaxPool3d(0,output_ratio=.5)); t('big',lambda:nn.FractionalMaxPool2d(4,output_size=3)(torch.randn(1,1,5,5))); t('big3',lambda:nn.FractionalMaxPool3d(4,output_size=3)(torch.randn(1,1,5,5,5))); t('dim',lambda:F.fractional_max_pool2d(torch.randn(5,5),2,2)); t('fnone',lambda:F.fractional_max_pool2d(torch.randn(1,5,5),2))
torch.manual_seed(1)
x=torch.randn(2,3,4,5,6,requires_grad=True); y=F.lp_pool3d(x,3,2); print(y.sum()); y.sum().backward(); print(x.grad.norm()); print(nn.LPPool3d(2,3,stride=2,ceil_mode=True), nn.LPPool3d(2,3,2,True)(torch.randn(1,2,6,6,6)).shape, F.lp_pool2d(torch.randn(1,1,4,4),float('inf'),2))
for a in ((1,2,5,5),(2,5,5)):
    x=torch.randn(a,requires_grad=True); o=F.max_pool2d(x,2); print(o.grad_fn.name(),o.grad_fn.next_functions[0][0].name()); o.sum().backward(); print(x.grad.sum(), F.max_pool2d(x,2,return_indices=True)[1])
x=torch.randn(2,6,requires_grad=True); o=F.max_pool1d(x,2); print(o,o.grad_fn.next_functions[0][0].name()); o.sum().backward(); print(x.grad); print(F.max_pool1d(x.detach(),2)); x=torch.randn(2,4,4,4,requires_grad=True); o=F.max_pool3d(x,2); print(o); o.sum().backward(); print(x.grad.sum())
torch.manual_seed(2)
m=nn.LinearCrossEntropyLoss(4,5,bias=True); print(m, [n for n,_ in m.named_parameters()])
l=m(torch.randn(3,4,requires_grad=True),torch.tensor([0,4,-100])); print(l); l.backward(); print(m.linear.weight.grad)
m=nn.LinearCrossEntropyLoss(4,5,out_features=(2,),label_smoothing=0.1,ignore_index=2,reduction='sum'); print(m(torch.randn(3,4),torch.tensor([[0,1],[2,3],[4,2]])))
t('lw',lambda:nn.LinearCrossEntropyLoss(4,5,weight=torch.ones(4))); t('ls',lambda:nn.LinearCrossEntropyLoss(4,5,label_smoothing=2)); t('in',lambda:m(torch.randn(3,5),torch.tensor([0,1,2])))
torch.manual_seed(3)
m=nn.MultiheadAttention(4,2,add_bias_kv=True,add_zero_attn=True); print(m.bias_k, list(m.state_dict()))
q=torch.randn(3,2,4,requires_grad=True); o,w=m(q,q,q,key_padding_mask=torch.tensor([[False,False,True],[False,True,True]]),attn_mask=torch.ones(3,3).triu(1).bool()); print(o,w); o.sum().backward(); print(m.bias_k.grad,m.bias_v.grad,q.grad)
o,w=m(q,q,q,need_weights=False); print(o,w)
k=torch.randn(5,2,4); o,w=m(q,k,k,average_attn_weights=False); print(w.shape,w.sum(-1))
o,w=F.multi_head_attention_forward(q,k,k,4,2,m.in_proj_weight,m.in_proj_bias,None,None,False,0.,m.out_proj.weight,m.out_proj.bias,static_k=torch.randn(4,5,2),static_v=torch.randn(4,5,2)); print(o,w.shape)
for f in (lambda:m(q[0,0],k,k),lambda:m(q,k[0],k),lambda:m(q,k,k,key_padding_mask=torch.zeros(3).bool()),lambda:m(q,k,k,attn_mask=torch.zeros(2,2)),lambda:m(q,k,k,attn_mask=torch.zeros(2,2,2)),lambda:m(q,k,k,attn_mask=torch.zeros(2)),lambda:m(q,k,k,key_padding_mask=torch.zeros(2,4).bool()),lambda:m(q,k,k,key_padding_mask=torch.zeros(3,5).bool()),lambda:m(q,k,k,attn_mask=torch.zeros(3,5).long()),lambda:m(q,k,k[:2]),lambda:m(torch.randn(3,2,6),k,k),lambda:m(q,k,k,is_causal=True),lambda:m(q[:,0],k[:,0],k[:,0],attn_mask=torch.zeros(3,3,5))): t('e',f)
for norm_first in (True,):
    torch.manual_seed(6)
    e=nn.TransformerEncoder(nn.TransformerEncoderLayer(4,2,8,dropout=0.3,batch_first=True,norm_first=norm_first),2,enable_nested_tensor=False)
    x=torch.randn(2,3,4,requires_grad=True)
    y=e(x,mask=nn.Transformer.generate_square_subsequent_mask(3)); print(y); (y**2).sum().backward(); print(x.grad)
    y=e(x,mask=torch.ones(3,3).triu(1).bool(),is_causal=True); print(y)
    y=e(x,src_key_padding_mask=torch.tensor([[False,False,True],[False,True,True]]),mask=torch.zeros(3,3)); print(y)
t=nn.Transformer(4,2,1,1,8,dropout=0.,batch_first=True); print(t(x,x,tgt_mask=t.generate_square_subsequent_mask(3),tgt_is_causal=True))
print(t(x,x,tgt_mask=t.generate_square_subsequent_mask(3)), t(x[0],x[1]))
