# A generative adversarial network in one dimension: two optimisers, and detach() between them.
import torch
from torch import nn

torch.manual_seed(0)
generator = nn.Sequential(nn.Linear(1, 4), nn.ReLU(), nn.Linear(4, 1))
critic = nn.Sequential(nn.Linear(1, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
g_optimizer = torch.optim.Adam(generator.parameters(), lr=0.02)
c_optimizer = torch.optim.Adam(critic.parameters(), lr=0.02)
loss_fn = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)

for epoch in range(20):
    real = torch.randn(16, 1) * 0.5 + 3
    fake = generator(torch.randn(16, 1))

    # the critic learns; detach() keeps its gradient out of the generator
    c_optimizer.zero_grad()
    c_loss = loss_fn(critic(real), ones) + loss_fn(critic(fake.detach()), zeros)
    c_loss.backward()
    c_optimizer.step()

    # the generator learns from the critic's gradient
    g_optimizer.zero_grad()
    g_loss = loss_fn(critic(fake), ones)
    g_loss.backward()
    g_optimizer.step()
    if epoch % 5 == 4:
        print(epoch + 1, f"critic {c_loss.item():.2f}", f"generator {g_loss.item():.2f}")
