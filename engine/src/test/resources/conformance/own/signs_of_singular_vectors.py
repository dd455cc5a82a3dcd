import torch

torch.manual_seed(0)


def rounded(t):
    return [round(v, 2) + 0.0 for v in t.flatten().tolist()]


for (m, n) in [(k, k) for k in (1, 2, 3, 4, 5, 6, 8)] + [(1, 4), (4, 1), (3, 2), (2, 3), (6, 4), (5, 4), (4, 6), (3, 8), (9, 3), (5, 12)]:
    for full in (False, True):
        for kind in (torch.float64, torch.float32):
            A = torch.randn(m, n, dtype=kind)
            U, S, V = torch.linalg.svd(A, full_matrices=full)
            k = min(m, n)
            print(m, n, full, kind, rounded(U), rounded(V), rounded(S))
            print(((U[:, :k] * S) @ V[:k] - A).abs().max() < 1e-5)

for A in (torch.zeros(3, 2), torch.eye(3), torch.diag(torch.tensor([1.0, 0, 3])), torch.tensor([[3.0, 1], [0, 2]])):
    print(*torch.linalg.svd(A))
print(*torch.linalg.svd(torch.zeros(0, 3)), *torch.linalg.svd(torch.zeros(3, 0), full_matrices=False))
U, S, V = torch.svd(torch.arange(6.0).view(2, 3).sin())
print(U, S, V)
torch.manual_seed(0)
print(*torch.pca_lowrank(torch.randn(6, 4), q=2))
print(*torch.svd_lowrank(torch.randn(6, 4), q=2))
