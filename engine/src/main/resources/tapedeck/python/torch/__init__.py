"""The torch package: binds Python to the engine, which computes."""

import builtins
import importlib
import math

from torch import _tensor
from torch._tensor import (
    Size, Tensor, bind_operators, device, dtype, layout, memory_format, strided, tensor,
)
from torch._modes import (
    enable_grad, inference_mode, is_grad_enabled, is_inference_mode_enabled, no_grad,
    set_grad_enabled,
)

for _class in (Tensor, Size, dtype, device, layout, memory_format):
    _class.__module__ = "torch"
for _name in _host.dtypes():
    globals()[_name] = dtype(_name)
float, double, half = float32, float64, float16
long, int, short = int64, int32, int16
inf, nan, pi, e = math.inf, math.nan, math.pi, math.e
newaxis = None
contiguous_format, preserve_format = memory_format("contiguous_format"), memory_format(
    "preserve_format"
)
channels_last = memory_format("channels_last")
__version__ = "2.13.0+cpu"

bind_operators(globals())

from torch import _functions

_functions.bind(globals())

from torch import _factors

_factors.bind(globals())

from torch._factories import (
    LEGACY_TENSORS, Generator, arange, as_tensor, asarray, default_generator, empty, empty_like,
    empty_permuted, empty_strided, eye, from_numpy, full, full_like, get_rng_state, initial_seed,
    linspace, logspace, manual_seed, normal, ones, ones_like, rand, rand_like, randint,
    randint_like, randn, randn_like, randperm, range, scalar_tensor, seed, set_rng_state,
    tril_indices, triu_indices, zeros, zeros_like,
)

from torch._windows import (
    bartlett_window, blackman_window, hamming_window, hann_window, kaiser_window,
)
from torch import _calls

_calls.guard(globals(), Tensor)
globals().update(LEGACY_TENSORS)
Generator.__module__ = "torch._C"

_LAZY = (
    "_C autograd backends cuda distributions fft func jit linalg mps multiprocessing nn onnx optim "
    "quantization random special testing utils hub version amp types serialization compiler "
    "masked overrides profiler return_types sparse storage distributed export library package futures"
).split()
_ELSEWHERE = {
    "serialization": ("save", "load"),
    "func": ("vmap",),
    "nn.functional": ("rrelu", "rrelu_", "selu_", "threshold_"),
    "amp": ("autocast", "GradScaler"),
    "storage": (
        "is_storage", "TypedStorage", "UntypedStorage",
        *(f"{legacy}Storage" for legacy in _tensor._LEGACY.values()),
    ),
}


def is_tensor(obj):
    return isinstance(obj, Tensor)


def set_default_dtype(d):
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError(
            "invalid dtype object: only floating-point types are supported as the default type"
        )
    _host.set_default_dtype(d._name)


def get_default_dtype():
    return dtype(_host.default_dtype())


def set_default_tensor_type(t):
    _host.set_default_dtype(
        {"FloatTensor": "float32", "DoubleTensor": "float64"}[str(t).rpartition(".")[2].rstrip("'>")]
    )


def set_default_device(device):
    _tensor.check_device(device)


def get_default_device():
    return _tensor._CPU


def set_num_threads(count):
    pass


def get_num_threads():
    return 1


set_num_interop_threads, get_num_interop_threads = set_num_threads, get_num_threads


def set_float32_matmul_precision(precision):
    pass


def get_float32_matmul_precision():
    return "highest"


def use_deterministic_algorithms(mode, *, warn_only=False):
    pass


def are_deterministic_algorithms_enabled():
    return True


def set_warn_always(always):
    pass


def set_flush_denormal(mode):
    return False


def is_anomaly_enabled():
    return _host.hooks.detects_anomaly()


def is_anomaly_check_nan_enabled():
    return _host.hooks.checks_nan()


