"""torch.optim: parameter groups in Python, the arithmetic in the engine."""

from collections import defaultdict

from torch._modes import enable_grad
from torch._tensor import Tensor


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
        self._j = _host.optimizers.create(self._rule)
        self.defaults = defaults
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if len(groups) == 0:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, group):
        group = dict(group)
        params = group["params"]
        group["params"] = [params] if isinstance(params, Tensor) else list(params)
        for param in group["params"]:
            if not isinstance(param, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is "
                    f"{_type_name(param)}"
                )
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        seen = {id(p) for known in self.param_groups for p in known["params"]}
        if seen & {id(p) for p in group["params"]}:
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    def zero_grad(self, set_to_none=True):
        if not set_to_none:
            raise NotImplementedError(
                "zero_grad(set_to_none=False) is not supported by Tapedeck"
            )
        for group in self.param_groups:
            for param in group["params"]:
                if _host.grad(param._j) is not None:
                    param.grad = None

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        _host.optimizers.start(self._j)
        for group in self.param_groups:
            numbers = self._numbers(group)
            for param in group["params"]:
                _host.optimizers.update(self._j, param._j, numbers)
                for name in _host.optimizers.state_names(self._j, param._j):
                    self.state[param][name] = _host.optimizers.state(self._j, param._j, name)
        _host.optimizers.finish(self._j)
        return loss

    def _numbers(self, group):
        """A group's hyper-parameters as the engine's rule names them."""
        return {name: float(group[name]) for name in self._hyperparameters}

    def __repr__(self):
        text = type(self).__name__ + " ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        raise NotImplementedError(f"torch.optim.Optimizer.{name} is not supported by Tapedeck")


def _type_name(value):
    return "torch.FloatTensor" if isinstance(value, Tensor) else type(value).__name__


class SGD(Optimizer):
    _rule = "SGD"
    _hyperparameters = ("lr", "momentum", "dampening", "weight_decay", "nesterov", "maximize")

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        if differentiable:
            raise NotImplementedError("SGD(differentiable=True) is not supported by Tapedeck")
        super().__init__(
            params,
            dict(
                lr=lr,
                momentum=momentum,
                dampening=dampening,
                weight_decay=weight_decay,
                nesterov=nesterov,
                maximize=maximize,
                foreach=foreach,
                differentiable=differentiable,
                fused=fused,
            ),
        )


class Adam(Optimizer):
    _rule = "Adam"
    _hyperparameters = ("lr", "eps", "weight_decay", "amsgrad", "maximize")
    _default_decay = 0

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=None,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        if weight_decay is None:
            weight_decay = self._default_decay
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if eps < 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        for i in (0, 1):
            if not 0.0 <= betas[i] < 1.0:
                raise ValueError(f"Invalid beta parameter at index {i}: {betas[i]}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if capturable or differentiable or (decoupled_weight_decay and self._rule == "Adam"):
            raise NotImplementedError(f"this option of {self._rule} is not supported by Tapedeck")
        super().__init__(
            params,
            dict(
                lr=lr,
                betas=betas,
                eps=eps,
                weight_decay=weight_decay,
                amsgrad=amsgrad,
                maximize=maximize,
                foreach=foreach,
                capturable=capturable,
                differentiable=differentiable,
                fused=fused,
                decoupled_weight_decay=self._rule == "AdamW",
            ),
        )

    def _numbers(self, group):
        beta1, beta2 = group["betas"]
        return {**super()._numbers(group), "beta1": float(beta1), "beta2": float(beta2)}


class AdamW(Adam):
    _rule = "AdamW"
    _default_decay = 1e-2


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(f"module 'torch.optim' has no attribute '{name}'")
    raise NotImplementedError(f"torch.optim.{name} is not supported by Tapedeck")
