# Matrix derivatives against the rules on paper: a trace, a quadratic form, the softmax Jacobian.
import torch

A = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
X = torch.tensor([[0.5, -1.0], [2.0, 1.5]], requires_grad=True)
trace = torch.trace(A @ X)
trace.backward()
print("d tr(A X) / dX = A^T:", torch.equal(X.grad, A.T))

x = torch.tensor([1.0, -2.0], requires_grad=True)
form = x @ A @ x
form.backward()
paper = (A + A.T) @ x.detach()
print("d x^T A x / dx = (A + A^T) x:", x.grad, paper)

z = torch.tensor([0.0, 1.0, 2.0], requires_grad=True)
p = torch.softmax(z, 0)
rows = [torch.autograd.grad(p[i], z, retain_graph=True)[0] for i in range(3)]
jacobian = torch.stack(rows)
paper = torch.diag(p.detach()) - torch.outer(p.detach(), p.detach())
print("softmax Jacobian = diag(p) - p p^T:", torch.allclose(jacobian, paper))
print("its rows sum to zero:", bool((jacobian.sum(1).abs() < 1e-6).all()))
