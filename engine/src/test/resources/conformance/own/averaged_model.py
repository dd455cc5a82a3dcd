"""Weights averaged over training: AveragedModel, update_bn and SWALR."""
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, SWALR, get_ema_multi_avg_fn, update_bn

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1))
mean = AveragedModel(model)
moving = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9))
own = AveragedModel(model, avg_fn=lambda average, new, count: 0.5 * average + 0.5 * new)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
schedule = SWALR(optimizer, 0.05, anneal_epochs=3)
x = torch.randn(8, 2)
for _ in range(5):
    optimizer.zero_grad()
    (model(x) - 1).pow(2).mean().backward()
    optimizer.step()
    for average in (mean, moving, own):
        average.update_parameters(model)
    schedule.step()
    print([round(rate, 6) for rate in schedule.get_last_lr()])
for average in (mean, moving, own):
    print(average.n_averaged, average.module[0].weight, average.module[2].bias)
update_bn([x[:4], x[4:]], mean)
print(mean.module[1].running_mean, mean.module[1].momentum)
mean.eval()
print(mean(x[:2]), list(mean.state_dict())[:3])
