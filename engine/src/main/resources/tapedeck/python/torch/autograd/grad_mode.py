"""torch.autograd.grad_mode: where the modes used to live."""

from torch._modes import enable_grad, inference_mode, no_grad, set_grad_enabled
