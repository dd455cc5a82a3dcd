"""Where NaN and infinity come from, and what detect_anomaly says about it."""
import warnings
import torch

warnings.simplefilter("ignore")
for f in (lambda x: x.sqrt(), lambda x: x.log(), lambda x: x / x, lambda x: (x**2).sqrt(), lambda x: torch.where(x > 0, x / x, torch.zeros_like(x)), lambda x: x.norm(), lambda x: torch.exp(x + 100), lambda x: torch.softmax(x * 1e10, 0), lambda x: x.pow(-1), lambda x: torch.atan2(x, x), lambda x: torch.nn.functional.normalize(x, dim=0), lambda x: x.clamp(min=1e-6).sqrt(), lambda x: torch.asin(x + 1), lambda x: x.std(), lambda x: torch.nn.functional.cosine_similarity(x, x, dim=0)):
    x = torch.zeros(2, requires_grad=True)
    y = f(x)
    y.sum().backward()
    print(y.detach(), x.grad)
x = torch.tensor([-1.0, 1.0], requires_grad=True)
with torch.autograd.detect_anomaly(check_nan=True):
    try:
        torch.sqrt(x).sum().backward()
    except RuntimeError as e:
        print(e)
with torch.autograd.set_detect_anomaly(True):
    try:
        (torch.log(x) * 0).sum().backward()
    except RuntimeError as e:
        print(e)
print(torch.is_anomaly_enabled(), torch.isnan(torch.sqrt(x)).any().item(), torch.nan_to_num(torch.tensor([float("nan"), float("inf")])), torch.tensor([1.0, float("nan")]).nanmean(), torch.nn.utils.clip_grad_norm_([x], 1.0))
x.grad = torch.tensor([float("inf"), 1.0])
print(torch.nn.utils.clip_grad_norm_([x], 1.0), x.grad)
try:
    torch.nn.utils.clip_grad_norm_([x], 1.0, error_if_nonfinite=True)
except RuntimeError as e:
    print(e)
