"""tensor.numpy() and torch.from_numpy without NumPy itself."""
import torch

t = torch.arange(6.0).view(2, 3)
a = t.numpy()
print(a, repr(a), a.shape, a.dtype, a.ndim, a.size, len(a), a[0], a[1, 2], a[:, 1], a.tolist(), float(a[0, 0]))
t[0, 0] = 9
print(a[0, 0], a.sum(), a.mean(), a.max(), a.min(), a.T.shape, a.reshape(3, 2), a + 1, a * a, [row.tolist() for row in a])
b = torch.from_numpy(a)
b[1, 1] = -1
print(t, b.dtype, torch.tensor(a), torch.as_tensor(a), torch.tensor([1, 2]).numpy(), torch.tensor(1.5).numpy(), torch.tensor([True]).numpy(), torch.tensor(3).numpy().item())
try:
    torch.ones(1, requires_grad=True).numpy()
except RuntimeError as e:
    print(e)
print(torch.ones(1, requires_grad=True).detach().numpy(), torch.ones(2).cpu().numpy())
