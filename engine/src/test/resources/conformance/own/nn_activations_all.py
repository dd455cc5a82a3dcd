import torch
from torch import nn
torch.set_printoptions(precision=3)
x = torch.tensor([-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 7.0], requires_grad=True)
for layer in (nn.ReLU(), nn.ReLU6(), nn.LeakyReLU(0.1), nn.ELU(), nn.ELU(0.5), nn.SELU(), nn.CELU(2.0), nn.GELU(), nn.GELU(approximate="tanh"), nn.SiLU(), nn.Mish(), nn.Softplus(), nn.Softplus(2, 1), nn.Softsign(),
              nn.Hardtanh(), nn.Hardtanh(-2, 2), nn.Hardswish(), nn.Hardsigmoid(), nn.LogSigmoid(), nn.Sigmoid(), nn.Tanh(), nn.Tanhshrink(), nn.Softshrink(), nn.Hardshrink(), nn.Threshold(0.1, 20), nn.GLU(), nn.Softmin(0), nn.Softmax(0), nn.LogSoftmax(0), nn.PReLU()):
    x.grad = None
    y = layer(x)
    print(layer, y, y.grad_fn.name())
    (y * torch.arange(1.0, 1 + len(y))).sum().backward()
    print("  ", x.grad)
print(nn.Softmax2d()(torch.zeros(1, 2, 1, 1)), nn.RReLU().eval()(x))
torch.manual_seed(0)
print(nn.RReLU()(x), nn.Dropout(0.5)(x), nn.Dropout1d(0.5)(torch.ones(3, 2)), nn.AlphaDropout(0.5)(x))