_PROFILES = {
    "default": (4, 1000, 3, 80),
    "short": (2, 1000, 2, 80),
    "full": (4, 2**31 - 1, 3, 80),
}
_printing = dict(precision=4, threshold=1000, edgeitems=3, linewidth=80, sci_mode=None)


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None
):
    if profile is not None:
        if profile not in _PROFILES:
            raise ValueError(f"unknown profile: {profile}")
        names = ("precision", "threshold", "edgeitems", "linewidth")
        _printing.update(zip(names, _PROFILES[profile]))
    given = dict(precision=precision, threshold=threshold, edgeitems=edgeitems, linewidth=linewidth)
    _printing.update({name: value for name, value in given.items() if value is not None})
    _printing["sci_mode"] = sci_mode
    p = _printing
    threshold = builtins.int(builtins.min(p["threshold"], 2**31 - 1))
    _host.tensors.set_print_options(
        p["precision"], threshold, p["edgeitems"], p["linewidth"], p["sci_mode"]
    )


def compile(model=None, **_):
    from torch import _warnings

    _warnings.warn("torch.compile changes nothing in Tapedeck", UserWarning)
    return model if model is not None else lambda function: function


class _Limits:
    def __init__(self, kind, **values):
        self.__dict__.update(values)
        self.dtype = kind._name

    def __repr__(self):
        shown = {n: v if n == "dtype" else f"{v:g}" for n, v in self.__dict__.items() if n != "bits"}
        return f"{type(self).__name__}({', '.join(f'{n}={v}' for n, v in shown.items())})"


class finfo(_Limits):
    """The limits of a floating type."""

    _VALUES = {
        "float32": (32, 1.1920928955078125e-07, 3.4028234663852886e38, 1.1754943508222875e-38),
        "float64": (64, 2.220446049250313e-16, 1.7976931348623157e308, 2.2250738585072014e-308),
        "float16": (16, 0.0009765625, 65504.0, 6.103515625e-05),
        "bfloat16": (16, 0.0078125, 3.3895313892515355e38, 1.1754943508222875e-38),
    }

    def __init__(self, kind=None):
        kind = kind or get_default_dtype()
        if kind._name not in self._VALUES:
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle "
                f"'torch.finfo'"
            )
        bits, eps, most, tiny = self._VALUES[kind._name]
        resolution = 0.01 if kind is bfloat16 else {16: 0.001, 32: 1e-06, 64: 1e-15}[bits]
        super().__init__(
            kind, bits=bits, resolution=resolution, min=-most, max=most, eps=eps,
            smallest_normal=tiny, tiny=tiny,
        )


class iinfo(_Limits):
    """The limits of an integer type."""

    _VALUES = {
        "uint8": (8, 0, 255), "int8": (8, -128, 127), "int16": (16, -(2**15), 2**15 - 1),
        "int32": (32, -(2**31), 2**31 - 1), "int64": (64, -(2**63), 2**63 - 1),
    }

    def __init__(self, kind):
        if kind._name not in self._VALUES:
            raise TypeError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        bits, least, most = self._VALUES[kind._name]
        super().__init__(kind, bits=bits, min=least, max=most)


def _known_tensor_names():
    """Names that PyTorch's tensors have, so that what is left out is told from a slip."""
    from torch._names import TENSOR

    return TENSOR


_host.hooks.set_warnings(lambda text: __import__("torch._warnings")._warnings.warn(text))


def __getattr__(name):
    if name in _LAZY:
        return importlib.import_module(f"torch.{name}")
    for place, names in _ELSEWHERE.items():
        if name in names:
            return getattr(importlib.import_module(f"torch.{place}"), name)
    if name.startswith("__"):
        raise AttributeError(f"module 'torch' has no attribute '{name}'")
    from torch._missing import missing

    raise missing("torch", name)


def __dir__():
    return sorted({*globals(), *_LAZY, *builtins.sum(_ELSEWHERE.values(), ())})
