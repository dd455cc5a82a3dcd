"""torch.amp: mixed precision, which without a GPU PyTorch switches off by itself."""

import functools

from torch import _warnings


class autocast:
    """A block or a function in mixed precision; for 'cuda' it changes nothing here."""

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        if not isinstance(device_type, str):
            raise ValueError(f"Expected `device_type` of type `str`, got: `{type(device_type)}`")
        if enabled and device_type == "cuda":
            _warnings.warn(
                "CUDA is not available or torch_xla is imported. Disabling autocast."
            )
            enabled = False
        if enabled:
            raise NotImplementedError(
                f"torch.autocast(device_type='{device_type}') is not supported by Tapedeck"
            )
        self.device, self._enabled = device_type, False

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __call__(self, function):
        @functools.wraps(function)
        def inside(*arguments, **keywords):
            with self:
                return function(*arguments, **keywords)

        return inside


class GradScaler:
    """Scales losses for float16 on a GPU; without one it passes everything through."""

    def __init__(self, device="cuda", init_scale=65536.0, growth_factor=2.0, backoff_factor=0.5,
                 growth_interval=2000, enabled=True):
        if enabled:
            _warnings.warn(
                f"torch.{device}.amp.GradScaler is enabled, but {device.upper()} is not "
                "available.  Disabling.",
            )

    def is_enabled(self):
        return False

    def scale(self, outputs):
        return outputs

    def unscale_(self, optimizer):
        pass

    def step(self, optimizer, *arguments, **keywords):
        return optimizer.step(*arguments, **keywords)

    def update(self, new_scale=None):
        pass

    def get_scale(self):
        return 1.0

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        pass
