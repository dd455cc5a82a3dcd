import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
words = torch.tensor([1, 2, 4, 5, 4, 3, 2, 9])
bags = torch.tensor([0, 4])


def told(label, action):
    try:
        print(label, action())
    except Exception as e:
        print(label, type(e).__name__, str(e).split("\n")[0])


def trained(**options):
    torch.manual_seed(1)
    layer = nn.EmbeddingBag(10, 3, **options)
    bags_of = torch.tensor([0, 4, 8]) if options.get("include_last_offset") else bags
    made = layer(words, bags_of)
    (made * torch.arange(1.0, 7).view(2, 3)).sum().backward()
    return f"{layer}\n{made}\n{layer.weight.grad}\n{layer.weight.data.sum()}"


for options in (
    {}, {"mode": "sum"}, {"mode": "max"}, {"padding_idx": 2}, {"mode": "sum", "padding_idx": -6},
    {"mode": "max", "padding_idx": 9}, {"max_norm": 1.0}, {"max_norm": 0.5, "norm_type": 1.0},
    {"scale_grad_by_freq": True}, {"mode": "sum", "scale_grad_by_freq": True},
    {"include_last_offset": True}, {"include_last_offset": True, "mode": "sum"},
):
    told(options, lambda: trained(**options))
given = nn.EmbeddingBag.from_pretrained(torch.arange(12.0).view(4, 3), mode="sum", padding_idx=1)
print(given, given.weight.requires_grad, given(torch.tensor([[0, 1], [2, 3]])))
print(nn.EmbeddingBag.from_pretrained(torch.ones(4, 3), freeze=False).weight.requires_grad)
told("padding", lambda: nn.EmbeddingBag(5, 3, padding_idx=7))
told("padding", lambda: nn.EmbeddingBag(5, 3, padding_idx=-6))
told("weight", lambda: nn.EmbeddingBag(5, 3, _weight=torch.ones(2, 2)))
told("dims", lambda: nn.EmbeddingBag.from_pretrained(torch.ones(3)))
table = torch.arange(12.0).view(4, 3).requires_grad_()
told("max", lambda: F.embedding_bag(words % 4, table, bags, mode="max", scale_grad_by_freq=True))
told("max", lambda: F.embedding_bag(words % 4, table, bags, mode="max", sparse=True))
told("mode", lambda: F.embedding_bag(words % 4, table, bags, mode="min"))
told("shares", lambda: F.embedding_bag(words % 4, table, bags, mode="mean", per_sample_weights=torch.ones(8)))
told("first", lambda: F.embedding_bag(words % 4, table, bags + 1))
told("beyond", lambda: F.embedding_bag(words, table, bags))
told("late", lambda: F.embedding_bag(words % 4, table, torch.tensor([0, 9])))
told("falling", lambda: F.embedding_bag(words % 4, table, torch.tensor([0, 4, 2])))
told("empty", lambda: F.embedding_bag(words % 4, table, torch.tensor([0, 4, 4])))
told("empty", lambda: F.embedding_bag(words[:0], table, torch.tensor([0, 0])))
told("none", lambda: F.embedding_bag(words[:0], table, bags[:0]))
told("int32", lambda: F.embedding_bag((words % 4).int(), table, bags.int(), mode="sum"))
told("mixed", lambda: F.embedding_bag((words % 4).int(), table, bags, mode="sum"))
told("floats", lambda: F.embedding_bag(words.float(), table, bags))
