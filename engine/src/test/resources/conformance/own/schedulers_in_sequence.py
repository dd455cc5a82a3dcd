"""Every scheduler after a warm-up, by SequentialLR and ChainedScheduler, and step(epoch)."""
import warnings
import torch
from torch.optim import lr_scheduler as S

warnings.simplefilter("ignore")
for make in (lambda o: S.StepLR(o, 2), lambda o: S.MultiStepLR(o, [1, 3]), lambda o: S.ConstantLR(o, 0.5, 2), lambda o: S.LinearLR(o, 0.25, total_iters=3), lambda o: S.ExponentialLR(o, 0.9), lambda o: S.PolynomialLR(o, 4, 2.0), lambda o: S.CosineAnnealingLR(o, 4, 0.01), lambda o: S.CosineAnnealingWarmRestarts(o, 2), lambda o: S.LambdaLR(o, lambda e: 1 / (e + 1)), lambda o: S.MultiplicativeLR(o, lambda e: 0.9), lambda o: S.CyclicLR(o, 0.01, 0.1, 2, cycle_momentum=False), lambda o: S.OneCycleLR(o, 0.1, total_steps=8)):
    p = torch.nn.Parameter(torch.ones(1))
    o = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    s = make(o)
    rates = []
    for _ in range(6):
        o.step()
        rates.append(round(o.param_groups[0]["lr"], 6))
        s.step()
    print(type(s).__name__, rates)
    o = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    s = make(o)
    try:
        s.step(3)
        print("  at 3", round(o.param_groups[0]["lr"], 6), [round(r, 6) for r in s.get_last_lr()])
    except Exception as e:
        print("  ", type(e).__name__)
    if not isinstance(s, (S.CyclicLR, S.OneCycleLR, S.CosineAnnealingWarmRestarts)):
        o = torch.optim.SGD([p], lr=0.1)
        q = S.SequentialLR(o, [S.ConstantLR(o, 0.1, 10), make(o)], [2])
        rates = []
        for _ in range(6):
            o.step()
            rates.append(round(o.param_groups[0]["lr"], 6))
            q.step()
        print("   after a warm-up", rates)
o = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
c = S.ChainedScheduler([S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9)])
for _ in range(4):
    print(c.get_last_lr(), end=" ")
    o.step()
    c.step()
print()
