# Gradients accumulate: why zero_grad() is needed, what set_to_none changes, and when to use it.
import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
x = torch.tensor([2.0, 1.0])

(w * x).sum().backward()
print("once", w.grad)
(w * x).sum().backward()
print("twice, not cleared", w.grad)

optimizer = torch.optim.SGD([w], lr=0.1)
optimizer.zero_grad()
print("set_to_none=True", w.grad)
(w * x).sum().backward()
optimizer.zero_grad(set_to_none=False)
print("set_to_none=False", w.grad)

# on purpose: two half batches give the gradient of the whole batch
batch = torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
optimizer.zero_grad()
for half in batch.split(2):
    loss = (half @ w).pow(2).sum() / len(batch)
    loss.backward()
accumulated = w.grad.clone()
optimizer.zero_grad()
(batch @ w).pow(2).mean().backward()
print("halves", accumulated, "whole", w.grad)
