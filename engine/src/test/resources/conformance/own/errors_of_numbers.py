import torch
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, "|", str(e)[:200])
t(lambda: torch.tensor(-1, dtype=torch.uint8)); t(lambda: torch.tensor(-256, dtype=torch.uint8)); t(lambda: torch.tensor(128, dtype=torch.int8)); t(lambda: torch.tensor([300.5], dtype=torch.uint8)); t(lambda: torch.tensor([2**31], dtype=torch.int32)); t(lambda: torch.tensor(2, dtype=torch.bool))
t(lambda: torch.tensor(1e20, dtype=torch.int64)); t(lambda: torch.tensor(1e6, dtype=torch.float16)); t(lambda: torch.full((1,), 300, dtype=torch.uint8)); t(lambda: torch.ones(1,dtype=torch.uint8).fill_(300)); t(lambda: torch.ones(1,dtype=torch.uint8)+300)
t(lambda: torch.tensor([2**63])); t(lambda: torch.tensor(float('nan'), dtype=torch.int64)); t(lambda: torch.tensor(-2**63)); t(lambda: torch.tensor(2**64, dtype=torch.float32))
torch.manual_seed(0)
for k in ("normal_","uniform_","exponential_","cauchy_","geometric_","log_normal_","bernoulli_"):
    for d in (torch.int64, torch.bool, torch.uint8):
        t(lambda: getattr(torch.ones(2,dtype=d),k)(*([.5] if k=="geometric_" else [])))
t(lambda: torch.empty(2).cauchy_(0,-1)); t(lambda: torch.empty(2).log_normal_(0,-1)); t(lambda: torch.empty(2).geometric_(1.5)); t(lambda: torch.empty(2).exponential_(0.)); t(lambda: torch.empty(2).uniform_(0.5,-1.25)); t(lambda: torch.empty(2).normal_(0,-1.5)); t(lambda: torch.normal(0.,-1.,(2,))); t(lambda: torch.normal(torch.zeros(2),-torch.ones(2))); t(lambda: torch.empty(2).bernoulli_(1.5)); t(lambda: torch.empty(2).random_(5,2)); t(lambda: torch.bernoulli(torch.tensor([2])))
t(lambda: torch.bernoulli(torch.tensor([1.5])))
t(lambda: repr(torch.iinfo(torch.int32))); t(lambda: str(torch.finfo(torch.float64))); t(lambda: torch.finfo(torch.float16)); t(lambda: torch.finfo(torch.bfloat16));t(lambda:torch.iinfo(torch.uint8))
t(lambda: torch.ones(2).half().mean(0)); x=torch.tensor([65504.,65504.]).half(); t(lambda: (x.mean(), x.sum(), x.sum(dtype=torch.float32), x.mean(0), x.var(), x.norm(), x.softmax(0), x.logsumexp(0), x.cumsum(0), x.prod()))
t(lambda: torch.ones(3,2)[..., ...].shape)
t(lambda: torch.ones(3).expand(-1,3)); t(lambda: torch.ones(3).expand(2,-2))
t(lambda: torch.ones(2).masked_fill(torch.tensor([1.,0]),1.)); t(lambda: torch.masked_select(torch.ones(2), torch.tensor([1,0]))); t(lambda: torch.where(torch.tensor([1,0]), 1, 2)); t(lambda: torch.zeros(2).masked_fill_(torch.tensor([1,0]).byte(),1.))
t(lambda: torch.ones(3).index_select(0, torch.tensor([3]))); t(lambda: torch.ones(3).index_select(0, torch.tensor([0.5]))); t(lambda: torch.ones(3).index_select(0, torch.tensor(1)))
print(torch.Tensor, torch.nn.Parameter, torch.Size, torch.device, torch.dtype, torch.Generator, torch.layout, torch.memory_format)
