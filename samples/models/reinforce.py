# REINFORCE on a bandit with three arms: the gradient of a probability, weighted by the reward.
import torch

torch.manual_seed(0)
rewards = torch.tensor([0.1, 0.5, 1.0])
preferences = torch.zeros(3, requires_grad=True)
optimizer = torch.optim.SGD([preferences], lr=0.5)
baseline = 0.0
for episode in range(30):
    policy = torch.distributions.Categorical(logits=preferences)
    action = policy.sample()
    reward = rewards[action].item()
    loss = -policy.log_prob(action) * (reward - baseline)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    baseline += 0.1 * (reward - baseline)
    if episode % 10 == 9:
        print(episode + 1, [round(p, 2) for p in preferences.softmax(0).tolist()])
