"""Optimisers with options and schedulers drawn by chance."""

import random
import warnings

import torch
import torch.nn as nn
from torch.optim import lr_scheduler as schedules

warnings.simplefilter("ignore")
RATES, BETAS, DECAYS, SWITCH = [0.1, 0.01], [(0.9, 0.999), (0.5, 0.9)], [0, 0.1], [False, True]
OPTIONS = {
    "SGD": dict(lr=RATES, momentum=[0, 0.9], dampening=DECAYS, weight_decay=DECAYS, nesterov=SWITCH, maximize=SWITCH),
    "Adam": dict(lr=RATES, betas=BETAS, eps=[1e-8, 1e-2], weight_decay=DECAYS, amsgrad=SWITCH, maximize=SWITCH),
    "AdamW": dict(lr=RATES, betas=BETAS, weight_decay=[0.01, 0.2], amsgrad=SWITCH, maximize=SWITCH),
    "RMSprop": dict(lr=RATES, alpha=[0.99, 0.5], weight_decay=DECAYS, momentum=[0, 0.9], centered=SWITCH),
    "Adagrad": dict(lr=RATES, lr_decay=DECAYS, weight_decay=DECAYS, initial_accumulator_value=[0, 0.5]),
    "Adadelta": dict(lr=[1.0, 0.1], rho=[0.9, 0.5], eps=[1e-6, 1e-3], weight_decay=DECAYS, maximize=SWITCH),
    "Adamax": dict(lr=RATES, betas=BETAS, weight_decay=DECAYS, maximize=SWITCH),
    "NAdam": dict(lr=RATES, weight_decay=DECAYS, momentum_decay=[4e-3, 0.1], decoupled_weight_decay=SWITCH),
    "RAdam": dict(lr=RATES, betas=BETAS, weight_decay=DECAYS, decoupled_weight_decay=SWITCH),
    "ASGD": dict(lr=RATES, lambd=[1e-4, 0.1], alpha=[0.75, 0.5], t0=[1e6, 2], weight_decay=DECAYS),
    "Rprop": dict(lr=RATES, etas=[(0.5, 1.2), (0.2, 1.5)], step_sizes=[(1e-6, 50), (1e-3, 0.2)]),
}
SCHEDULES = [
    lambda o: schedules.StepLR(o, 2, gamma=0.5),
    lambda o: schedules.MultiStepLR(o, [1, 3], gamma=0.3),
    lambda o: schedules.ExponentialLR(o, 0.8),
    lambda o: schedules.CosineAnnealingLR(o, 3, eta_min=0.001),
    lambda o: schedules.LinearLR(o, 0.5, total_iters=3),
    lambda o: schedules.ConstantLR(o, 0.3, total_iters=2),
    lambda o: schedules.PolynomialLR(o, total_iters=4, power=2),
    lambda o: schedules.LambdaLR(o, lambda e: 0.9**e),
    lambda o: schedules.MultiplicativeLR(o, lambda e: 0.7),
    lambda o: schedules.CosineAnnealingWarmRestarts(o, 2, 2),
    lambda o: schedules.OneCycleLR(o, 0.2, total_steps=8),
    lambda o: schedules.OneCycleLR(o, 0.2, total_steps=9, three_phase=True, anneal_strategy="linear"),
    lambda o: schedules.CyclicLR(o, 0.01, 0.1, step_size_up=2, mode="triangular2", cycle_momentum=False),
    lambda o: schedules.CyclicLR(o, 0.01, 0.1, step_size_up=2, mode="exp_range", gamma=0.9),
    lambda o: schedules.ReduceLROnPlateau(o, patience=1, factor=0.5),
]


def rounded(t):
    return [round(v, 3) + 0.0 for v in t.detach().flatten().tolist()]


def run(seed):
    chance = random.Random(seed)
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    name = chance.choice(list(OPTIONS))
    options = {k: chance.choice(v) for k, v in OPTIONS[name].items() if chance.random() < 0.6}
    print(name, options)
    groups = list(model.parameters())
    if chance.random() < 0.5:
        groups = [{"params": groups[:2]}, {"params": groups[2:], "lr": 0.05}]
    optimizer = getattr(torch.optim, name)(groups, **options)
    schedule = chance.choice(SCHEDULES)(optimizer)
    x, y = torch.randn(6, 3), torch.randn(6, 1)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        return loss

    for i in range(6):
        # a parameter that gets no gradient in some steps
        frozen = chance.random() < 0.15
        model[0].bias.requires_grad_(not frozen)
        if frozen:
            model[0].bias.grad = None
        loss = optimizer.step(closure)
        rates = [round(group["lr"], 5) for group in optimizer.param_groups]
        print(" ", round(loss.item(), 3), rounded(model[0].weight), rounded(model[2].bias), rates)
        if isinstance(schedule, schedules.ReduceLROnPlateau):
            schedule.step(loss.item())
        else:
            schedule.step()
        if i == 2:
            state = optimizer.state_dict()
            print("  state", sorted(state["state"].get(0, {})), sorted(state["param_groups"][0]))
            optimizer.load_state_dict(state)
            kept = schedule.state_dict()
            print("  schedule", sorted(kept))
            schedule.load_state_dict(kept)


for seed in range(120):
    try:
        run(seed)
    except ValueError as e:
        print(e)
