"""The gradients of a two-layer network written out and compared with autograd's."""
import torch

torch.manual_seed(10)
X, Y = torch.randn(6, 4), torch.tensor([0, 2, 1, 0, 1, 2])
W1, b1, W2, b2 = torch.randn(4, 5) * 0.3, torch.zeros(5), torch.randn(5, 3) * 0.3, torch.zeros(3)
parameters = [W1, b1, W2, b2]
for p in parameters:
    p.requires_grad = True
hpre = X @ W1 + b1
h = torch.tanh(hpre)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdim=True).values
counts = (logits - logit_maxes).exp()
probs = counts * counts.sum(1, keepdim=True) ** -1
logprobs = probs.log()
loss = -logprobs[range(6), Y].mean()
for t in (logprobs, probs, counts, logits, h, hpre):
    t.retain_grad()
loss.backward()
dlogprobs = torch.zeros_like(logprobs)
dlogprobs[range(6), Y] = -1.0 / 6
dprobs = dlogprobs / probs
dlogits = probs.clone()
dlogits[range(6), Y] -= 1
dlogits /= 6
dh = dlogits @ W2.T
dhpre = (1.0 - h**2) * dh
for name, mine, t in (("logprobs", dlogprobs, logprobs), ("probs", dprobs, probs), ("logits", dlogits, logits), ("h", dh, h), ("hpre", dhpre, hpre), ("W2", h.T @ dlogits, W2), ("b2", dlogits.sum(0), b2), ("W1", X.T @ dhpre, W1), ("b1", dhpre.sum(0), b1)):
    print(f"{name:10s} {torch.allclose(mine, t.grad, atol=1e-6)} {(mine - t.grad).abs().max().item() < 1e-6} {t.grad.abs().sum().item():.4f}")
print(f"{loss.item():.4f} {torch.nn.functional.cross_entropy(logits, Y).item():.4f}")
