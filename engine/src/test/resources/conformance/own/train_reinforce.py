"""REINFORCE on a two-armed bandit with Categorical and a baseline."""
import torch
from torch import nn
from torch.distributions import Categorical

torch.manual_seed(11)
policy = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 2))
optimizer = torch.optim.Adam(policy.parameters(), lr=0.05)
state, baseline = torch.ones(1), 0.0
for episode in range(25):
    m = Categorical(logits=policy(state))
    action = m.sample()
    reward = 1.0 if action.item() == 1 else -1.0
    loss = -m.log_prob(action) * (reward - baseline) - 0.01 * m.entropy()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    baseline = 0.9 * baseline + 0.1 * reward
    if episode % 6 == 0:
        print(episode, action.item(), f"{loss.item():.3f}", m.probs.detach())
returns = torch.tensor([1.0, 2.0, 3.0])
print((returns - returns.mean()) / (returns.std() + torch.finfo(torch.float32).eps))
