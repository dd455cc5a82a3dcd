import torch
def t(): return torch.arange(12.0).view(3, 4)
cases = []
a = t(); a[0] = 1; cases.append(a)
a = t(); a[:, 1] = torch.tensor([9.0, 8, 7]); cases.append(a)
a = t(); a[a > 5] = -1; cases.append(a)
a = t(); a[[0, 2], [1, 3]] = 100; cases.append(a)
a = t(); a[torch.tensor([0, 0]), 0] += 1; cases.append(a)
a = t(); a[..., -1] = 0; cases.append(a)
a = t(); a[::2, ::3] = torch.zeros(2, 2); cases.append(a)
a = t(); a[1:, None] = 5; cases.append(a)
a = t(); a[a > 5] *= 2; cases.append(a)
a = t(); a[torch.tensor([True, False, True])] = torch.ones(4); cases.append(a)
a = t(); a[-1, -1] = 3.7; cases.append(a.long())
a = t(); a[1] = a[0]; cases.append(a)
a = t(); a.index_put_((torch.tensor([0, 0]), torch.tensor([1, 1])), torch.tensor([1.0, 2.0]), accumulate=True); cases.append(a)
a = t(); a.index_fill_(1, torch.tensor([0, 2]), -1); cases.append(a)
a = t(); a.index_add_(0, torch.tensor([0, 0]), torch.ones(2, 4), alpha=2); cases.append(a)
a = t(); a.index_copy_(1, torch.tensor([3, 0]), torch.zeros(3, 2)); cases.append(a)
a = t(); a.scatter_(1, torch.tensor([[0, 1], [2, 3], [1, 1]]), 7.0); cases.append(a)
a = t(); a.scatter_add_(0, torch.tensor([[0, 0, 0, 0]]), torch.ones(1, 4)); cases.append(a)
a = t(); a.scatter_(1, torch.tensor([[0, 1], [2, 3], [1, 1]]), torch.ones(3, 2), reduce="add"); cases.append(a)
a = t(); a.put_(torch.tensor([0, -1]), torch.tensor([50.0, 60.0])); cases.append(a)
a = t(); a.masked_scatter_(a % 2 == 0, torch.arange(100.0, 112)); cases.append(a)
a = t(); a.fill_diagonal_(0); cases.append(a)
a = t(); a.diagonal().add_(1); cases.append(a)
a = t(); a[0], a[1] = a[1].clone(), a[0].clone(); cases.append(a)
for c in cases: print(c)
x = torch.ones(3, requires_grad=True)
y = torch.zeros(3, 3); y[1] = x * 2; y[:, 0] = x
print(y, y.grad_fn.name()); (y * torch.arange(9.0).view(3, 3)).sum().backward(); print(x.grad)
z = torch.zeros(2, 3); z[:] = x; print(z.grad_fn.name()); z[0, 1] = x[2]; z[torch.tensor([1]), torch.tensor([0])] = x[1]; print(z.grad_fn.name()); z.sum().backward(); print(x.grad)
for bad in (lambda: t().__setitem__(5, 1), lambda: t().__setitem__((0, 0, 0), 1), lambda: t().__setitem__(0, torch.ones(3)), lambda: t().__setitem__(slice(None, None, -1), 0), lambda: t().__setitem__(torch.tensor([9]), 0), lambda: t().__setitem__(torch.tensor([True, False]), 0), lambda: t().__setitem__(1.5, 0), lambda: t().__setitem__("a", 0), lambda: t().__setitem__(0, "a"), lambda: t()[torch.ones(2, 2)], lambda: t()[3], lambda: t()[0, 4], lambda: torch.tensor(1.0)[0], lambda: t()[[0, 1], [0, 1, 2]],
    lambda: t().index_select(0, torch.tensor([5])), lambda: t().gather(1, torch.tensor([[7]])), lambda: t().scatter_(0, torch.tensor([[5]]), 1.0), lambda: t().index_add_(0, torch.tensor([0]), torch.ones(2, 4))):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:250])
