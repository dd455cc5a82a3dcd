import torch
def t(n,f):
    try: f(); print(n,'ok')
    except Exception as e: print(n,type(e).__name__,str(e)[:60])
E=lambda: torch.zeros(3).expand(2,3)
t('exp',lambda:E().exp_()); t('zero',lambda:E().zero_()); t('fill',lambda:E().fill_(1)); t('fillt',lambda:E().fill_(torch.tensor(1.))); t('copy',lambda:E().copy_(torch.ones(2,3))); t('normal',lambda:E().normal_()); t('uniform',lambda:E().uniform_()); t('expo',lambda:E().exponential_()); t('bern',lambda:E().bernoulli_()); t('clamp',lambda:E().clamp_(0)); t('relu',lambda:E().relu_()); t('mul',lambda:E().mul_(2)); t('idxadd',lambda:E().index_add_(0,torch.tensor([0]),torch.ones(1,3))); t('scatter',lambda:E().scatter_(0,torch.zeros(1,3,dtype=torch.long),1.)); t('ms',lambda:E().masked_scatter_(torch.ones(2,3,dtype=torch.bool),torch.ones(6))); t('cumsum',lambda:E().cumsum_(0)); t('addmm',lambda:E().addmm_(torch.ones(2,2),torch.ones(2,3))); t('random',lambda:E().random_()); t('eq',lambda:E().eq_(1)); t('lerp',lambda:E().lerp_(torch.ones(2,3),.5)); t('renorm',lambda:E().renorm_(2,0,1.)); t('put',lambda:E().put_(torch.tensor([0]),torch.tensor([1.]))); t('sc_add',lambda:E().scatter_add_(0,torch.zeros(1,3,dtype=torch.long),torch.ones(1,3))); t('cauchy',lambda:E().cauchy_()); t('logn',lambda:E().log_normal_()); t('geo',lambda:E().geometric_(.5)); t('idxcopy',lambda:E().index_copy_(0,torch.tensor([0]),torch.ones(1,3)))

def u(f):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
x=torch.arange(9.).reshape(3,3)
u(lambda: x.add_(x.t())); u(lambda: x.mul_(x[0])); u(lambda: x[1:].copy_(x[:-1])); u(lambda: x[1:].add_(x[:-1])); u(lambda: x.add_(x)); u(lambda: x.t().add_(x.t())); u(lambda: x[0].add_(x[1])); u(lambda: x.addcmul_(x.t(),x)); u(lambda: x.lerp_(x.t(),.5)); u(lambda: x.div_(x[2,2])); u(lambda: x.sub_(x.mean()))
u(lambda: torch.zeros(1).addmm_(torch.ones(3,2),torch.ones(2,3))); u(lambda: torch.zeros(1).addmv_(torch.ones(3,2),torch.ones(2))); u(lambda: torch.zeros(2,2).addmv_(torch.ones(2,2),torch.ones(2))); u(lambda: torch.zeros(1).baddbmm_(torch.ones(1,3,2),torch.ones(1,2,2))); u(lambda: torch.zeros(2,2,dtype=torch.int64).div_(torch.ones(3,2,2,dtype=torch.int64)))
for n in 'atan2 fmax fmin gcd heaviside hypot lcm ldexp logaddexp logical_and logical_or maximum minimum nextafter'.split():
    u(lambda: getattr(torch,n)(torch.tensor([1,2]),2))
