import torch
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
t(lambda: torch.zeros(-1)); t(lambda: torch.ones(2,-1)); t(lambda: torch.rand(-1)); t(lambda: torch.randn(-2)); t(lambda: torch.empty(-1)); t(lambda: torch.full((-1,),2)); t(lambda: torch.randint(3,(-1,))); t(lambda: torch.eye(-1)); t(lambda: torch.tensor("a")); t(lambda: torch.tensor(["a"])); t(lambda: torch.tensor([["a"]])); t(lambda: torch.tensor(None)); t(lambda: torch.tensor([None])); t(lambda: torch.tensor({})); t(lambda: torch.as_tensor("ab")); t(lambda: torch.tensor([1,"a"])); t(lambda: torch.tensor(object())); t(lambda: torch.zeros(2).new_zeros(-1)); t(lambda: torch.zeros("a")); t(lambda: torch.arange(5,1)); t(lambda: torch.arange(1,5,-1)); t(lambda: torch.randperm(-1)); t(lambda: torch.linspace(0,1,-1))
t(lambda: torch.tensor([[1,2],"ab"])); t(lambda:torch.tensor([1,[2]])); t(lambda:torch.tensor(set()));t(lambda:torch.tensor([{}])); t(lambda: torch.tensor([1,None]))
