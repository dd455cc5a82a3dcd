"""What PyTorch says of mistakes that people make while they learn it."""
import torch, torch.nn as nn, torch.nn.functional as F, warnings, traceback
warnings.simplefilter('always')
def t(l,f):
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always')
        try: r=f(); print(l,r if not isinstance(r,torch.Tensor) else (r.shape,r.dtype,r.requires_grad))
        except Exception as e: print(l,type(e).__name__,str(e)[:400])
        for z in w: print('   ',z.category.__name__,str(z.message)[:400])
x=torch.randn(3,requires_grad=True); m=nn.Linear(3,2)
t(1,lambda:x.numpy()); t(2,lambda:m(torch.randn(4,4))); t(3,lambda:m(torch.randn(3,4))); t(4,lambda:m([1.,2.,3.])); t(5,lambda:m(3)); t(6,lambda:m(None)); t(7,lambda:m()); t(8,lambda:m(x,x))
t(9,lambda:torch.tensor([1,2],requires_grad=True)); t(10,lambda:torch.tensor([[1,2],[3]])); t(11,lambda:torch.tensor('a')); t(12,lambda:torch.tensor([1,'a'])); t(13,lambda:torch.tensor(None)); t(14,lambda:torch.tensor({})); t(15,lambda:torch.tensor(x)); pass; pass; t(18,lambda:torch.FloatTensor(2,'a')); t(19,lambda:torch.Tensor([1,2]).dtype)
t(20,lambda:(x*2).backward()); t(21,lambda:x.sum().backward(torch.ones(2))); t(22,lambda:torch.tensor(1.).backward()); 
y=(x**2).sum(); y.backward(); t(23,lambda:y.backward()); t(24,lambda:(x*2).grad); t(25,lambda:x.sum().backward(1.)); t(26,lambda:x.sum().backward([1]))
t(27,lambda:x.add_(1)); t(28,lambda:x.__setitem__(0,1.)); 
def f29():
    a=x*2; b=a**2; a+=1; b.sum().backward()
t(29,f29)
def f30():
    with torch.no_grad(): z=x*2
    z.sum().backward()
t(30,f30)
t(31,lambda:x.detach().sum().backward()); t(32,lambda:float(torch.randn(2))); t(33,lambda:int(torch.tensor([]))); t(34,lambda:bool(torch.randn(2))); t(35,lambda:torch.randn(2).item()); t(36,lambda:len(torch.tensor(1))); t(37,lambda:[i for i in torch.tensor(1)]); t(38,lambda:torch.randn(2)[5]); t(39,lambda:torch.randn(2)[0,0]); pass; t(41,lambda:torch.randn(2,2)[1.5]); t(42,lambda:torch.randn(2,2)[None,:,:,:]); t(43,lambda:torch.randn(2,2)[torch.tensor([True])]); t(44,lambda:torch.randn(2,2)[torch.tensor([0.5])]); pass; t(46,lambda:torch.randn(2)[::-1]); t(47,lambda:torch.randn(2)[0:1:0])
t(50,lambda:torch.randn(2,3)+torch.randn(2)); t(51,lambda:torch.randn(2,3)@torch.randn(2,3)); t(52,lambda:torch.randn(2,3).view(5)); t(53,lambda:torch.randn(2,3).view(-1,-1)); t(54,lambda:torch.randn(2,3).t().view(6)); t(55,lambda:torch.randn(2,3).reshape(4)); t(56,lambda:torch.cat([torch.randn(2),torch.randn(2,2)])); t(57,lambda:torch.cat([torch.randn(2,3),torch.randn(3,2)])); t(58,lambda:torch.cat([])); t(59,lambda:torch.stack([torch.randn(2),torch.randn(3)])); t(60,lambda:torch.cat(torch.randn(2),torch.randn(2))); t(61,lambda:torch.randn(2).permute(1,0)); t(62,lambda:torch.randn(2,2).permute(0,0)); t(63,lambda:torch.randn(2).transpose(0,1)); t(64,lambda:torch.randn(2,3,4).t()); t(65,lambda:torch.randn(2).unsqueeze(3)); t(66,lambda:torch.randn(2).expand(3)); t(67,lambda:torch.randn(2,1).expand(2)); t(68,lambda:torch.randn(2).squeeze(4)); t(69,lambda:torch.randn(2,3).sum(5)); t(70,lambda:torch.randn(2,3).softmax()); t(71,lambda:torch.softmax(torch.randn(2,3))); t(72,lambda:F.softmax(torch.randn(2,3))); t(73,lambda:torch.arange(1,0)); t(74,lambda:torch.zeros(-1)); t(75,lambda:torch.zeros(2.5)); t(76,lambda:torch.zeros('a')); t(77,lambda:torch.randn(2,2).cuda()); t(78,lambda:torch.randn(2,device='cuda')); t(79,lambda:m.to('cuda')); t(80,lambda:torch.randn(2).to('gpu'))
o=torch.optim.SGD(m.parameters(),lr=0.1); t(81,lambda:torch.optim.SGD(m,lr=0.1)); t(82,lambda:torch.optim.SGD([],lr=0.1)); t(83,lambda:torch.optim.SGD(m.parameters(),lr=-1)); t(84,lambda:torch.optim.SGD(m.parameters())); t(85,lambda:torch.optim.Adam(x*2)); t(86,lambda:torch.optim.Adam([x*2])); t(87,lambda:torch.optim.Adam([1.])); t(88,lambda:torch.optim.Adam(m.parameters(),betas=(1,0))); t(89,lambda:torch.optim.Adam(x)); t(90,lambda:torch.optim.SGD(m.parameters(),lr='a')); t(91,lambda:torch.optim.SGD(m.parameters(),0.1,nesterov=True)); t(92,lambda:torch.optim.Adam(m.parameters(),lr=0.1,momentum=0.9)); t(93,lambda:torch.optim.lr_scheduler.StepLR(m,1)); t(94,lambda:torch.optim.lr_scheduler.StepLR(o)); t(95,lambda:torch.optim.lr_scheduler.StepLR(o,1).step()); t(96,lambda:o.load_state_dict({})); t(97,lambda:m.load_state_dict({})); t(98,lambda:m.load_state_dict({'weight':torch.randn(3,3),'bias':torch.randn(2),'a':torch.randn(1)})); t(99,lambda:m.load_state_dict(3)); t(100,lambda:nn.Sequential(1,2)); t(101,lambda:nn.Sequential([m])); t(102,lambda:nn.ModuleList(m)); t(103,lambda:nn.Linear(2)); t(104,lambda:nn.Linear('a',2)); t(105,lambda:nn.Linear(2.5,2)); t(106,lambda:nn.Linear(-1,2)); pass; t(108,lambda:nn.Conv2d(3,4,3,groups=2)); pass; pass; t(111,lambda:nn.Conv2d(3,4,3)(torch.randn(1,2,5,5))); t(112,lambda:nn.Conv2d(3,4,3)(torch.randn(3,5))); t(113,lambda:nn.Conv2d(3,4,3)(torch.randn(1,3,2,2))); t(114,lambda:nn.MaxPool2d(3)(torch.randn(1,1,2,2))); t(115,lambda:nn.BatchNorm1d(3)(torch.randn(1,3))); t(116,lambda:nn.BatchNorm2d(3)(torch.randn(2,3))); t(117,lambda:nn.BatchNorm1d(3)(torch.randn(2,4))); t(118,lambda:nn.LayerNorm(3)(torch.randn(2,4))); t(119,lambda:nn.Dropout(2)); t(120,lambda:nn.Embedding(3,2)(torch.tensor([3]))); t(121,lambda:nn.Embedding(3,2)(torch.tensor([1.]))); t(122,lambda:nn.Embedding(3,2,padding_idx=5)); t(123,lambda:nn.LSTM(3,2)(torch.randn(2,2,4))); t(124,lambda:nn.MultiheadAttention(5,2)); t(125,lambda:nn.Flatten()(torch.randn(3))); t(126,lambda:nn.GroupNorm(2,3)); t(127,lambda:nn.Unflatten(1,(2,2))(torch.randn(2,5)))
class N(nn.Module):
    def __init__(self): self.l=nn.Linear(2,2)
