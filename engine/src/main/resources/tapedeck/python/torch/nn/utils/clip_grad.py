"""torch.nn.utils.clip_grad."""

from torch.nn.utils import clip_grad_norm, clip_grad_norm_, clip_grad_value_
