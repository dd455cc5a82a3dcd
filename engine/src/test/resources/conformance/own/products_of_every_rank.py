"""matmul, bmm, einsum and relatives in every combination of ranks, with gradients."""
import torch

shapes = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 2)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)), ((2, 1, 2, 3), (5, 3, 4)), ((1, 3), (3, 1)), ((0, 3), (3, 2)), ((2, 0), (0, 3))]
for s, t in shapes:
    a = (torch.arange(torch.Size(s).numel()) % 5 - 2.0).view(s).requires_grad_()
    b = (torch.arange(torch.Size(t).numel()) % 3 - 1.0).view(t).requires_grad_()
    y = a @ b
    y.pow(2).sum().backward()
    print(s, t, tuple(y.shape), type(y.grad_fn).__name__, y.sum().item(), a.grad.sum().item(), b.grad.abs().sum().item())
a, b = torch.arange(6.0).view(2, 3), torch.arange(12.0).view(3, 4)
v, m = torch.arange(3.0), torch.arange(18.0).view(2, 3, 3)
for spec, args in (("ij,jk->ik", (a, b)), ("ij->ji", (a,)), ("ij->", (a,)), ("ii->i", (m[0],)), ("ii", (m[0],)), ("i,i->", (v, v)), ("i,j->ij", (v, v)), ("bij,bjk->bik", (m, m)), ("...ij->...ji", (m,)), ("bij,j->bi", (m, v)), ("ij,jk", (a, b)), ("ijk->kji", (m,)), ("bij,bkj->ikb", (m, m)), ("i j, j k -> i k", (a, b)), ("...i,i->...", (a, v))):
    print(spec, torch.einsum(spec, *args).tolist())
print(torch.mm(a, b), torch.mv(a, v), torch.dot(v, v), torch.bmm(m, m)[1], torch.outer(v, v), torch.addmm(torch.ones(2, 4), a, b, beta=0.5, alpha=2), torch.baddbmm(m, m, m)[0], torch.addmv(torch.ones(2), a, v), torch.addr(torch.zeros(3, 3), v, v), torch.tensordot(a, b, 1), torch.tensordot(m, m, dims=([1], [2])).shape, torch.kron(torch.eye(2), a)[:, :3], torch.linalg.multi_dot([a, b, torch.ones(4, 1)]), torch.inner(a, v), torch.vdot(v, v), torch.cross(v, v.flip(0), dim=0), torch.chain_matmul(a, b), torch.matrix_power(m[0], 2), torch.cdist(a, a), torch.trace(m[0]), sep="\n")
for bad in (lambda: a @ a, lambda: torch.mm(a, v), lambda: torch.bmm(m, a), lambda: torch.dot(v, torch.ones(2)), lambda: torch.mv(a, torch.ones(2)), lambda: v @ torch.tensor(1.0), lambda: torch.einsum("ij,jk->ik", a), lambda: torch.einsum("ij,kk->i", a, b), lambda: torch.einsum("ij->k", a), lambda: torch.addmm(torch.ones(3), a, b), lambda: m @ torch.ones(3, 2, 2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
