import torch
from torch import nn
torch.manual_seed(0)
x = torch.randn(4, 4, 3, requires_grad=True)
for layer in (nn.BatchNorm1d(4), nn.BatchNorm1d(4, affine=False), nn.BatchNorm1d(4, track_running_stats=False), nn.BatchNorm1d(4, momentum=None),
              nn.LayerNorm(3), nn.LayerNorm((4, 3), elementwise_affine=False), nn.GroupNorm(2, 4), nn.InstanceNorm1d(4), nn.InstanceNorm1d(4, affine=True, track_running_stats=True), nn.RMSNorm(3), nn.LocalResponseNorm(2)):
    x.grad = None
    y = layer(x)
    y = layer(x)
    (y * (torch.arange(48.0).view(4, 4, 3) / 48)).sum().backward()
    print(type(layer).__name__, y.grad_fn.name() if not isinstance(layer, nn.RMSNorm) else "", y[0, 0], x.grad[1, 1])
    for n, b in layer.named_buffers():
        print("  ", n, b)
    for n, p in layer.named_parameters():
        print("  ", n, p.grad)
    layer.eval()
    print("  ", layer(x)[0, 1])
for bad in (lambda: nn.BatchNorm1d(3)(x), lambda: nn.BatchNorm2d(4)(x), lambda: nn.BatchNorm1d(4)(torch.randn(1, 4)), lambda: nn.GroupNorm(3, 4), lambda: nn.LayerNorm(5)(x)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
b2 = nn.BatchNorm2d(2)
print(b2(torch.randn(2, 2, 2, 2)).sum().abs() < 1e-4, b2.num_batches_tracked, b2)
