"""torch.optim: parameter groups in Python, the arithmetic in the engine."""

import copy
import importlib
from collections import OrderedDict, defaultdict

import torch
from torch import _warnings
from torch._modes import enable_grad
from torch._tensor import RemovableHandle, Tensor, _tensors


# nobody is told of steps in a program that runs without a window
_listens = _host.optimizers.listens()


def _type_name(value):
    return value.type() if isinstance(value, Tensor) else type(value).__name__


class Optimizer:
    """Parameter groups and the state of each parameter; subclasses name the engine's rule."""

    _rule = None
    _hyperparameters = ()

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or "
                f"dicts, but got {_type_name(params)}"
            )
        self._begin()
        self.defaults = defaults
        self.param_groups = []
        groups = list(params)
        if len(groups) == 0:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def _begin(self):
        self._j = None if self._rule is None else _host.optimizers.create(self._rule)
        self._names = ()
        self._state, self._state_is_old = defaultdict(dict), False
        self._step_pre_hooks, self._step_post_hooks = OrderedDict(), OrderedDict()

    @property
    def state(self):
        """What the rule keeps for each parameter, fetched from the engine when it is looked at."""
        if self._state_is_old:
            self._state_is_old = False
            for group in self.param_groups:
                for param in group["params"]:
                    self._take_state(param, group)
        return self._state

    @state.setter
    def state(self, state):
        self._state, self._state_is_old = state, False

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        group = dict(param_group)
        params = group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the "
                "ordering of tensors in sets will change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        if params and isinstance(params[0], tuple):
            group["param_names"] = [name for name, _ in params]
            params = [parameter for _, parameter in params]
        group["params"] = params
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{_type_name(param)}"
                )
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        if len({id(p) for p in params}) != len(params):
            _warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this "
                "will cause an error; see github.com/pytorch/pytorch/issues/40967 for more "
                "information",
            )
        seen = {id(p) for known in self.param_groups for p in known["params"]}
        if seen & {id(p) for p in params}:
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for param in group["params"]:
                grad = _tensors.grad(param._j)
                if grad is None:
                    continue
                if set_to_none:
                    _tensors.set_grad(param._j, None)
                else:
                    if grad.grad_fn is not None:
                        grad.detach_()
                    else:
                        grad.requires_grad_(False)
                    grad.zero_()

    def step(self, closure=None):
        for hook in self._step_pre_hooks.values():
            hook(self, (closure,), {})
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        if self._rule is None:
            raise NotImplementedError
        groups = self.param_groups if _listens else ()
        _host.optimizers.start(self._j, [param._j for group in groups for param in group["params"]])
        for group in self.param_groups:
            numbers = self._numbers(group)
            names = tuple(numbers)
            if names != self._names:
                self._names = names
                _host.optimizers.name(self._j, list(names))
            parameters = [param._j for param in group["params"]]
            _host.optimizers.update(self._j, parameters, list(numbers.values()))
        self._state_is_old = True
        _host.optimizers.finish(self._j)
        for hook in self._step_post_hooks.values():
            hook(self, (closure,), {})
        return loss

    def _numbers(self, group):
        """A group's hyper-parameters as the engine's rule names them."""
        return {name: float(group[name]) for name in self._hyperparameters}

    def _take_state(self, param, group):
        names = _host.optimizers.state_names(self._j, param._j)
        if not names:
            return
        state = self._state[param]
        for name in names:
            state[name] = _host.optimizers.state(self._j, param._j, name)

    def register_step_pre_hook(self, hook):
        key = object()
        self._step_pre_hooks[key] = hook
        return RemovableHandle(lambda: self._step_pre_hooks.pop(key, None))

    def register_step_post_hook(self, hook):
        key = object()
        self._step_post_hooks[key] = hook
        return RemovableHandle(lambda: self._step_post_hooks.pop(key, None))

    def state_dict(self):
        places, groups = {}, []
        for group in self.param_groups:
            packed = {name: value for name, value in group.items() if name != "params"}
            for param in group["params"]:
                places.setdefault(id(param), len(places))
            packed["params"] = [places[id(param)] for param in group["params"]]
            groups.append(packed)
        state = {
            places[id(param)]: values for param, values in self.state.items() if id(param) in places
        }
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        saved = state_dict["param_groups"]
        if len(saved) != len(self.param_groups):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(a["params"]) != len(b["params"]) for a, b in zip(saved, self.param_groups)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of "
                "optimizer's group"
            )
        params = {}
        for given, group in zip(saved, self.param_groups):
            for index, param in zip(given["params"], group["params"]):
                params[index] = param
            for name, value in given.items():
                if name != "params":
                    group[name] = copy.deepcopy(value)
        self.state = defaultdict(dict)
        for index, values in state_dict["state"].items():
            param = params[index]
            made = {
                name: value.clone() if isinstance(value, Tensor) else value
                for name, value in values.items()
            }
            self._keep(param, made)

    def _keep(self, param, values):
        """Takes a parameter's state from outside."""
        self.state[param] = values
        if self._j is not None:
            tensors = {n: v._j for n, v in values.items() if isinstance(v, Tensor)}
            _host.optimizers.set_state(self._j, param._j, tensors)

    def __getstate__(self):
        kept = {name: value for name, value in self.__dict__.items() if name[0] != "_"}
        return {**kept, "state": dict(self.state)}

    def __setstate__(self, state):
        Optimizer._begin(self)
        self.__dict__.update((name, value) for name, value in state.items() if name != "state")
        for param, values in state["state"].items():
            self._keep(param, values)

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"


