"""Modules as functions of their parameters and buffers."""

import contextlib

import torch


def functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *,
                    tie_weights=True, strict=False):
    """What `module` returns with the tensors of the dicts in place of its own."""
    tensors = _merged(parameter_and_buffer_dicts)
    args = () if args is None else args if isinstance(args, tuple) else (args,)
    with _in_place_of_its_own(module, tensors, tie_weights, strict):
        return module(*args, **(kwargs or {}))


def _merged(dicts):
    if isinstance(dicts, dict):
        return dicts
    if not isinstance(dicts, (list, tuple)):
        raise ValueError(
            "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, but got "
            f"{type(dicts)}"
        )
    if not all(isinstance(one, dict) for one in dicts):
        raise ValueError("Expected all elements of parameter_and_buffer_dicts to be dictionaries")
    keys = [key for one in dicts for key in one]
    repeated = [key for i, key in enumerate(keys) if key in keys[:i]]
    if repeated:
        raise ValueError(
            f"{repeated} appeared in multiple dictionaries; behavior of functional call is ambiguous"
        )
    return {key: value for one in dicts for key, value in one.items()}


@contextlib.contextmanager
def _in_place_of_its_own(module, tensors, tie_weights, strict):
    own = dict(module.named_parameters(remove_duplicate=False))
    own.update(module.named_buffers(remove_duplicate=False))
    if tie_weights:
        tensors = _with_ties(tensors, own)
    _check_keys(module, tensors, own, strict)
    kept = []
    try:
        for path, tensor in tensors.items():
            if path not in own:
                continue
            owner, _, name = path.rpartition(".")
            owner = module.get_submodule(owner)
            place = owner._parameters if name in owner._parameters else owner._buffers
            kept.append((place, name, place[name]))
            place[name] = tensor
        yield
    finally:
        for place, name, tensor in reversed(kept):
            place[name] = tensor


def _with_ties(tensors, own):
    given = {id(own[path]): tensor for path, tensor in tensors.items() if path in own}
    tied = {path: given[id(one)] for path, one in own.items() if id(one) in given}
    return {**tensors, **{path: one for path, one in tied.items() if path not in tensors}}


def _check_keys(module, tensors, own, strict):
    unexpected = sorted(set(tensors) - set(own))
    missing = sorted(set(own) - set(tensors))
    if not strict or not (unexpected or missing):
        return
    text = f"Error(s) in reparametrizing for {type(module).__name__}:"
    for what, keys in (("Unexpected", unexpected), ("Missing", missing)):
        if keys:
            text += f"\n\t{what} key(s): " + ", ".join(f"'{key}'" for key in keys) + "."
    raise RuntimeError(text)


def stack_module_state(models):
    """The parameters and buffers of models of one kind, each stacked along a new first axis."""
    if not models:
        raise RuntimeError("stack_module_state: Expected at least one model, got 0.")
    if len({model.training for model in models}) > 1:
        raise RuntimeError(
            "stack_module_state: Expected all models to have the same training/eval mode."
        )
    if len({type(model) for model in models}) > 1:
        raise RuntimeError("stack_module_state: Expected all models to be of the same class.")
    parameters = [dict(model.named_parameters()) for model in models]
    buffers = [dict(model.named_buffers()) for model in models]
    return (
        {name: _stacked([one[name] for one in parameters]) for name in parameters[0]},
        {name: _stacked([one[name] for one in buffers]) for name in buffers[0]},
    )


def _stacked(tensors):
    with torch.no_grad():
        stack = torch.stack(tensors)
    return stack.requires_grad_(tensors[0].requires_grad)
