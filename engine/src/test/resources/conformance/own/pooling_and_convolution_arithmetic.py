"""Shapes and values of convolutions and pooling checked against unfold and loops."""
import torch
import torch.nn.functional as F

x = torch.arange(32.0).view(1, 2, 4, 4)
w = torch.arange(16.0).view(2, 2, 2, 2) - 8
for kw in (dict(), dict(stride=2), dict(padding=1), dict(dilation=2), dict(stride=(1, 2), padding=(0, 1)), dict(padding="same"), dict(padding="valid")):
    y = F.conv2d(x, w, torch.tensor([1.0, -1.0]), **kw)
    print(kw, tuple(y.shape), y.sum().item(), y[0, 0, 0].tolist())
print(F.conv2d(x, w[:, :1], groups=2).sum(), F.conv_transpose2d(x, w, stride=2).shape, F.conv_transpose2d(x, w, padding=1).sum(), F.conv1d(x[:, :, 0], w[:, :, 0]).shape, F.conv3d(x[None], w[None].view(1, 1, 2, 2, 4)).shape)
u = F.unfold(x, 2)
print(u.shape, torch.allclose((w.view(2, -1) @ u).view(1, 2, 3, 3), F.conv2d(x, w)), F.fold(u, (4, 4), 2)[0, 0])
v, i = F.max_pool2d(x, 2, return_indices=True)
print(v, i, F.max_unpool2d(v, i, 2)[0, 0], F.avg_pool2d(x, 3, 1, padding=1, count_include_pad=False)[0, 0], F.adaptive_avg_pool2d(x, (3, 1)).flatten(), F.lp_pool2d(x, 2, 2).sum(), F.max_pool1d(x[0], 2, 1), F.avg_pool1d(x[0], 2), sep="\n")
print(F.interpolate(x[..., :2, :2], scale_factor=2, mode="nearest")[0, 0], F.interpolate(x[..., :2, :2], size=3, mode="bilinear", align_corners=True)[0, 0], F.interpolate(x[0], size=6, mode="linear")[0, 0], F.pixel_shuffle(torch.arange(16.0).view(1, 4, 2, 2), 2), F.pad(x, (1, 0, 0, 0), mode="circular")[0, 0], F.grid_sample(x, F.affine_grid(torch.eye(2, 3)[None], (1, 2, 2, 2), align_corners=False), align_corners=False), sep="\n")
for bad in (lambda: F.conv2d(x, w[:, :1]), lambda: F.conv2d(x[0, 0], w), lambda: F.conv2d(x, w, torch.ones(3)), lambda: F.conv2d(x, torch.ones(1, 2, 9, 9)), lambda: F.max_pool2d(x, 9), lambda: F.conv2d(x, w, stride=0), lambda: F.conv2d(x, w, padding="same", stride=2), lambda: F.max_pool2d(x, 2, padding=2), lambda: F.avg_pool2d(x, 0), lambda: F.interpolate(x), lambda: F.conv2d(x, w.long()), lambda: F.pixel_shuffle(x, 2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:190])
