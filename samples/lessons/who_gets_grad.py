# Who gets a .grad: a leaf that requires grad and that the loss depends on. And retain_grad().
import torch

data = torch.tensor([1.0, 2.0])
w = torch.tensor([0.5, -0.5], requires_grad=True)
unused = torch.tensor([1.0], requires_grad=True)
frozen = torch.tensor([2.0, 2.0])

h = data * w
kept = h + frozen
kept.retain_grad()
loss = (kept * kept).sum()
loss.backward()

for name, tensor in [("data", data), ("w", w), ("unused", unused), ("frozen", frozen)]:
    print(name, tensor.is_leaf, tensor.requires_grad, tensor.grad)
print("kept", kept.is_leaf, kept.requires_grad, kept.grad)
print("h", h.is_leaf, h.requires_grad, h.retains_grad)