t(128,N)
class N2(nn.Module):
    def __init__(self): super().__init__()
t(129,lambda:N2()(x)); t(130,lambda:N2().foo)
class N3(nn.Module):
    def __init__(self):
        super().__init__(); self.w=nn.Parameter(torch.zeros(2))
    def forward(self,x): self.w=x; return x
t(131,lambda:N3()(x)); t(132,lambda:m.register_buffer('weight',x)); t(133,lambda:m.register_parameter('a.b',nn.Parameter(x))); t(134,lambda:nn.Parameter([1.])); t(135,lambda:nn.Parameter(torch.tensor([1]))); t(136,lambda:setattr(m,'weight',torch.zeros(2,3))); t(137,lambda:setattr(m,'weight',None) or m(torch.zeros(3)))
t(138,lambda:torch.autograd.grad(x.sum(),torch.zeros(2,requires_grad=True))); t(139,lambda:torch.autograd.grad(x.sum(),torch.zeros(2))); t(140,lambda:torch.autograd.grad(x*2,x)); pass; t(142,lambda:setattr(x,'grad',torch.zeros(2))); t(143,lambda:setattr(x,'grad',1)); t(144,lambda:(x*2).requires_grad_(False)); t(145,lambda:setattr(x*2,'requires_grad',False)); t(146,lambda:torch.tensor([1]).requires_grad_()); t(147,lambda:x.foo); t(148,lambda:torch.foo); t(149,lambda:nn.Foo); t(150,lambda:F.foo); pass; t(152,lambda:torch.add(x,'a')); t(153,lambda:x+'a'); t(154,lambda:x+None); t(155,lambda:x+[1,2,3]); t(156,lambda:x*(1,2,3)); t(157,lambda:torch.mean([1.,2.])); pass; t(159,lambda:x.sum(axis=5)); t(160,lambda:torch.manual_seed('a')); pass; t(162,lambda:torch.randint(5,3,(2,))); t(163,lambda:torch.randn('a')); t(164,lambda:torch.ones(2,3).max(1).sum()); t(165,lambda:torch.tensor([1,2]).mean()); t(166,lambda:torch.tensor([True]).sum().sqrt().dtype); t(167,lambda:torch.tensor([1,2])/0); t(168,lambda:torch.tensor([1,2])//0); t(169,lambda:torch.tensor([1,2])%0); t(170,lambda:1//torch.tensor(0)); t(171,lambda:torch.tensor([1.])//0)
t(172,lambda:torch.randn(5,5).size(-3)); t(173,lambda:torch.randn(5,5).size(2)); t(174,lambda:torch.randn(()).size(0)); t(175,lambda:torch.randn(5,5).stride(3))
