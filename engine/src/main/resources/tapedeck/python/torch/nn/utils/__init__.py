"""torch.nn.utils: gradients and parameters of whole models."""

import importlib

import torch
from torch._tensor import Tensor


def _gradients(parameters):
    if isinstance(parameters, Tensor):
        parameters = [parameters]
    return [p.grad for p in parameters if p.grad is not None]


def skip_init(module_cls, *args, **kwargs):
    """A module whose parameters hold whatever their memory held: here, zeros."""
    if not issubclass(module_cls, torch.nn.Module):
        raise RuntimeError(f"Expected a Module; got {module_cls}")
    with torch.random.fork_rng():
        made = module_cls(*args, **{k: v for k, v in kwargs.items() if k != "device"})
    for parameter in made.parameters():
        parameter.data.zero_()
    return made


def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    tensors = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    norm_type = float(norm_type)
    if not tensors:
        return torch.tensor(0.0)
    norms = [torch.linalg.vector_norm(t, norm_type) for t in tensors]
    total = torch.linalg.vector_norm(torch.stack(norms), norm_type)
    if error_if_nonfinite and not torch.isfinite(total):
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from `parameters` is non-finite, "
            "so it cannot be clipped. To disable this error and scale the gradients by the "
            "non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return total


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    factor = torch.clamp(float(max_norm) / (total_norm + 1e-6), max=1.0)
    for gradient in _gradients(parameters):
        gradient.mul_(factor)


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    with torch.no_grad():
        parameters = [parameters] if isinstance(parameters, Tensor) else list(parameters)
        total = get_total_norm(_gradients(parameters), norm_type, error_if_nonfinite)
        clip_grads_with_norm_(parameters, max_norm, total)
        return total


def clip_grad_value_(parameters, clip_value, foreach=None):
    gradients = _gradients(parameters)
    if not gradients:
        raise RuntimeError(
            "Expected !nested_tensorlist[0].empty() to be true, but got false.  (Could this error "
            "message be improved?  If so, please report an enhancement request to PyTorch.)"
        )
    with torch.no_grad():
        for gradient in gradients:
            gradient.clamp_(min=-float(clip_value), max=float(clip_value))


def clip_grad_norm(*arguments, **keywords):
    return clip_grad_norm_(*arguments, **keywords)


def parameters_to_vector(parameters):
    return torch.cat([p.view(-1) for p in parameters])


def vector_to_parameters(vec, parameters):
    at = 0
    for parameter in parameters:
        count = parameter.numel()
        parameter.data = vec[at : at + count].view_as(parameter).data
        at += count


_HOOKED = ("weight_norm", "remove_weight_norm", "spectral_norm", "remove_spectral_norm")
_PARTS = ("rnn", "parametrizations", "parametrize", "clip_grad", "convert_parameters", "prune")


def __getattr__(name):
    if name in _HOOKED:
        return getattr(importlib.import_module("torch.nn.utils._hooked"), name)
    if name in _PARTS:
        return importlib.import_module(f"torch.nn.utils.{name}")
    if name == "parameters":
        raise AttributeError(name)
    from torch._missing import missing

    raise missing("torch.nn.utils", name)
