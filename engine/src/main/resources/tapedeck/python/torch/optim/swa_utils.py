"""torch.optim.swa_utils: averages of a model's weights over the steps of its training."""

import copy
import math

import torch
from torch.nn import Module
from torch.optim.lr_scheduler import LRScheduler


def _interpolated(averaged, current, share):
    for average, new in zip(averaged, current):
        if average.is_floating_point():
            average.lerp_(new, share)
        else:
            average.copy_(average + (new - average) * share)


def get_ema_multi_avg_fn(decay=0.999):
    """An exponential moving average: all averages move by `1 - decay` of the way."""
    _check_decay(decay)

    @torch.no_grad()
    def ema_update(ema_param_list, current_param_list, _):
        _interpolated(ema_param_list, current_param_list, 1 - decay)

    return ema_update


def get_swa_multi_avg_fn():
    """The mean of all that was seen (Izmailov et al., 2018)."""

    @torch.no_grad()
    def swa_update(averaged_param_list, current_param_list, num_averaged):
        _interpolated(averaged_param_list, current_param_list, float(1 / (num_averaged + 1)))

    return swa_update


def get_ema_avg_fn(decay=0.999):
    """The exponential moving average of one parameter."""
    _check_decay(decay)

    @torch.no_grad()
    def ema_update(ema_param, current_param, num_averaged):
        return decay * ema_param + (1 - decay) * current_param

    return ema_update


def get_swa_avg_fn():
    """The mean of one parameter."""

    @torch.no_grad()
    def swa_update(averaged_param, current_param, num_averaged):
        return averaged_param + (current_param - averaged_param) / (num_averaged + 1)

    return swa_update


def _check_decay(decay):
    if decay < 0.0 or decay > 1.0:
        raise ValueError(f"Invalid decay value {decay} provided. Please provide a value in [0,1] range.")


class AveragedModel(Module):
    """A copy of a model whose parameters are averages of those that the model had."""

    def __init__(self, model, device=None, avg_fn=None, multi_avg_fn=None, use_buffers=False):
        super().__init__()
        if avg_fn is not None and multi_avg_fn is not None:
            raise AssertionError("Only one of avg_fn and multi_avg_fn should be provided")
        self.module = copy.deepcopy(model)
        if device is not None:
            self.module = self.module.to(device)
        self.register_buffer("n_averaged", torch.tensor(0, dtype=torch.long))
        self.avg_fn, self.multi_avg_fn, self.use_buffers = avg_fn, multi_avg_fn, use_buffers

    def forward(self, *args, **kwargs):
        return self.module(*args, **kwargs)

    def _averaged(self, model):
        kept = list(model.parameters())
        return kept + list(model.buffers()) if self.use_buffers else kept

    @torch.no_grad()
    def update_parameters(self, model):
        mine, new = self._averaged(self.module), self._averaged(model)
        if self.n_averaged == 0:
            for average, value in zip(mine, new):
                average.copy_(value)
        elif self.avg_fn is not None:
            for average, value in zip(mine, new):
                average.copy_(self.avg_fn(average, value, self.n_averaged))
        else:
            update = self.multi_avg_fn or get_swa_multi_avg_fn()
            update(mine, new, self.n_averaged)
        if not self.use_buffers:
            for kept, value in zip(self.module.buffers(), model.buffers()):
                kept.copy_(value)
        self.n_averaged += 1


@torch.no_grad()
def update_bn(loader, model, device=None):
    """Computes the statistics of all batch norms anew, as the mean over the batches of `loader`."""
    norms = [m for m in model.modules() if isinstance(m, torch.nn.modules.layers._BatchNorm)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    was_training = model.training
    model.train()
    for input in loader:
        model(input[0] if isinstance(input, (list, tuple)) else input)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    model.train(was_training)


class SWALR(LRScheduler):
    """Moves the learning rate to `swa_lr` over `anneal_epochs` steps, and keeps it there."""

    def __init__(
        self, optimizer, swa_lr, anneal_epochs=10, anneal_strategy="cos", last_epoch=-1
    ):
        rates = list(swa_lr) if isinstance(swa_lr, (list, tuple)) else None
        if rates is not None and len(rates) != len(optimizer.param_groups):
            raise ValueError(
                f"swa_lr must have the same length as optimizer.param_groups: swa_lr has "
                f"{len(rates)}, optimizer.param_groups has {len(optimizer.param_groups)}"
            )
        for i, group in enumerate(optimizer.param_groups):
            group["swa_lr"] = swa_lr if rates is None else rates[i]
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                "anneal_strategy must by one of 'cos' or 'linear', instead got "
                f"{anneal_strategy}"
            )
        self._anneal_strategy = anneal_strategy
        if not isinstance(anneal_epochs, int) or anneal_epochs < 0:
            raise ValueError(
                f"anneal_epochs must be equal or greater than 0, got {anneal_epochs}"
            )
        self.anneal_epochs = anneal_epochs
        super().__init__(optimizer, last_epoch)

    def _share(self, step):
        t = max(0, min(1, step / max(1, self.anneal_epochs)))
        return t if self._anneal_strategy == "linear" else (1 - math.cos(math.pi * t)) / 2

    def get_lr(self):
        step = self._step_count - 1
        if self.anneal_epochs == 0:
            step = max(1, step)
        before, now = self._share(step - 1), self._share(step)
        rates = []
        for group in self.optimizer.param_groups:
            target, rate = group["swa_lr"], group["lr"]
            first = target if before == 1 else (rate - target * before) / (1 - before)
            rates.append(target * now + first * (1 - now))
        return rates
