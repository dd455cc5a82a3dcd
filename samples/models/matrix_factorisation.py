# Matrix factorisation: films rated by some users, the missing ratings from two factors.
import torch

torch.manual_seed(0)
ratings = torch.tensor([[5.0, 4.0, 0.0, 1.0], [4.0, 0.0, 1.0, 1.0], [1.0, 1.0, 0.0, 5.0], [0.0, 1.0, 5.0, 4.0]])
known = ratings > 0
users = (torch.randn(4, 2) * 0.5).requires_grad_()
films = (torch.randn(4, 2) * 0.5).requires_grad_()
optimizer = torch.optim.Adam([users, films], lr=0.1)
for epoch in range(60):
    optimizer.zero_grad()
    guess = users @ films.T
    error = ((guess - ratings)[known]).pow(2).mean()
    loss = error + 0.01 * (users.pow(2).sum() + films.pow(2).sum())
    loss.backward()
    optimizer.step()
    if epoch % 20 == 19:
        print(epoch + 1, f"{error.item():.3f}")
print("user 0, film 2:", round(guess[0, 2].item(), 1))
