import warnings

warnings.simplefilter("ignore")
import torch
for a,b in ((torch.tensor([5.,6.]),torch.tensor(0.5)),(torch.tensor(9.),torch.tensor([.2,.3,.4])),(torch.tensor([[5.],[6.]]),torch.tensor([.5,.6])),(torch.tensor([1]),torch.tensor([.5])),(torch.tensor([1.]),torch.tensor([1])),(torch.tensor([1.],dtype=torch.float64),torch.tensor([.5])),(torch.tensor([1.,2.,3.]),torch.tensor([.5,.5]))):
    torch.manual_seed(0)
    try: r=torch.binomial(a,b); print(r,r.dtype)
    except Exception as e: print(type(e).__name__,str(e)[:200])
try: torch.searchsorted(torch.ones(2,2),3)
except Exception as e: print(e)
