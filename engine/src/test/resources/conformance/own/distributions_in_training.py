"""Policies and mixtures: log probabilities and reparametrised samples with gradients."""
import torch
from torch import nn
from torch.distributions import Bernoulli, Categorical, Independent, Normal, kl_divergence

torch.manual_seed(0)
net = nn.Linear(3, 4)
obs = torch.randn(5, 3)
mean, log_std = net(obs).chunk(2, 1)
pi = Independent(Normal(mean, log_std.exp()), 1)
action = pi.rsample()
loss = -(pi.log_prob(action.detach()) * torch.arange(5.0)).mean() - 0.01 * pi.entropy().mean()
loss.backward()
print(pi, f"{loss.item():.4f} {net.weight.grad.abs().sum().item():.4f}", action.shape)
net.zero_grad()
mean, log_std = net(obs).chunk(2, 1)
kl_divergence(Normal(mean, log_std.exp()), Normal(0.0, 1.0)).sum().backward()
print(f"{net.weight.grad.abs().sum().item():.4f}")
logits = torch.zeros(2, 3, requires_grad=True)
c = Categorical(logits=logits)
a = c.sample()
c.log_prob(a).sum().backward()
print(a, logits.grad, c.entropy(), c.probs)
p = torch.tensor([0.2, 0.9], requires_grad=True)
b = Bernoulli(p)
(b.log_prob(torch.tensor([1.0, 0.0])).sum() + b.entropy().sum()).backward()
print(p.grad, b.sample((2,)), b.logits)
x = torch.tensor([-1.0, 0.0, 2.0])
weights, means = torch.zeros(2, requires_grad=True), torch.tensor([-1.0, 1.0], requires_grad=True)
for step in range(3):
    log = Normal(means, 1.0).log_prob(x[:, None]) + weights.log_softmax(0)
    loss = -log.logsumexp(1).mean()
    g = torch.autograd.grad(loss, (weights, means))
    with torch.no_grad():
        weights -= g[0]
        means -= g[1]
    print(f"{loss.item():.4f}", weights.detach(), means.detach())
