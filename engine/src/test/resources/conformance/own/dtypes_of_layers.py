"""Which element types layers, losses and products take, and what they say of others."""
import torch, torch.nn as nn, torch.nn.functional as F
def t(label,f):
    try:
        r=f()
        if isinstance(r,tuple): r=r[0]
        print(label, r.dtype if hasattr(r,'dtype') else r)
    except Exception as e: print(label, type(e).__name__, str(e)[:300])
torch.manual_seed(0)
mods=[('lin',nn.Linear(4,3),(2,4)),('linnb',nn.Linear(4,3,bias=False),(2,4)),('lin1',nn.Linear(4,3),(4,)),('lin1nb',nn.Linear(4,3,bias=False),(4,)),('lin3',nn.Linear(4,3),(2,5,4)),('lin3nb',nn.Linear(4,3,bias=False),(2,5,4)),
('c1',nn.Conv1d(2,3,2),(1,2,5)),('c1nb',nn.Conv1d(2,3,2,bias=False),(1,2,5)),('c2',nn.Conv2d(2,3,2),(1,2,5,5)),('c2nb',nn.Conv2d(2,3,2,bias=False),(1,2,5,5)),('c2u',nn.Conv2d(2,3,2),(2,5,5)),('ct2',nn.ConvTranspose2d(2,3,2),(1,2,5,5)),('ct2nb',nn.ConvTranspose2d(2,3,2,bias=False),(1,2,5,5)),
('bn1',nn.BatchNorm1d(4),(3,4)),('bn1e',nn.BatchNorm1d(4).eval(),(3,4)),('bn1na',nn.BatchNorm1d(4,affine=False),(3,4)),('bn1nae',nn.BatchNorm1d(4,affine=False).eval(),(3,4)),('bn1nt',nn.BatchNorm1d(4,track_running_stats=False),(3,4)),('bn2',nn.BatchNorm2d(2),(3,2,2,2)),
('ln',nn.LayerNorm(4),(3,4)),('lnna',nn.LayerNorm(4,elementwise_affine=False),(3,4)),('lnnb',nn.LayerNorm(4,bias=False),(3,4)),('gn',nn.GroupNorm(2,4),(3,4,5)),('in1',nn.InstanceNorm1d(4,affine=True),(3,4,5)),('rms',nn.RMSNorm(4),(3,4)),
('prelu',nn.PReLU(),(3,4)),('rnn',nn.RNN(4,3),(5,2,4)),('lstm',nn.LSTM(4,3),(5,2,4)),('gru',nn.GRU(4,3),(5,2,4)),('rnnc',nn.RNNCell(4,3),(2,4)),('lstmc',nn.LSTMCell(4,3),(2,4)),('gruc',nn.GRUCell(4,3),(2,4)),
('enc',nn.TransformerEncoderLayer(4,2,8),(3,2,4)),('ence',nn.TransformerEncoderLayer(4,2,8).eval(),(3,2,4)),('relu',nn.ReLU(),(3,)),('sig',nn.Sigmoid(),(3,)),('soft',nn.Softmax(-1),(3,)),('gelu',nn.GELU(),(3,)),('mp',nn.MaxPool2d(2),(1,2,4,4)),('ap',nn.AvgPool2d(2),(1,2,4,4)),('aap',nn.AdaptiveAvgPool2d(1),(1,2,4,4)),('up',nn.Upsample(scale_factor=2),(1,2,4,4)),('upb',nn.Upsample(scale_factor=2,mode='bilinear'),(1,2,4,4)),('drop',nn.Dropout(0.5),(3,)),('emb',nn.Embedding(5,3),(3,)),('flat',nn.Flatten(),(2,3,4)),('lsm',nn.LogSoftmax(-1),(3,)),('tanh',nn.Tanh(),(3,)),('elu',nn.ELU(),(3,)),('silu',nn.SiLU(),(3,)),('lrelu',nn.LeakyReLU(),(3,)),('softplus',nn.Softplus(),(3,)),('mish',nn.Mish(),(3,)),('hs',nn.Hardswish(),(3,)),('hsig',nn.Hardsigmoid(),(3,)),('htanh',nn.Hardtanh(),(3,)),('relu6',nn.ReLU6(),(3,)),('celu',nn.CELU(),(3,)),('glu',nn.GLU(),(4,)),('logsig',nn.LogSigmoid(),(3,)),('softsign',nn.Softsign(),(3,)),('tanhshrink',nn.Tanhshrink(),(3,)),('softshrink',nn.Softshrink(),(3,)),('hardshrink',nn.Hardshrink(),(3,)),('thr',nn.Threshold(0.1,2),(3,)),('rpad',nn.ReflectionPad1d(1),(1,2,4)),('ps',nn.PixelShuffle(2),(1,4,2,2)),('unf',nn.Unfold(2),(1,2,3,3)),('lp',nn.LPPool2d(2,2),(1,2,4,4)),('lrn',nn.LocalResponseNorm(2),(1,2,4,4)),('mha',nn.MultiheadAttention(4,2),None),('bil',nn.Bilinear(4,4,2),None)]
for n,m,s in mods:
    for dt in (torch.float64,torch.int64,torch.float16,torch.bfloat16,torch.bool,torch.uint8):
        if s is None:
            x=torch.ones(3,2,4).to(dt) if n=='mha' else torch.ones(2,4).to(dt)
            t(n+str(dt),lambda:m(x,x,x) if n=='mha' else m(x,x))
        else:
            x=torch.ones(s).to(dt); t(n+str(dt),lambda:m(x))
