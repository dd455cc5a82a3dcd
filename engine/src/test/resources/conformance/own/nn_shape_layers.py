import torch
from torch import nn
x = torch.arange(16.0).view(1, 1, 4, 4).requires_grad_()
for layer in (nn.Flatten(), nn.Flatten(0), nn.Unflatten(3, (2, 2)), nn.PixelUnshuffle(2), nn.Upsample(scale_factor=2), nn.Upsample(size=(3, 3), mode="bilinear"),
              nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True), nn.UpsamplingNearest2d(2), nn.UpsamplingBilinear2d(scale_factor=2), nn.Unfold(2), nn.Unfold(3, padding=1, stride=2),
              nn.ZeroPad2d(1), nn.ReflectionPad2d(1), nn.ReplicationPad2d((1, 0, 2, 0)), nn.ConstantPad2d(1, 9.0), nn.CircularPad2d(1),
              nn.MaxPool2d(2), nn.MaxPool2d(3, 1, 1), nn.AvgPool2d(2), nn.AvgPool2d(3, padding=1, count_include_pad=False), nn.LPPool2d(2, 2), nn.AdaptiveAvgPool2d(3), nn.AdaptiveMaxPool2d((2, 3)), nn.MaxPool2d(3, 2, ceil_mode=True)):
    x.grad = None
    y = layer(x)
    (y * torch.arange(float(y.numel())).view(y.shape)).sum().backward()
    print(layer, tuple(y.shape), y.flatten()[:8], x.grad.flatten()[:8], sep="\n")
print(nn.PixelShuffle(2)(torch.arange(16.0).view(1, 4, 2, 2)))
print(nn.ChannelShuffle(2)(torch.arange(8.0).view(1, 4, 1, 2)))
print(nn.Fold((3, 3), 2)(nn.Unfold(2)(torch.ones(1, 1, 3, 3))))
pool, unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)
y, i = pool(x)
print(y, i, unpool(y, i).detach())
print(nn.CosineSimilarity()(torch.tensor([[1.0, 2]]), torch.tensor([[2.0, 1]])), nn.PairwiseDistance()(torch.tensor([[1.0, 2]]), torch.tensor([[2.0, 1]])))
