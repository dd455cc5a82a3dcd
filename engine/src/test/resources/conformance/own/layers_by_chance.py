"""Layers with options drawn by chance, on inputs of several shapes: results and gradients."""

import random
import warnings

import torch
import torch.nn as nn

warnings.simplefilter("ignore")
YES_OR_NO = (True, False)
# the class, its arguments to choose from, and the shape of its input
LAYERS = (
    (nn.Conv1d, ([4], [2, 4, 6], [1, 2, 3]),
     dict(stride=[1, 2], padding=[0, 1, "same", "valid"], dilation=[1, 2], groups=[1, 2], bias=YES_OR_NO,
          padding_mode=["zeros", "reflect", "replicate", "circular"]), (2, 4, 9)),
    (nn.Conv2d, ([4], [2, 4], [1, 3, (2, 3)]),
     dict(stride=[1, 2, (1, 2)], padding=[0, 1, (1, 0), "same"], dilation=[1, 2], groups=[1, 2, 4]), (2, 4, 7, 6)),
    (nn.ConvTranspose1d, ([4], [2], [2, 3]),
     dict(stride=[1, 2, 3], padding=[0, 1], output_padding=[0, 1], groups=[1, 2], dilation=[1, 2]), (2, 4, 5)),
    (nn.ConvTranspose2d, ([2], [4], [2, 3]), dict(stride=[1, 2], padding=[0, 1], output_padding=[0, 1]), (1, 2, 4, 3)),
    (nn.MaxPool1d, ([2, 3],), dict(stride=[None, 1, 2], padding=[0, 1], dilation=[1, 2], ceil_mode=YES_OR_NO,
                                   return_indices=YES_OR_NO), (2, 3, 8)),
    (nn.MaxPool2d, ([2, 3, (2, 1)],), dict(stride=[None, 1, 2], padding=[0, 1], ceil_mode=YES_OR_NO), (2, 3, 7, 6)),
    (nn.AvgPool1d, ([2, 3],), dict(stride=[None, 1, 2], padding=[0, 1], ceil_mode=YES_OR_NO,
                                   count_include_pad=YES_OR_NO), (2, 3, 8)),
    (nn.AvgPool2d, ([2, 3],), dict(stride=[None, 1, 2], padding=[0, 1], ceil_mode=YES_OR_NO,
                                   divisor_override=[None, 3]), (2, 3, 7, 6)),
    (nn.LPPool2d, ([1, 2, 3], [2, 3]), dict(stride=[None, 1], ceil_mode=YES_OR_NO), (2, 3, 6, 5)),
    (nn.AdaptiveAvgPool2d, ([1, 2, (3, None), (None, 2)],), {}, (2, 3, 7, 5)),
    (nn.AdaptiveMaxPool1d, ([1, 2, 3],), dict(return_indices=YES_OR_NO), (2, 3, 7)),
    (nn.BatchNorm1d, ([4],), dict(affine=YES_OR_NO, momentum=[0.1, None, 0.5], track_running_stats=YES_OR_NO), (3, 4, 6)),
    (nn.InstanceNorm1d, ([4],), dict(affine=YES_OR_NO, track_running_stats=YES_OR_NO), (3, 4, 6)),
    (nn.GroupNorm, ([1, 2, 4], [4]), dict(affine=YES_OR_NO), (3, 4, 6)),
    (nn.LayerNorm, ([6, (4, 6)],), dict(elementwise_affine=YES_OR_NO), (3, 4, 6)),
    (nn.RMSNorm, ([6],), {}, (3, 4, 6)),
    (nn.RNN, ([6], [3]), dict(num_layers=[1, 2], bias=YES_OR_NO, batch_first=YES_OR_NO, bidirectional=YES_OR_NO), (3, 4, 6)),
    (nn.LSTM, ([6], [4]), dict(num_layers=[1, 2], proj_size=[0, 2, 3], bidirectional=YES_OR_NO), (3, 4, 6)),
    (nn.GRU, ([6], [3]), dict(num_layers=[1, 2], batch_first=YES_OR_NO, bidirectional=YES_OR_NO), (3, 4, 6)),
    (nn.TransformerEncoderLayer, ([6], [1, 2, 3], [8], [0.0]),
     dict(activation=["relu", "gelu"], batch_first=YES_OR_NO, norm_first=YES_OR_NO), (3, 4, 6)),
    (nn.Upsample, ([None, 5, (6, 2)], [None, 2, 1.5, (2, 1)]),
     dict(mode=["nearest", "bilinear", "bicubic"], align_corners=[None, True, False]), (1, 2, 4, 3)),
    (nn.Unfold, ([2, (1, 2)],), dict(dilation=[1, 2], padding=[0, 1], stride=[1, 2]), (2, 4, 6, 4)),
    (nn.PixelShuffle, ([1, 2],), {}, (2, 4, 6, 4)),
    (nn.Softplus, ([1, 3], [20, 1]), {}, (3, 4, 6)),
    (nn.GELU, (["none", "tanh"],), {}, (3, 4, 6)),
    (nn.GLU, ([1, -1],), {}, (3, 4, 6)),
    (nn.PReLU, ([1, 4],), {}, (3, 4, 6)),
    (nn.Linear, ([6], [3]), dict(bias=YES_OR_NO), (2, 4, 6)),
)


def rounded(t):
    return [round(v, 2) + 0.0 for v in t.detach().double().flatten().tolist()][:6]


def tensors(made):
    if isinstance(made, torch.Tensor):
        return [made]
    return [t for part in made for t in tensors(part)]


def run(seed):
    chance = random.Random(seed)
    torch.manual_seed(seed)
    kind, arguments, options, shape = chance.choice(LAYERS)
    chosen = {name: chance.choice(values) for name, values in options.items() if chance.random() < 0.6}
    layer = kind(*(chance.choice(values) for values in arguments), **chosen)
    print(seed, str(layer).replace("\n", " "))
    if chance.random() < 0.3:
        layer.eval()
    if chance.random() < 0.2:
        layer.double()
    if chance.random() < 0.1:
        shape = shape[1:]
    dtype = next((p.dtype for p in layer.parameters()), torch.float32)
    x = torch.randn(shape, dtype=dtype).requires_grad_()
    made = [t for t in tensors(layer(x))]
    for t in made:
        print("  ", tuple(t.shape), t.dtype, rounded(t), type(t.grad_fn).__name__, t.is_contiguous())
    weighed = [
        (t * torch.linspace(-1, 1, max(t.numel(), 1), dtype=t.dtype)[: t.numel()].view(t.shape)).sum()
        for t in made if t.requires_grad
    ]
    sum(weighed).backward()
    print("   gradient", rounded(x.grad))
    for name, parameter in layer.named_parameters():
        print("  ", name, None if parameter.grad is None else rounded(parameter.grad))
    for name, buffer in layer.named_buffers():
        print("  ", name, rounded(buffer))


for seed in range(400):
    try:
        run(seed)
    except Exception as e:
        print("  ", type(e).__name__, str(e).split("\n")[0])
