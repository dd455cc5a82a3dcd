"""Counting and learning bigrams of names, the way of makemore."""
import torch
import torch.nn.functional as F

names = ["emma", "olivia", "ava", "isabella", "sophia"]
letters = ["."] + sorted(set("".join(names)))
stoi = {s: i for i, s in enumerate(letters)}
N = torch.zeros((len(letters), len(letters)), dtype=torch.int32)
xs, ys = [], []
for name in names:
    for a, b in zip("." + name, name + "."):
        N[stoi[a], stoi[b]] += 1
        xs.append(stoi[a])
        ys.append(stoi[b])
print(N.sum(), N[0], N.dtype)
P = (N + 1).float()
P /= P.sum(1, keepdim=True)
xs, ys = torch.tensor(xs), torch.tensor(ys)
print(f"counted nll {-P[xs, ys].log().mean().item():.4f}")
g = torch.Generator().manual_seed(2147483647)
W = torch.randn((len(letters), len(letters)), generator=g, requires_grad=True)
for k in range(20):
    logits = F.one_hot(xs, num_classes=len(letters)).float() @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdim=True)
    loss = -probs[torch.arange(len(xs)), ys].log().mean() + 0.01 * (W**2).mean()
    W.grad = None
    loss.backward()
    W.data += -10 * W.grad
    if k % 5 == 0:
        print(k, f"{loss.item():.4f}")
out, ix = [], 0
for _ in range(10):
    ix = torch.multinomial(P[ix], num_samples=1, replacement=True, generator=g).item()
    out.append(letters[ix])
    if ix == 0:
        break
print("".join(out))