def _check(condition, text):
    if not condition:
        raise ValueError(text)


def _check_tensor_rate(lr):
    if isinstance(lr, torch.Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")


def _check_rate(lr):
    _check_tensor_rate(lr)
    _check(0.0 <= lr, f"Invalid learning rate: {lr}")


def _common(lr, weight_decay=0.0, eps=0.0, betas=None):
    _check_rate(lr)
    _check(eps >= 0.0, f"Invalid epsilon value: {eps}")
    for i, beta in enumerate(betas or ()):
        _check(0.0 <= beta < 1.0, f"Invalid beta parameter at index {i}: {beta}")
    _check(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")


def _plain(differentiable, name, capturable=False):
    if differentiable:
        raise NotImplementedError(f"{name}(differentiable=True) is not supported by Tapedeck")


class SGD(Optimizer):
    _rule = "SGD"
    _hyperparameters = ("lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize")

    def __init__(
        self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *,
        maximize=False, foreach=None, differentiable=False, fused=None,
    ):
        _check_tensor_rate(lr)
        _check(not lr < 0.0, f"Invalid learning rate: {lr}")
        _check(momentum >= 0.0, f"Invalid momentum value: {momentum}")
        _check(weight_decay >= 0.0, f"Invalid weight_decay value: {weight_decay}")
        _check(
            not nesterov or (momentum > 0 and dampening == 0),
            "Nesterov momentum requires a momentum and zero dampening",
        )
        _plain(differentiable, "SGD")
        super().__init__(
            params,
            dict(
                lr=lr, momentum=momentum, dampening=dampening, weight_decay=weight_decay,
                nesterov=nesterov, maximize=maximize, foreach=foreach,
                differentiable=differentiable, fused=fused,
            ),
        )

    def _take_state(self, param, group):
        if group["momentum"]:
            super()._take_state(param, group)


class _WithBetas(Optimizer):
    def _numbers(self, group):
        beta1, beta2 = group["betas"]
        return {**super()._numbers(group), "beta1": float(beta1), "beta2": float(beta2)}


class Adam(_WithBetas):
    _rule = "Adam"
    _hyperparameters = ("lr", "eps", "weight_decay", "amsgrad", "maximize")
    _default_decay = 0

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=None, amsgrad=False, *,
        foreach=None, maximize=False, capturable=False, differentiable=False, fused=None,
        decoupled_weight_decay=None,
    ):
        if weight_decay is None:
            weight_decay = self._default_decay
        _common(lr, weight_decay, eps, betas)
        _plain(differentiable, self._rule)
        if decoupled_weight_decay and self._rule == "Adam":
            self._rule = "AdamW"
        super().__init__(
            params,
            dict(
                lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, amsgrad=amsgrad,
                maximize=maximize, foreach=foreach, capturable=capturable,
                differentiable=differentiable, fused=fused,
                decoupled_weight_decay=self._rule == "AdamW",
            ),
        )


class AdamW(Adam):
    _rule = "AdamW"
    _default_decay = 1e-2


class RMSprop(Optimizer):
    _rule = "RMSprop"
    _hyperparameters = (
        "lr", "alpha", "eps", "weight_decay", "momentum", "centered", "maximize"
    )

    def __init__(
        self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False,
        capturable=False, foreach=None, maximize=False, differentiable=False,
    ):
        _common(lr, weight_decay, eps)
        _check(momentum >= 0.0, f"Invalid momentum value: {momentum}")
        _check(alpha >= 0.0, f"Invalid alpha value: {alpha}")
        _plain(differentiable, "RMSprop")
        super().__init__(
            params,
            dict(
                lr=lr, momentum=momentum, alpha=alpha, eps=eps, centered=centered,
                weight_decay=weight_decay, capturable=capturable, foreach=foreach,
                maximize=maximize, differentiable=differentiable,
            ),
        )


class Adagrad(Optimizer):
    _rule = "Adagrad"
    _hyperparameters = (
        "lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps", "maximize"
    )

    def __init__(
        self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10,
        foreach=None, *, maximize=False, differentiable=False, fused=None,
    ):
        _common(lr, weight_decay, eps)
        _check(lr_decay >= 0.0, f"Invalid lr_decay value: {lr_decay}")
        _check(
            initial_accumulator_value >= 0.0,
            f"Invalid initial_accumulator_value value: {initial_accumulator_value}",
        )
        _plain(differentiable, "Adagrad")
        super().__init__(
            params,
            dict(
                lr=lr, lr_decay=lr_decay, eps=eps, weight_decay=weight_decay,
                initial_accumulator_value=initial_accumulator_value, foreach=foreach,
                maximize=maximize, differentiable=differentiable, fused=fused,
            ),
        )


class Adadelta(Optimizer):
    _rule = "Adadelta"
    _hyperparameters = ("lr", "rho", "eps", "weight_decay", "maximize")

    def __init__(
        self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *,
        capturable=False, maximize=False, differentiable=False,
    ):
        _common(lr, weight_decay, eps)
        _check(0.0 <= rho <= 1.0, f"Invalid rho value: {rho}")
        _plain(differentiable, "Adadelta")
        super().__init__(
            params,
            dict(
                lr=lr, rho=rho, eps=eps, weight_decay=weight_decay, maximize=maximize,
                capturable=capturable, foreach=foreach, differentiable=differentiable,
            ),
        )


class Adamax(_WithBetas):
    _rule = "Adamax"
    _hyperparameters = ("lr", "eps", "weight_decay", "maximize")

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *,
        maximize=False, differentiable=False, capturable=False,
    ):
        _common(lr, weight_decay, eps, betas)
        _plain(differentiable, "Adamax")
        super().__init__(
            params,
            dict(
                lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, foreach=foreach,
                maximize=maximize, differentiable=differentiable, capturable=capturable,
            ),
        )


