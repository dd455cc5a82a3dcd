"""Sums, means, spreads and extremes over any dimensions, kept or not."""
import torch

x = torch.tensor([[3.0, -1.0, 2.0, 0.5], [4.0, 4.0, -2.0, 1.0]])
for name in ("sum", "mean", "prod", "amax", "amin", "std", "var", "logsumexp", "median", "argmax", "argmin", "norm", "any", "all", "nansum", "nanmean", "mode", "max", "min", "cumsum", "cumprod", "logcumsumexp", "cummax", "cummin", "diff", "aminmax"):
    f = getattr(torch, name)
    try:
        print(name, f(x, dim=1))
    except Exception as e:
        print(name, type(e).__name__, str(e)[:80])
print(x.sum(), x.sum((0, 1)), x.sum(0, keepdim=True), x.mean((0, 1), keepdim=True), x.sum(dim=-1, dtype=torch.float64), x.std(unbiased=False), x.var(1, correction=0), torch.var_mean(x, 1), torch.std_mean(x))
print(x.max(), x.max(1), x.max(0, keepdim=True), x.median(), x.argmax(), x.argmax(0), torch.max(x, torch.zeros(4)), x.quantile(0.25), x.quantile(torch.tensor([0.1, 0.9]), dim=1), torch.count_nonzero(x), x.norm(1), x.norm(p=float("inf"), dim=1), x.numel())
n = torch.tensor([1.0, float("nan"), float("inf"), -float("inf")])
print(n.sum(), n.nansum(), n.max(), n.min(), n.argmax(), torch.isnan(n), torch.isinf(n), torch.isfinite(n), torch.nan_to_num(n), n.nan_to_num(0.5, 9, -9), n[:2].nanmean(), n.isposinf(), torch.nanmedian(n))
e = torch.zeros(0, 3)
print(e.sum(), e.sum(0), e.mean(), e.prod(), e.sum(1), e.any(), e.all())
for bad in (lambda: e.max(), lambda: e.argmax(), lambda: x.sum(2), lambda: x.sum((0, 0)), lambda: torch.std(torch.tensor(1.0)), lambda: x.mean(dtype=torch.int64), lambda: torch.median(e), lambda: x.logsumexp()):
    try:
        print(bad())
    except Exception as err:
        print(type(err).__name__, "|", str(err).split("\n")[0][:130])
