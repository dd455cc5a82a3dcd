"""Transformed, relaxed and mixed distributions: samples, densities, moments."""
import torch
from torch.distributions import (
    AffineTransform, Categorical, ContinuousBernoulli, ExpTransform, FisherSnedecor, HalfCauchy,
    Independent, InverseGamma, Kumaraswamy, MixtureSameFamily, Multinomial, NegativeBinomial,
    Normal, OneHotCategoricalStraightThrough, Pareto, RelaxedBernoulli,
    RelaxedOneHotCategorical, SigmoidTransform, StudentT, TanhTransform,
    TransformedDistribution, Weibull,
)
from torch.distributions.transforms import (
    ComposeTransform, LowerCholeskyTransform, PowerTransform, SoftplusTransform,
    StickBreakingTransform,
)

shares = torch.tensor([0.4, 0.6])
for made in (
    Weibull(1.0, 2.0), Pareto(1.0, 2.0), ContinuousBernoulli(0.3), ContinuousBernoulli(0.5),
    NegativeBinomial(3.0, 0.4), Kumaraswamy(1.0, 2.0), InverseGamma(3.0, 1.0),
    FisherSnedecor(2.0, 5.0), HalfCauchy(1.0), RelaxedBernoulli(torch.tensor(1.0), 0.3),
    RelaxedOneHotCategorical(torch.tensor(0.5), shares),
    OneHotCategoricalStraightThrough(shares), StudentT(3.0), Multinomial(4, shares),
    TransformedDistribution(Normal(0.0, 1.0), TanhTransform()),
    MixtureSameFamily(Categorical(shares), Normal(torch.tensor([0.0, 1.0]), torch.ones(2))),
    MixtureSameFamily(
        Categorical(shares), Independent(Normal(torch.eye(2), torch.ones(2, 2)), 1)
    ),
):
    torch.manual_seed(0)
    print(made)
    sample = made.sample((2,))
    print(sample, made.log_prob(sample), made.batch_shape, made.event_shape)
    for question in ("mean", "variance", "entropy"):
        try:
            answer = getattr(made, question)
            print(question, answer() if callable(answer) else answer)
        except NotImplementedError:
            print(question, "has no closed form")

torch.manual_seed(1)
loc = torch.zeros(3, requires_grad=True)
policy = TransformedDistribution(
    Normal(loc, torch.ones(3)), [SigmoidTransform(), AffineTransform(-1.0, 2.0)]
)
action = policy.rsample()
print(action)
policy.log_prob(action).sum().backward()
print(loc.grad)

x = torch.tensor([0.3, -0.2, 0.5])
for transform in (
    ExpTransform(), SoftplusTransform(), PowerTransform(2.0), StickBreakingTransform(),
    ComposeTransform([AffineTransform(0.0, 2.0), ExpTransform()]), ExpTransform().inv,
):
    there = transform(x.abs())
    print(transform, there, transform.inv(there))
    print(transform.log_abs_det_jacobian(x.abs(), there), transform.domain, transform.codomain)
print(LowerCholeskyTransform()(torch.arange(4.0).view(2, 2)))
