import torch
from torch import nn
torch.manual_seed(4)
a = torch.randn(3, 4, requires_grad=True)
b = torch.randn(3, 4)
p = torch.sigmoid(torch.randn(3, 4))
c = torch.tensor([0, 3, 1])
s = torch.tensor([1.0, -1.0, 1.0])
m = torch.tensor([[0, 2, -1, -1], [3, -1, -1, -1], [1, 0, 2, -1]])
cases = [
    (nn.L1Loss, {}, (a, b)), (nn.MSELoss, {}, (a, b)), (nn.SmoothL1Loss, dict(beta=0.5), (a, b)), (nn.HuberLoss, dict(delta=0.7), (a, b)),
    (nn.CrossEntropyLoss, {}, (a, c)), (nn.CrossEntropyLoss, dict(label_smoothing=0.1, weight=torch.tensor([1.0, 2, 3, 4])), (a, c)), (nn.CrossEntropyLoss, dict(ignore_index=3), (a, c)), (nn.CrossEntropyLoss, {}, (a, p.softmax(1))),
    (nn.NLLLoss, {}, (a, c)), (nn.NLLLoss, dict(weight=torch.tensor([1.0, 2, 3, 4]), ignore_index=0), (a, c)), (nn.BCEWithLogitsLoss, {}, (a, p)), (nn.BCEWithLogitsLoss, dict(pos_weight=torch.tensor([1.0, 2, 3, 4])), (a, p)),
    (nn.BCELoss, {}, (a.sigmoid(), p)), (nn.KLDivLoss, {}, (a.log_softmax(1), p.softmax(1))), (nn.KLDivLoss, dict(log_target=True), (a.log_softmax(1), p.log_softmax(1))),
    (nn.PoissonNLLLoss, {}, (a, p)), (nn.GaussianNLLLoss, {}, (a, b, p)), (nn.HingeEmbeddingLoss, {}, (a, b.sign())), (nn.SoftMarginLoss, {}, (a, b.sign())), (nn.MultiMarginLoss, {}, (a, c)), (nn.MultiLabelMarginLoss, {}, (a, m)),
    (nn.MultiLabelSoftMarginLoss, {}, (a, p.round())), (nn.MarginRankingLoss, dict(margin=0.2), (a[:, 0], a[:, 1], s)), (nn.CosineEmbeddingLoss, {}, (a, b, s)), (nn.TripletMarginLoss, {}, (a, b, p)), (nn.TripletMarginWithDistanceLoss, {}, (a, b, p)),
]
for loss, options, arguments in cases:
    for reduction in ("mean", "sum", "none"):
        if loss is nn.KLDivLoss and reduction == "mean":
            reduction = "batchmean"
        a.grad = None
        value = loss(reduction=reduction, **options)(*arguments)
        value.sum().backward(retain_graph=True)
        print(loss.__name__, reduction, tuple(value.shape), f"{value.sum().item():.4f}", f"{round(a.grad.sum().item(), 3) + 0.0} {a.grad.abs().sum().item():.4f}")
print(nn.CrossEntropyLoss(), nn.BCELoss(), nn.MSELoss(reduction="sum"))
for bad in (lambda: nn.CrossEntropyLoss()(a, torch.tensor([0, 9, 1])), lambda: nn.MSELoss(reduction="foo")(a, b), lambda: nn.BCELoss()(a, p), lambda: nn.NLLLoss()(a, c.float()), lambda: nn.CrossEntropyLoss()(a, torch.tensor([0, 1]))):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:200])