class NAdam(_WithBetas):
    _rule = "NAdam"
    _hyperparameters = (
        "lr", "eps", "weight_decay", "momentum_decay", "decoupled_weight_decay", "maximize"
    )

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
        decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
        differentiable=False,
    ):
        _common(lr, weight_decay, eps, betas)
        _check(momentum_decay >= 0.0, f"Invalid momentum_decay value: {momentum_decay}")
        _plain(differentiable, "NAdam")
        super().__init__(
            params,
            dict(
                lr=lr, betas=betas, eps=eps, weight_decay=weight_decay,
                momentum_decay=momentum_decay, decoupled_weight_decay=decoupled_weight_decay,
                maximize=maximize, foreach=foreach, capturable=capturable,
                differentiable=differentiable,
            ),
        )


class RAdam(_WithBetas):
    _rule = "RAdam"
    _hyperparameters = ("lr", "eps", "weight_decay", "decoupled_weight_decay", "maximize")

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0,
        decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False,
        differentiable=False,
    ):
        _common(lr, weight_decay, eps, betas)
        _plain(differentiable, "RAdam")
        super().__init__(
            params,
            dict(
                lr=lr, betas=betas, eps=eps, weight_decay=weight_decay, maximize=maximize,
                foreach=foreach, capturable=capturable,
                decoupled_weight_decay=decoupled_weight_decay, differentiable=differentiable,
            ),
        )


class ASGD(Optimizer):
    _rule = "ASGD"
    _hyperparameters = ("lr", "lambd", "alpha", "t0", "weight_decay", "maximize")

    def __init__(
        self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None,
        maximize=False, differentiable=False, capturable=False,
    ):
        _common(lr, weight_decay)
        _plain(differentiable, "ASGD")
        super().__init__(
            params,
            dict(
                lr=lr, lambd=lambd, alpha=alpha, t0=t0, weight_decay=weight_decay,
                foreach=foreach, maximize=maximize, differentiable=differentiable,
                capturable=capturable,
            ),
        )


class Rprop(Optimizer):
    _rule = "Rprop"
    _hyperparameters = ("lr", "maximize")

    def __init__(
        self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False,
        foreach=None, maximize=False, differentiable=False,
    ):
        _check(float(lr) >= 0.0, f"Invalid learning rate: {lr}")
        _check(0.0 < etas[0] < 1.0 < etas[1], f"Invalid eta values: {etas[0]}, {etas[1]}")
        _plain(differentiable, "Rprop")
        super().__init__(
            params,
            dict(
                lr=lr, etas=etas, step_sizes=step_sizes, foreach=foreach, maximize=maximize,
                differentiable=differentiable, capturable=capturable,
            ),
        )

    def _numbers(self, group):
        minus, plus = group["etas"]
        least, most = group["step_sizes"]
        return {
            **super()._numbers(group), "eta_minus": float(minus), "eta_plus": float(plus),
            "step_min": float(least), "step_max": float(most),
        }




def __getattr__(name):
    if name == "lr_scheduler":
        return importlib.import_module("torch.optim.lr_scheduler")
    if name == "LBFGS":
        return importlib.import_module("torch.optim.lbfgs").LBFGS
    if name in ("swa_utils", "lbfgs"):
        return importlib.import_module(f"torch.optim.{name}")
    from torch._missing import missing

    raise missing("torch.optim", name)
