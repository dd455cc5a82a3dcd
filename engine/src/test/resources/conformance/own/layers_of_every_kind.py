"""One forward and backward of each layer, with seeded weights: shapes, sums and names."""
import torch
from torch import nn

layers = [(nn.Linear(4, 3), (2, 4)), (nn.Bilinear(2, 3, 4), None), (nn.Conv1d(2, 3, 3, stride=2, padding=1), (1, 2, 8)), (nn.Conv2d(2, 4, 3, dilation=2, groups=2), (1, 2, 7, 7)), (nn.Conv3d(1, 2, 2), (1, 1, 3, 3, 3)), (nn.ConvTranspose1d(2, 3, 3, stride=2, output_padding=1), (1, 2, 4)), (nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1), (1, 2, 4, 4)), (nn.Conv2d(1, 1, 3, padding="same", padding_mode="reflect"), (1, 1, 5, 5)), (nn.MaxPool1d(2), (1, 2, 6)), (nn.MaxPool2d(3, 2, 1), (1, 1, 7, 7)), (nn.AvgPool2d(2, ceil_mode=True), (1, 1, 5, 5)), (nn.AdaptiveAvgPool2d((2, 3)), (1, 1, 5, 7)), (nn.AdaptiveMaxPool1d(2), (1, 1, 5)), (nn.LPPool2d(2, 2), (1, 1, 4, 4)), (nn.BatchNorm1d(3), (4, 3)), (nn.BatchNorm2d(2), (2, 2, 3, 3)), (nn.LayerNorm([2, 3]), (2, 2, 3)), (nn.GroupNorm(2, 4), (2, 4, 3)), (nn.InstanceNorm2d(2, affine=True), (1, 2, 4, 4)), (nn.LocalResponseNorm(2), (1, 4, 3, 3)), (nn.RMSNorm(3), (2, 3)), (nn.Flatten(), (2, 3, 4)), (nn.Unflatten(1, (2, 2)), (1, 4)), (nn.Upsample(scale_factor=2), (1, 1, 2, 2)), (nn.Upsample(scale_factor=2, mode="bilinear"), (1, 1, 2, 2)), (nn.Unfold(2), (1, 1, 3, 3)), (nn.Fold((3, 3), 2), (1, 4, 4)), (nn.ReflectionPad2d(1), (1, 1, 3, 3)), (nn.ZeroPad2d((1, 0, 2, 0)), (1, 1, 2, 2)), (nn.ConstantPad1d(1, 3.0), (1, 1, 2)), (nn.ReplicationPad1d(2), (1, 1, 3)), (nn.Softmax(dim=1), (2, 3)), (nn.LogSoftmax(dim=1), (2, 3)), (nn.Softmin(dim=1), (2, 3)), (nn.PReLU(), (2, 3)), (nn.GLU(), (2, 4)), (nn.Identity(), (2,)), (nn.CosineSimilarity(), None), (nn.PairwiseDistance(), None), (nn.Hardtanh(), (3,)), (nn.Softshrink(), (3,)), (nn.Threshold(0.1, 20), (3,)), (nn.MultiheadAttention(4, 2, batch_first=True), None)]
torch.manual_seed(0)
for layer, shape in layers:
    for p in layer.parameters():
        torch.nn.init.uniform_(p, -0.5, 0.5)
    if shape is None:
        x = torch.randn(2, 3, 4) if isinstance(layer, nn.MultiheadAttention) else torch.randn(2, 2 if isinstance(layer, nn.Bilinear) else 3)
        args = (x, x, x) if isinstance(layer, nn.MultiheadAttention) else (x, torch.randn(2, 3))
    else:
        args = (torch.randn(shape),)
    args[0].requires_grad_()
    y = layer(*args)
    y = y[0] if isinstance(y, tuple) else y
    (y * torch.linspace(-1, 1, y.numel()).view(y.shape)).sum().backward()
    grads = [round(p.grad.abs().sum().item(), 3) for p in layer.parameters() if p.grad is not None]
    print(layer, tuple(y.shape), type(y.grad_fn).__name__ if y.grad_fn else None, f"{y.abs().sum().item():.3f} {args[0].grad.abs().sum().item():.3f}", grads)
