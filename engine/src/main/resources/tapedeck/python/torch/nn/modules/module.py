"""torch.nn.Module: parameters, buffers and modules in a tree."""

import types
from collections import OrderedDict, namedtuple

import torch
from torch import _warnings
from torch._tensor import RemovableHandle, Tensor
from torch.nn.modules._calls import announced as _announced
from torch.nn.parameter import Buffer, Parameter, UninitializedBuffer, UninitializedParameter


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    def __repr__(self):
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return super().__repr__()

    __str__ = __repr__


def _kind(value):
    """What torch.typename calls it: a class and a function by their own names."""
    if isinstance(value, Tensor):
        return value.type()
    module = getattr(value, "__module__", None)
    place = "" if module in (None, "builtins") else module + "."
    return place + getattr(value, "__qualname__", type(value).__name__)


def _indented(text, spaces):
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * spaces + line for line in rest)])


_traced = _host.traced

_global_hooks = {"forward_pre": OrderedDict(), "forward": OrderedDict()}


class StateDict(OrderedDict):
    """A state dict: an ordered dict that prints as pairs, as it does in Python before 3.12."""

    def __repr__(self):
        return f"OrderedDict({list(self.items())!r})" if self else "OrderedDict()"


StateDict.__name__ = StateDict.__qualname__ = "OrderedDict"
StateDict.__module__ = "collections"


def _copy_method(cls, name):
    """Gives a layer a copy of the method that it inherits, which messages name after the layer."""
    if name in cls.__dict__ or not cls.__module__.startswith("torch."):
        return
    own = getattr(cls, name)
    made = types.FunctionType(
        own.__code__, own.__globals__, name, own.__defaults__, own.__closure__
    )
    made.__kwdefaults__, made.__qualname__ = own.__kwdefaults__, f"{cls.__name__}.{name}"
    setattr(cls, name, made)


class OwnConstructor:
    """Each layer that inherits a constructor has its own."""

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        _copy_method(cls, "__init__")


class OwnForward:
    """Each layer that inherits a forward has its own."""

    def __init_subclass__(cls, **keywords):
        super().__init_subclass__(**keywords)
        if hasattr(cls, "forward"):
            _copy_method(cls, "forward")


