import torch
from torch import nn
# every layer draws its initial parameters in PyTorch's order
layers = [
    lambda: nn.Linear(3, 2), lambda: nn.Linear(3, 2, bias=False), lambda: nn.Bilinear(2, 3, 2),
    lambda: nn.Conv1d(2, 3, 3), lambda: nn.Conv2d(2, 4, 3, groups=2), lambda: nn.Conv3d(1, 2, 2),
    lambda: nn.ConvTranspose1d(2, 3, 3), lambda: nn.ConvTranspose2d(2, 3, 3, bias=False),
    lambda: nn.ConvTranspose3d(1, 2, 2),
    lambda: nn.Embedding(4, 3), lambda: nn.Embedding(4, 3, padding_idx=1), lambda: nn.EmbeddingBag(4, 3),
    lambda: nn.BatchNorm1d(3), lambda: nn.LayerNorm([2, 3]), lambda: nn.GroupNorm(2, 4),
    lambda: nn.InstanceNorm1d(3, affine=True), lambda: nn.RMSNorm(3), lambda: nn.PReLU(2),
    lambda: nn.RNN(2, 3), lambda: nn.LSTM(2, 3, num_layers=2), lambda: nn.GRU(2, 3, bidirectional=True),
    lambda: nn.RNNCell(2, 3), lambda: nn.LSTMCell(2, 3), lambda: nn.GRUCell(2, 3),
    lambda: nn.MultiheadAttention(4, 2), lambda: nn.TransformerEncoderLayer(4, 2, 8),
    lambda: nn.TransformerDecoderLayer(4, 2, 8), lambda: nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)),
]
for make in layers:
    torch.manual_seed(7)
    layer = make()
    print(layer)
    for name, p in layer.named_parameters():
        print("  ", name, tuple(p.shape), f"{p.double().sum().item():.4f} {p.double().abs().sum().item():.4f}", p.requires_grad)
    print("  ", f"{torch.rand(1).item():.5f}")
