"""Clustering by cdist, a Gaussian process by Cholesky, and PCA up to signs."""
import torch

torch.manual_seed(23)
points = torch.cat([torch.randn(6, 2) * 0.3 + c for c in torch.tensor([[0.0, 0], [3, 3], [0, 4]])])
centers = points[[0, 6, 12]].clone()
for _ in range(3):
    nearest = torch.cdist(points, centers).argmin(1)
    centers = torch.stack([points[nearest == k].mean(0) for k in range(3)])
print(nearest.tolist(), centers, torch.bincount(nearest), sep="\n")
x = torch.linspace(0, 1, 5, dtype=torch.float64)
log_scale = torch.tensor(-1.0, dtype=torch.float64, requires_grad=True)
K = torch.exp(-((x[:, None] - x[None]) ** 2) / (2 * log_scale.exp() ** 2)) + 0.1 * torch.eye(5, dtype=torch.float64)
L = torch.linalg.cholesky(K)
y = torch.sin(6 * x)
alpha = torch.cholesky_solve(y[:, None], L)
nll = 0.5 * y @ alpha.squeeze(1) + L.diagonal().log().sum()
nll.backward()
print(f"{nll.item():.6f} {log_scale.grad.item():.6f}", torch.linalg.det(K.detach()), torch.logdet(K.detach()))
centred = points - points.mean(0)
U, S, V = torch.linalg.svd(centred, full_matrices=False)
print(S, V.abs(), (U * S @ V - centred).abs().max() < 1e-5, torch.linalg.eigvalsh(torch.cov(points.T)), torch.linalg.matrix_rank(centred), torch.linalg.cond(centred.double()) if hasattr(torch.linalg, "cond") else "", sep="\n")
