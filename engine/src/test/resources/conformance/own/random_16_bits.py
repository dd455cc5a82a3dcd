"""Random numbers in bfloat16 and float16."""
import torch
for dt in (torch.bfloat16,torch.float16):
    torch.manual_seed(1); print(torch.rand(9,dtype=dt).tolist()); print(torch.empty(4,dtype=dt).uniform_(-2,2).tolist()); print(torch.randn(5,dtype=dt).tolist()); print(torch.randn(20,dtype=dt).tolist()); print(torch.empty(17,dtype=dt).normal_(1,2).tolist()); print(torch.rand_like(torch.ones(3,dtype=dt)).tolist()); print(torch.empty(3,dtype=dt).exponential_().tolist()); print(torch.nn.functional.dropout(torch.ones(6,dtype=dt))); print(torch.randn_like(torch.ones(16,dtype=dt)).tolist(), torch.normal(0.,1.,(16,),dtype=dt).tolist(), torch.bernoulli(torch.full((5,),0.5,dtype=dt)).tolist())
    print(torch.nn.Linear(3,2,dtype=dt).weight)