ls=[nn.MSELoss(),nn.L1Loss(),nn.SmoothL1Loss(),nn.HuberLoss(),nn.BCELoss(),nn.BCEWithLogitsLoss(),nn.KLDivLoss(),nn.SoftMarginLoss(),nn.HingeEmbeddingLoss(),nn.PoissonNLLLoss(),nn.CrossEntropyLoss(),nn.MultiLabelSoftMarginLoss(),nn.MultiLabelMarginLoss()]
for l in ls:
    n=type(l).__name__
    for a,b in (('float32','float64'),('float64','float32'),('float32','int64'),('int64','float32'),('int64','int64'),('float32','float16'),('float32','bool'),('bfloat16','float32'),('float32','int32')):
        x=torch.full((2,3),0.5).to(getattr(torch,a)); y=torch.full((2,3),1.).to(getattr(torch,b))
        t(n+' '+a+' '+b,lambda:l(x,y))
        x.requires_grad_(x.is_floating_point())
        def g():
            z=l(x,y); 
            if z.requires_grad: z.sum().backward(); return x.grad
            return z
        t(n+' g '+a+' '+b,g)
for l in (nn.CrossEntropyLoss(),nn.NLLLoss(),nn.MultiMarginLoss()):
    n=type(l).__name__
    for a in ('float32','float64','int64','float16'):
        for b in ('int64','int32','float32','uint8','bool','int16'):
            x=torch.full((2,3),0.5).to(getattr(torch,a)); y=torch.ones(2).to(getattr(torch,b))
            t(n+' '+a+' '+b,lambda:l(x,y))
    w=torch.ones(3,dtype=torch.float64)
    t(n+' w64',lambda:type(l)(weight=w)(torch.ones(2,3),torch.ones(2).long()))
for op in ('mm','matmul','bmm','addmm','dot','mv','outer','addmv','baddbmm','addbmm','addr','tensordot','einsum','linalg.solve','linalg.multi_dot','linear','cdist','cat','stack','where','lerp','addcmul','index_add','scatter','scatter_add','index_put','masked_fill','gather','index_copy','put','kron','inner','vdot','cross','bilinear','cosine_similarity','pairwise','triplet','cosemb','margin','embedding','one_hot','bincount','nll','sdpa','ctc'):
    for a,b in (('float32','float64'),('float64','float32'),('float32','int64'),('int64','float32'),('float16','float32'),('int32','int64'),('bool','float32'),('bool','bool'),('float32','complex')):
        if b=='complex': continue
        A=getattr(torch,a);B=getattr(torch,b)
        x=torch.ones(2,2).to(A);y=torch.ones(2,2).to(B);v=torch.ones(2).to(B);u=torch.ones(2).to(A)
        f={'mm':lambda:torch.mm(x,y),'matmul':lambda:x@y,'bmm':lambda:torch.bmm(x[None],y[None]),'addmm':lambda:torch.addmm(x,x,y),'dot':lambda:torch.dot(u,v),'mv':lambda:torch.mv(x,v),'outer':lambda:torch.outer(u,v),'addmv':lambda:torch.addmv(u,x,v),'baddbmm':lambda:torch.baddbmm(x[None],x[None],y[None]),'addbmm':lambda:torch.addbmm(x,x[None],y[None]),'addr':lambda:torch.addr(x,u,v),'tensordot':lambda:torch.tensordot(x,y,1),'einsum':lambda:torch.einsum('ij,jk->ik',x,y),'linalg.solve':lambda:torch.linalg.solve(x+torch.eye(2).to(A),y),'linalg.multi_dot':lambda:torch.linalg.multi_dot([x,y,x]),'linear':lambda:F.linear(x,y,v),'cdist':lambda:torch.cdist(x,y),'cat':lambda:torch.cat([x,y]),'stack':lambda:torch.stack([x,y]),'where':lambda:torch.where(x>0,x,y),'lerp':lambda:torch.lerp(x,y,0.5),'addcmul':lambda:torch.addcmul(x,x,y),'index_add':lambda:x.index_add(0,torch.tensor([0]),y[:1]),'scatter':lambda:x.scatter(0,torch.zeros(1,2).long(),y),'scatter_add':lambda:x.scatter_add(0,torch.zeros(1,2).long(),y),'index_put':lambda:x.index_put((torch.tensor([0]),),v),'masked_fill':lambda:x.masked_fill(y,1.),'gather':lambda:torch.gather(x,0,y),'index_copy':lambda:x.index_copy(0,torch.tensor([0]),y[:1]),'put':lambda:x.put(torch.tensor([0]),v[:1]),'searchsorted':lambda:torch.searchsorted(u,v),'kron':lambda:torch.kron(x,y),'inner':lambda:torch.inner(x,y),'vdot':lambda:torch.vdot(u,v),'cross':lambda:torch.linalg.cross(torch.ones(3).to(A),torch.ones(3).to(B)),'bilinear':lambda:F.bilinear(x,x,y[None].expand(3,2,2),None),'cosine_similarity':lambda:F.cosine_similarity(x,y),'pairwise':lambda:F.pairwise_distance(x,y),'triplet':lambda:F.triplet_margin_loss(x,y,x),'cosemb':lambda:F.cosine_embedding_loss(x,y,v),'margin':lambda:F.margin_ranking_loss(u,v,u),'embedding':lambda:F.embedding(y,x),'one_hot':lambda:F.one_hot(x),'bincount':lambda:torch.bincount(u,v),'histc':lambda:torch.histc(x,2),'nll':lambda:F.nll_loss(x,v),'sdpa':lambda:F.scaled_dot_product_attention(x[None],y[None],x[None]),'ctc':lambda:F.ctc_loss(torch.ones(2,1,3).to(A).log_softmax(-1) ,torch.ones(1,1).to(B),torch.tensor([2]),torch.tensor([1]))}[op]
        t(op+' '+a+' '+b,f)
