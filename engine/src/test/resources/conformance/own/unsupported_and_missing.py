"""What a program asks for that PyTorch does not have: names, attributes, arguments."""
import torch
from torch import nn

def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, "|", str(e).replace("\n", " / ")[:140])

attempt(lambda: torch.foo)
attempt(lambda: torch.ones(1).foo)
attempt(lambda: torch.nn.Foo)
attempt(lambda: torch.optim.Foo)
attempt(lambda: nn.Linear(2, 3).foo)
attempt(lambda: nn.Linear(2))
attempt(lambda: nn.Linear("a", 2))
attempt(lambda: torch.zeros("a"))
attempt(lambda: torch.ones(2) + "a")
attempt(lambda: torch.ones(2) + None)
attempt(lambda: torch.ones(2) @ 3)
attempt(lambda: torch.cuda.is_available())
attempt(lambda: torch.device("cuda"))
attempt(lambda: torch.device("foo"))
attempt(lambda: torch.device("cpu:0"))
attempt(lambda: torch.ones(1).to("cpu").device)
attempt(lambda: torch.backends.cudnn.is_available())
attempt(lambda: torch.cuda.device_count())
attempt(lambda: torch.nn.functional.foo)
attempt(lambda: torch.Tensor.foo)
attempt(lambda: nn.Module().forward(1))
attempt(lambda: nn.ModuleList([1]))
attempt(lambda: nn.Sequential(1))
attempt(lambda: nn.Sequential(nn.ReLU())[3])
attempt(lambda: nn.ModuleDict({"a": 1}))
attempt(lambda: torch.manual_seed("a"))
attempt(lambda: len(nn.Linear(1, 1)))
attempt(lambda: nn.Dropout(2.0))
attempt(lambda: torch.nn.init.xavier_uniform_(torch.ones(2)))
attempt(lambda: torch.nn.init.kaiming_normal_(torch.ones(2, 2), mode="foo"))
attempt(lambda: nn.Conv2d(3, 4, 3, groups=2))
attempt(lambda: nn.GroupNorm(2, 3))
attempt(lambda: nn.RNN(2, 3, nonlinearity="foo"))
attempt(lambda: nn.Embedding(3, 2, padding_idx=5))
