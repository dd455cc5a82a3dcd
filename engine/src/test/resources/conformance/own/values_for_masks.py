"""Which values can be assigned to the elements that a mask or an index chooses."""
import torch
a=torch.arange(6.).reshape(2,3)
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
def g(i,v): b=a.clone(); b[i]=v; return b
t(lambda:g(a>2,torch.zeros(2))); t(lambda:g(a>2,torch.zeros(2,2))); t(lambda:g(a>2,torch.arange(3.))); t(lambda:g(a>2,torch.zeros(1))); t(lambda:g(a>9,torch.zeros(1))); t(lambda:g(a>9,torch.zeros(2))); t(lambda:g((a>2)[0],torch.zeros(2))); t(lambda:g(torch.tensor([0,1]),torch.zeros(2))); t(lambda:g(torch.tensor([0,1]),torch.zeros(3))); t(lambda:g((0,torch.tensor([0,1])),torch.zeros(3))); t(lambda:g(a>2,torch.zeros(3,1))); t(lambda:g(a>2,torch.zeros(1,3)))
t(lambda:g(a>2,torch.tensor(5))); t(lambda:g(a>2,torch.ones(3,dtype=torch.double))); t(lambda:g(torch.tensor([0]),torch.ones(3,dtype=torch.double))); t(lambda:g(0,torch.ones(3,dtype=torch.double))); t(lambda:a.masked_scatter(a>2,torch.ones(2))); t(lambda:a.masked_fill(a>2,torch.ones(2)))
