import torch
from torch.distributions import *
torch.manual_seed(0)
x = torch.tensor([0.3, 0.7])
loc, scale = torch.tensor([0.0, 1.0], requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
for d, v in ((Normal(loc, scale), x), (Bernoulli(torch.tensor([0.2, 0.8])), torch.tensor([0.0, 1.0])), (Bernoulli(logits=torch.tensor([0.2, -0.8])), torch.tensor([0.0, 1.0])), (Categorical(torch.tensor([0.2, 0.3, 0.5])), torch.tensor(2)), (Categorical(logits=torch.tensor([[0.2, 0.3, 0.5], [1.0, 2.0, 3.0]])), torch.tensor([2, 0])),
             (Uniform(torch.tensor([0.0, 0.0]), torch.tensor([1.0, 2.0])), x), (Exponential(torch.tensor([1.0, 2.0])), x), (Laplace(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 2.0])), x), (Geometric(torch.tensor([0.3, 0.6])), torch.tensor([1.0, 2.0])), (LogNormal(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.5])), x), (Cauchy(torch.tensor([0.0]), torch.tensor([1.0])), x), (Gumbel(torch.tensor([0.0]), torch.tensor([1.0])), x), (Poisson(torch.tensor([2.0, 3.0])), torch.tensor([1.0, 4.0])),
             (Beta(torch.tensor([2.0]), torch.tensor([3.0])), torch.tensor([0.4])), (Gamma(torch.tensor([2.0]), torch.tensor([3.0])), torch.tensor([0.4])), (Independent(Normal(torch.zeros(2), torch.ones(2)), 1), x), (MultivariateNormal(torch.zeros(2), torch.tensor([[2.0, 0.5], [0.5, 1.0]])), x), (OneHotCategorical(torch.tensor([0.2, 0.8])), torch.tensor([0.0, 1.0])), (HalfNormal(torch.tensor([1.0, 2.0])), x), (Binomial(5, torch.tensor([0.3])), torch.tensor([2.0]))):
    print(d)
    print("  ", d.log_prob(v).detach(), tuple(d.batch_shape), tuple(d.event_shape), d.mean.detach(), d.variance.detach(), d.stddev.detach())
    try:
        print("  ", d.entropy().detach())
    except NotImplementedError as e:
        print("   no entropy")
    if not isinstance(d, (Beta, Gamma, Poisson, Binomial)):
        print("  ", d.sample().detach(), tuple(d.sample((3,)).shape), d.has_rsample)
torch.manual_seed(1)
n = Normal(loc, scale)
s = n.rsample((2,))
print(s, n.sample().requires_grad, n.cdf(x), n.icdf(x))
(s.sum() + n.log_prob(x).sum() + n.entropy().sum()).backward()
print(loc.grad, scale.grad)
print(kl_divergence(Normal(0.0, 1.0), Normal(1.0, 2.0)), kl_divergence(Bernoulli(0.3), Bernoulli(0.6)), kl_divergence(Categorical(torch.tensor([0.5, 0.5])), Categorical(torch.tensor([0.1, 0.9]))), kl_divergence(Uniform(0.0, 1.0), Uniform(0.0, 2.0)), kl_divergence(Exponential(1.0), Exponential(2.0)), kl_divergence(Beta(1.0, 2.0), Beta(2.0, 2.0)), kl_divergence(Gamma(1.0, 2.0), Gamma(2.0, 2.0)), kl_divergence(Independent(Normal(torch.zeros(2), torch.ones(2)), 1), Independent(Normal(torch.ones(2), torch.ones(2)), 1)))
c = Categorical(logits=torch.tensor([0.1, 0.2, 0.3], requires_grad=True))
print(c.probs, c.logits, c.sample((5,)), c.enumerate_support(), c.param_shape)
print(Normal(torch.zeros(2), 1.0).expand((3, 2)).batch_shape, Bernoulli(torch.tensor([0.3])).enumerate_support())
for bad in (lambda: Normal(0.0, -1.0), lambda: Bernoulli(1.5), lambda: Categorical(torch.tensor([-1.0, 2.0])), lambda: Normal(0.0, 1.0).log_prob(torch.tensor(float("nan"))), lambda: Bernoulli(0.5).log_prob(torch.tensor(0.5)), lambda: Bernoulli(0.5, logits=0.5), lambda: Bernoulli(0.5).rsample(), lambda: Uniform(1.0, 0.0)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:200])
