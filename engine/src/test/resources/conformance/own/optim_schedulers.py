import torch
from torch.optim import lr_scheduler as S
def run(make, steps=12, **options):
    p = torch.nn.Parameter(torch.ones(1))
    opt = torch.optim.SGD([p], lr=1.0, momentum=0.9, **options)
    s = make(opt)
    rates = []
    for i in range(steps):
        rates.append(round(opt.param_groups[0]["lr"], 6))
        opt.step()
        s.step(*((1.0 - 0.01 * min(i, 3),) if isinstance(s, S.ReduceLROnPlateau) else ()))
    return type(s).__name__, rates, s.get_last_lr()
for make in (
    lambda o: S.StepLR(o, 3, 0.5), lambda o: S.MultiStepLR(o, [2, 5, 5], 0.1), lambda o: S.ConstantLR(o, 0.3, 4), lambda o: S.LinearLR(o, 0.2, 1.0, 5), lambda o: S.ExponentialLR(o, 0.9),
    lambda o: S.PolynomialLR(o, 6, 2.0), lambda o: S.CosineAnnealingLR(o, 5, 0.1), lambda o: S.CosineAnnealingWarmRestarts(o, 3, 2, 0.01), lambda o: S.CyclicLR(o, 0.1, 1.0, 3), lambda o: S.CyclicLR(o, 0.1, 1.0, 2, mode="triangular2"),
    lambda o: S.CyclicLR(o, 0.1, 1.0, 2, mode="exp_range", gamma=0.9), lambda o: S.OneCycleLR(o, 1.0, total_steps=13), lambda o: S.OneCycleLR(o, 1.0, epochs=3, steps_per_epoch=5, anneal_strategy="linear", three_phase=True),
    lambda o: S.LambdaLR(o, lambda e: 0.95 ** e), lambda o: S.MultiplicativeLR(o, lambda e: 0.5 if e % 3 == 0 else 1.0), lambda o: S.ReduceLROnPlateau(o, patience=2, factor=0.5),
    lambda o: S.SequentialLR(o, [S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.5)], [3]), lambda o: S.ChainedScheduler([S.ConstantLR(o, 0.1, 2), S.ExponentialLR(o, 0.9)], o),
):
    print(*run(make))
p = torch.nn.Parameter(torch.ones(1))
opt = torch.optim.Adam([{"params": [p], "lr": 0.1}, {"params": [torch.nn.Parameter(torch.ones(1))]}], lr=0.01)
s = S.LambdaLR(opt, [lambda e: 0.5 ** e, lambda e: 1.0])
for _ in range(3):
    opt.step(); s.step()
print(s.get_last_lr(), s.last_epoch, sorted(s.state_dict()))
t = S.StepLR(torch.optim.SGD([p], lr=0.1), 2)
state = t.state_dict()
print({k: state[k] for k in sorted(state) if not k.startswith("_")})
for bad in (lambda: S.StepLR(3, 2), lambda: S.CosineAnnealingWarmRestarts(opt, 0), lambda: S.LambdaLR(opt, [lambda e: 1.0]), lambda: S.OneCycleLR(opt, 0.1)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
