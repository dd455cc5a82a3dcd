"""Every loss with each reduction, weights, ignored targets and its gradient."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(3, 4, requires_grad=True), torch.randn(3, 4)
target, prob = torch.tensor([1, 3, 0]), torch.rand(3, 4)
for name, f in (("mse", lambda r: F.mse_loss(x, y, reduction=r)), ("l1", lambda r: F.l1_loss(x, y, reduction=r)), ("smooth", lambda r: F.smooth_l1_loss(x, y, reduction=r, beta=0.5)), ("huber", lambda r: F.huber_loss(x, y, reduction=r, delta=0.7)), ("ce", lambda r: F.cross_entropy(x, target, reduction=r)), ("ce weight", lambda r: F.cross_entropy(x, target, weight=torch.tensor([1.0, 2, 3, 4]), reduction=r)), ("ce ignore", lambda r: F.cross_entropy(x, target, ignore_index=3, reduction=r)), ("ce smooth", lambda r: F.cross_entropy(x, target, label_smoothing=0.1, reduction=r)), ("ce prob", lambda r: F.cross_entropy(x, prob.softmax(1), reduction=r)), ("nll", lambda r: F.nll_loss(x.log_softmax(1), target, reduction=r)), ("bce", lambda r: F.binary_cross_entropy(x.sigmoid(), prob, reduction=r)), ("bce logits", lambda r: F.binary_cross_entropy_with_logits(x, prob, pos_weight=torch.ones(4) * 2, reduction=r)), ("kl", lambda r: F.kl_div(x.log_softmax(1), prob.softmax(1), reduction=r)), ("hinge", lambda r: F.hinge_embedding_loss(x, y.sign(), reduction=r)), ("margin", lambda r: F.margin_ranking_loss(x, y, y.sign(), margin=0.1, reduction=r)), ("multi margin", lambda r: F.multi_margin_loss(x, target, reduction=r)), ("soft margin", lambda r: F.soft_margin_loss(x, y.sign(), reduction=r)), ("poisson", lambda r: F.poisson_nll_loss(x, prob, reduction=r)), ("gaussian", lambda r: F.gaussian_nll_loss(x, y, prob + 0.1, reduction=r)), ("cosine", lambda r: F.cosine_embedding_loss(x, y, torch.tensor([1, -1, 1]), reduction=r)), ("triplet", lambda r: F.triplet_margin_loss(x, y, prob, reduction=r)), ("multilabel", lambda r: F.multilabel_soft_margin_loss(x, prob.round(), reduction=r))):
    for reduction in ("mean", "sum", "none"):
        loss = f(reduction)
        (g,) = torch.autograd.grad(loss.sum(), x)
        print(name, reduction, tuple(loss.shape), f"{loss.sum().item():.4f} {g.abs().sum().item():.4f}", type(loss.grad_fn).__name__)
print(nn.CrossEntropyLoss()(torch.randn(2, 3, 4, requires_grad=True), torch.zeros(2, 4, dtype=torch.long)).shape, F.cross_entropy(torch.zeros(3), torch.tensor(1)), F.cross_entropy(x, torch.tensor([-100, -100, -100])), nn.KLDivLoss(reduction="batchmean")(x.log_softmax(1), prob.softmax(1)), sep="\n")
for bad in (lambda: F.mse_loss(x, y, reduction="foo"), lambda: F.cross_entropy(x, torch.tensor([1, 2])), lambda: F.nll_loss(x, torch.tensor([0, 1, 4])), lambda: F.binary_cross_entropy(x, prob), lambda: F.cross_entropy(x, target.int()), lambda: F.kl_div(x, y, reduction="bad"), lambda: F.binary_cross_entropy(prob, torch.ones(3, 3))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:170])
