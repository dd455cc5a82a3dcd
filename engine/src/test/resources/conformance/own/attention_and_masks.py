"""scaled_dot_product_attention, MultiheadAttention and Transformer layers with masks."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
q, k, v = (torch.randn(1, 2, 3, 4) for _ in range(3))
mask = torch.tensor([[True, False, True], [True, True, False], [False, True, True]])
for kw in (dict(), dict(is_causal=True), dict(attn_mask=mask), dict(attn_mask=torch.zeros(3, 3).masked_fill(~mask, -1.0)), dict(scale=0.1)):
    print(sorted(kw), F.scaled_dot_product_attention(q, k, v, **kw)[0, 0])
mha = nn.MultiheadAttention(4, 2, batch_first=True)
x = torch.randn(2, 3, 4)
out, weights = mha(x, x, x)
print(out, weights, [n for n, _ in mha.named_parameters()], sep="\n")
out, weights = mha(x, x, x, key_padding_mask=torch.tensor([[False, False, True], [False, False, False]]), average_attn_weights=False)
print(weights.shape, weights[0, 0], mha(x, x, x, need_weights=False)[1], mha(x, x, x, attn_mask=nn.Transformer.generate_square_subsequent_mask(3))[1][0], sep="\n")
layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True, norm_first=True, activation="gelu")
encoder = nn.TransformerEncoder(layer, 2)
y = encoder(x, mask=nn.Transformer.generate_square_subsequent_mask(3), is_causal=True)
y.sum().backward()
print(y.shape, f"{y.abs().sum().item():.3f}", sum(p.numel() for p in encoder.parameters()))
decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0, batch_first=True), 1)
print(decoder(x, y.detach()).shape, f"{decoder(x, y.detach()).abs().sum().item():.3f}")
model = nn.Transformer(4, 2, 1, 1, 8, 0.0, batch_first=True)
print(model(x, x).shape)
for bad in (lambda: nn.MultiheadAttention(5, 2), lambda: mha(x, x[:1], x), lambda: model(x, torch.ones(1, 2, 4))):
    try:
        bad()
        print("no error")
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