class Module:
    """The base of all modules; subclasses give `forward`."""

    training = True
    dump_patches = False
    call_super_init = False

    _version = 1

    def __init__(self, *arguments, **keywords):
        if keywords:
            raise TypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument "
                f"'{next(iter(keywords))}'"
            )
        if arguments:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but "
                f"{len(arguments) + 1} were given"
            )
        for name, value in (
            ("training", True),
            ("_parameters", {}),
            ("_buffers", {}),
            ("_non_persistent_buffers_set", set()),
            ("_modules", {}),
            ("_forward_hooks", OrderedDict()),
            ("_forward_pre_hooks", OrderedDict()),
            ("_is_full_backward_hook", None),
            ("_backward_hooks", OrderedDict()),
            ("_backward_pre_hooks", OrderedDict()),
            ("_state_dict_hooks", OrderedDict()),
            ("_state_dict_pre_hooks", OrderedDict()),
            ("_load_state_dict_pre_hooks", OrderedDict()),
            ("_load_state_dict_post_hooks", OrderedDict()),
        ):
            object.__setattr__(self, name, value)

    def forward(self, *inputs):
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function'
        )

    # ---- attributes

    def __getattr__(self, name):
        members = self.__dict__
        for kind in ("_parameters", "_buffers", "_modules"):
            found = members.get(kind)
            if found is not None and name in found:
                return found[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        members = self.__dict__
        parameters = members.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError(
                    "cannot assign parameters before Module.__init__() call"
                )
            self._forget(name)
            self.register_parameter(name, value)
            return
        if parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as parameter '{name}' (torch.nn.Parameter or "
                    "None expected)"
                )
            parameters[name] = None
            return
        modules = members.get("_modules")
        if isinstance(value, Module):
            if modules is None:
                raise AttributeError("cannot assign module before Module.__init__() call")
            self._forget(name)
            modules[name] = value
            return
        if modules is not None and name in modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as child module '{name}' (torch.nn.Module or "
                    "None expected)"
                )
            modules[name] = None
            return
        buffers = members.get("_buffers")
        if isinstance(value, Buffer) and buffers is not None:
            self._forget(name)
            self.register_buffer(name, value, value.persistent)
            return
        if buffers is not None and name in buffers:
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"cannot assign '{_kind(value)}' as buffer '{name}' (torch.nn.Buffer, "
                    "torch.Tensor or None expected)"
                )
            buffers[name] = value
            return
        object.__setattr__(self, name, value)

    def _forget(self, name):
        members = self.__dict__
        members.pop(name, None)
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in members.get(kind, ()):
                del members[kind][name]

    def __delattr__(self, name):
        for kind in ("_parameters", "_buffers", "_modules"):
            if name in self.__dict__[kind]:
                del self.__dict__[kind][name]
                return
        object.__delattr__(self, name)

    def __dir__(self):
        own = (self.__dict__, self._parameters, self._buffers, self._modules)
        return sorted(set(dir(type(self))).union(*own))

    def _check_name(self, name, what):
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {_kind(name)}")
        if "." in name:
            got = f", got: {name}" if what == "module" else ""
            raise KeyError(f'{what} name can\'t contain "."{got}')
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')

    def register_buffer(self, name, tensor, persistent=True):
        if "_buffers" not in self.__dict__:
            raise AttributeError("cannot assign buffer before Module.__init__() call")
        self._check_name(name, "buffer")
        if hasattr(self, name) and name not in self._buffers:
            raise KeyError(f"attribute '{name}' already exists")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{_kind(tensor)}' object to buffer '{name}' (torch Tensor or None "
                "required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name, param):
        if "_parameters" not in self.__dict__:
            raise AttributeError("cannot assign parameter before Module.__init__() call")
        self._check_name(name, "parameter")
        if hasattr(self, name) and name not in self._parameters:
            raise KeyError(f"attribute '{name}' already exists")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{_kind(param)}' object to parameter '{name}' (torch.nn.Parameter "
                "or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ValueError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be "
                "created explicitly. To express '{name}' as a function of another Tensor, compute "
                "the value in the forward() method."
            )
        self._parameters[name] = param

    def add_module(self, name, module):
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{_kind(module)} is not a Module subclass")
        self._check_name(name, "module")
        if hasattr(self, name) and name not in self._modules:
            raise KeyError(f"attribute '{name}' already exists")
        self._modules[name] = module

    register_module = add_module

    def get_submodule(self, target):
        found = self
        for part in target.split(".") if target else ():
            if not hasattr(found, part):
                raise AttributeError(f"{type(found).__name__} has no attribute `{part}`")
            found = getattr(found, part)
        return found

    def get_parameter(self, target):
        path, _, name = target.rpartition(".")
        return self.get_submodule(path)._found(name, self._parameters_of, "an nn.Parameter")

    def get_buffer(self, target):
        path, _, name = target.rpartition(".")
        return self.get_submodule(path)._found(name, self._buffers_of, "a buffer")

    def _found(self, name, known, what):
        if not hasattr(self, name):
            raise AttributeError(f"{self._get_name()} has no attribute `{name}`")
        if name not in known(self):
            raise AttributeError(f"`{name}` is not {what}")
        return getattr(self, name)

    @staticmethod
    def _parameters_of(module):
        return module._parameters

    @staticmethod
    def _buffers_of(module):
        return module._buffers

    def extra_repr(self):
        return ""

    def _get_name(self):
        return type(self).__name__

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [
            f"({name}): {_indented(repr(module), 2)}" for name, module in self._modules.items()
        ]
        text = self._get_name() + "("
        if lines and not children and len(lines) == 1:
            return text + lines[0] + ")"
        if lines or children:
            text += "\n  " + "\n  ".join(lines + children) + "\n"
        return text + ")"

    # ---- calling

    def __call__(self, *inputs, **keywords):
        return _announced(self, inputs, keywords) if _traced else self._call(inputs, keywords)

    def _call(self, inputs, keywords):
        if not (
            self._forward_hooks or self._forward_pre_hooks or self._backward_hooks
            or self._backward_pre_hooks or _global_hooks["forward"] or _global_hooks["forward_pre"]
        ):
            return self.forward(*inputs, **keywords)
        return self._call_with_hooks(inputs, keywords)

    def _call_with_hooks(self, inputs, keywords):
        for hook in (*_global_hooks["forward_pre"].values(), *self._forward_pre_hooks.values()):
            if getattr(hook, "with_kwargs", False):
                result = hook(self, inputs, keywords)
                if result is not None:
                    inputs, keywords = result
            else:
                result = hook(self, inputs)
                if result is not None:
                    inputs = result if isinstance(result, tuple) else (result,)
        backward = None
        full = self._is_full_backward_hook
        if (full and self._backward_hooks) or self._backward_pre_hooks:
            from torch.nn.modules._backward_hook import BackwardHook

            backward = BackwardHook(self)
            inputs = backward.before(inputs)
        output, called = None, []
        try:
            output = self.forward(*inputs, **keywords)
            for hook in self._hooks_after_forward():
                called.append(hook)
                output = self._after_forward(hook, inputs, keywords, output)
        except Exception:
            self._call_in_any_case(called, inputs, keywords, output)
            raise
        if backward is not None:
            output = backward.after(output)
        if full is False and self._backward_hooks:
            from torch.nn.modules._backward_hook import hook_result

            hook_result(self, inputs, output)
        return output

    def _hooks_after_forward(self):
        return (*_global_hooks["forward"].values(), *self._forward_hooks.values())

    def _after_forward(self, hook, inputs, keywords, output):
        if getattr(hook, "with_kwargs", False):
            result = hook(self, inputs, keywords, output)
        else:
            result = hook(self, inputs, output)
        return output if result is None else result

    def _call_in_any_case(self, called, inputs, keywords, output):
        for hook in self._hooks_after_forward():
            if getattr(hook, "always_call", False) and hook not in called:
                try:
                    output = self._after_forward(hook, inputs, keywords, output)
                except Exception as e:
                    _warnings.warn(
                        "module forward hook with ``always_call=True`` raised an exception that was "
                        f"silenced as another error was raised in forward: {e}"
                    )

    def _register(self, hooks, hook, prepend=False, with_kwargs=False, always_call=False):
        if with_kwargs or always_call:
            plain = hook

            def hook(*arguments):
                return plain(*arguments)

            hook.with_kwargs, hook.always_call = with_kwargs, always_call
        key = object()
        hooks[key] = hook
        if prepend:
            hooks.move_to_end(key, last=False)
        return RemovableHandle(lambda: hooks.pop(key, None))

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        return self._register(self._forward_pre_hooks, hook, prepend, with_kwargs)

    def register_forward_hook(
        self, hook, *, prepend=False, with_kwargs=False, always_call=False
    ):
        return self._register(self._forward_hooks, hook, prepend, with_kwargs, always_call)

    def register_full_backward_hook(self, hook, prepend=False):
        self._choose_backward_hooks(True)
        return self._register(self._backward_hooks, hook, prepend)

    def register_backward_hook(self, hook):
        self._choose_backward_hooks(False)
        return self._register(self._backward_hooks, hook)

    def _choose_backward_hooks(self, full):
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single "
                "Module. Please use only one of them."
            )
        object.__setattr__(self, "_is_full_backward_hook", full)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        return self._register(self._backward_pre_hooks, hook, prepend)

    def register_state_dict_post_hook(self, hook):
        return self._register(self._state_dict_hooks, hook)

    _register_state_dict_hook = register_state_dict_post_hook

    def register_state_dict_pre_hook(self, hook):
        return self._register(self._state_dict_pre_hooks, hook)

    def register_load_state_dict_pre_hook(self, hook):
        return self._register(self._load_state_dict_pre_hooks, hook)

    def register_load_state_dict_post_hook(self, hook):
        return self._register(self._load_state_dict_post_hooks, hook)

    # ---- walking

    def _members(self, kind, prefix, recurse, remove_duplicate=True):
        seen = set()
        modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in modules if recurse else [(prefix, self)]:
            for name, value in getattr(module, kind).items():
                if value is None or (remove_duplicate and id(value) in seen):
                    continue
                seen.add(id(value))
                yield (f"{path}.{name}" if path else name), value

    def parameters(self, recurse=True):
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._members("_parameters", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._members("_buffers", prefix, recurse, remove_duplicate)

    def children(self):
        for _, module in self.named_children():
            yield module

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                path = f"{prefix}.{name}" if prefix else name
                yield from module.named_modules(memo, path, remove_duplicate)

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def _apply(self, fn, recurse=True):
        for module in self.children() if recurse else ():
            module._apply(fn)
        for name, parameter in self._parameters.items():
            if parameter is None:
                continue
            with torch.no_grad():
                made = fn(parameter)
                if made is not parameter:
                    parameter.data = made
                if parameter.grad is not None:
                    grad = fn(parameter.grad)
                    if grad is not parameter.grad:
                        parameter.grad = None
                        parameter.grad = grad
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    # ---- modes and types

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        for parameter in self.parameters():
            if parameter.grad is not None:
                if set_to_none:
                    parameter.grad = None
                else:
                    if parameter.grad.grad_fn is not None:
                        parameter.grad.detach_()
                    else:
                        parameter.grad.requires_grad_(False)
                    parameter.grad.zero_()

    def to(self, *arguments, **keywords):
        wanted = keywords.get("dtype")
        for argument in arguments:
            if isinstance(argument, torch.dtype):
                wanted = argument
            elif isinstance(argument, Tensor):
                wanted = argument.dtype
            else:
                torch._tensor.check_device(argument)
        torch._tensor.check_device(keywords.get("device"))
        if wanted is not None and not wanted.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                f"dtype={wanted}"
            )
        return self._apply(
            lambda t: t.to(wanted) if wanted is not None and t.is_floating_point() else t
        )

    def _to_float(self, wanted):
        return self._apply(lambda t: t.to(wanted) if t.is_floating_point() else t)

    def float(self):
        return self._to_float(torch.float32)

    def double(self):
        return self._to_float(torch.float64)

    def half(self):
        return self._to_float(torch.float16)

    def bfloat16(self):
        return self._to_float(torch.bfloat16)

    def type(self, dst_type):
        return self._apply(lambda t: t.type(dst_type))

    def cpu(self):
        return self

    def cuda(self, device=None):
        raise AssertionError("Torch not compiled with CUDA enabled")

    def share_memory(self):
        return self

    def compile(self, *arguments, **keywords):
        return None

    def __deepcopy__(self, memo):
        import copy

        made = object.__new__(type(self))
        memo[id(self)] = made
        for name, value in self.__dict__.items():
            object.__setattr__(made, name, copy.deepcopy(value, memo))
        return made

    # ---- state

    def state_dict(self, *arguments, destination=None, prefix="", keep_vars=False):
        if arguments:
            _warnings.warn(
                "Positional args are being deprecated, use kwargs instead. Refer to "
                "https://pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module.state_dict"
                " for details.",
                FutureWarning,
            )
            given = {"destination": destination, "prefix": prefix, "keep_vars": keep_vars}
            given.update(zip(given, arguments))
            destination, prefix, keep_vars = given.values()
        if destination is None:
            destination = StateDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        for name, parameter in self._parameters.items():
            if parameter is not None:
                destination[prefix + name] = parameter if keep_vars else parameter.detach()
        for name, buffer in self._buffers.items():
            if buffer is not None and name not in self._non_persistent_buffers_set:
                destination[prefix + name] = buffer if keep_vars else buffer.detach()
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(
                    destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars
                )
        for hook in self._state_dict_hooks.values():
            result = hook(self, destination, prefix, {})
            destination = destination if result is None else result
        return destination

    def load_state_dict(self, state_dict, strict=True, assign=False):
        if not hasattr(state_dict, "items"):
            raise TypeError(
                f"Expected state_dict to be dict-like, got {type(state_dict)}."
            )
        missing, unexpected, errors = [], [], []
        self._load(dict(state_dict), "", missing, unexpected, errors, assign)
        if strict:
            if unexpected:
                keys = ", ".join(f'"{key}"' for key in unexpected)
                errors.insert(0, f"Unexpected key(s) in state_dict: {keys}. ")
            if missing:
                keys = ", ".join(f'"{key}"' for key in missing)
                errors.insert(0, f"Missing key(s) in state_dict: {keys}. ")
        if errors:
            raise RuntimeError(
                f"Error(s) in loading state_dict for {type(self).__name__}:\n\t"
                + "\n\t".join(errors)
            )
        result = _IncompatibleKeys(missing, unexpected)
        for hook in self._load_state_dict_post_hooks.values():
            hook(self, result)
        return result

    def _load(self, state, prefix, missing, unexpected, errors, assign):
        for hook in self._load_state_dict_pre_hooks.values():
            hook(self, state, prefix, {}, True, missing, unexpected, errors)
        own = {**self._parameters}
        own.update(
            (name, buffer)
            for name, buffer in self._buffers.items()
            if name not in self._non_persistent_buffers_set
        )
        for name, target in own.items():
            if target is None:
                continue
            key = prefix + name
            if key not in state:
                missing.append(key)
                continue
            given = state[key]
            if not isinstance(given, Tensor):
                errors.append(
                    f'While copying the parameter named "{key}", expected torch.Tensor or '
                    f"Tensor-like object from checkpoint but received {type(given)}"
                )
                continue
            if isinstance(target, (UninitializedParameter, UninitializedBuffer)):
                if isinstance(given, type(target)):
                    continue
                if isinstance(target, UninitializedParameter):
                    target.materialize(given.shape)
                else:
                    target = self._buffers[name] = target.materialized(given.shape)
            if len(target.shape) == 0 and len(given.shape) == 1 and given.shape[0] == 1:
                given = given[0]
            if given.shape != target.shape:
                errors.append(
                    f"size mismatch for {key}: copying a param with shape {given.shape} from "
                    f"checkpoint, the shape in current model is {target.shape}."
                )
                continue
            with torch.no_grad():
                if assign:
                    setattr(self, name, Parameter(given, target.requires_grad)
                            if isinstance(target, Parameter) else given)
                else:
                    target.copy_(given)
        for key in state:
            if key.startswith(prefix):
                name, _, rest = key[len(prefix):].partition(".")
                known = name in own or (rest and name in self._modules)
                if not known and key not in unexpected:
                    unexpected.append(key)
        for name, module in self._modules.items():
            if module is not None:
                inner = {k: v for k, v in state.items() if k.startswith(f"{prefix}{name}.")}
                module._load(inner, f"{prefix}{name}.", missing, unexpected, errors, assign)


def register_module_forward_hook(hook):
    key = object()
    _global_hooks["forward"][key] = hook
    return RemovableHandle(lambda: _global_hooks["forward"].pop(key, None))


def register_module_forward_pre_hook(hook):
    key = object()
    _global_hooks["forward_pre"][key] = hook
    return RemovableHandle(lambda: _global_hooks["forward_pre"].pop(key, None))
