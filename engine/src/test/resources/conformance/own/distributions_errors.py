import torch
from torch.distributions import *
from torch.distributions import constraints as C
def t(f):
    try: print(f())
    except Exception as e: print(type(e).__name__, "|", e)
for c in "real positive nonnegative unit_interval simplex boolean nonnegative_integer positive_integer lower_cholesky positive_definite real_vector dependent one_hot".split():
    print(c, getattr(C, c))
print(C.interval(0, 1), C.half_open_interval(0.,1.), C.independent(C.positive, 1), C.integer_interval(0,3), C.greater_than_eq(1.))
t(lambda: Poisson(-1.)); t(lambda: Exponential(0.)); t(lambda: Gamma(-1.,1.)); t(lambda: Beta(-1.,1.)); t(lambda: Geometric(0.)); t(lambda: Geometric(2.))
t(lambda: Categorical(torch.tensor(1.))); t(lambda: Categorical(logits=torch.tensor(1.))); t(lambda: Categorical())
t(lambda: Categorical(torch.ones(3)).log_prob(torch.tensor(3)))
t(lambda: Uniform(0.,1.).log_prob(torch.tensor(2.)))
t(lambda: MultivariateNormal(torch.zeros(2), -torch.eye(2)))
t(lambda: MultivariateNormal(torch.zeros(2)))
t(lambda: MultivariateNormal(torch.tensor(1.), torch.eye(2)))
t(lambda: Independent(Normal(0.,1.), 1))
t(lambda: Normal(torch.zeros(2), torch.ones(3)))
t(lambda: Normal(0,1).log_prob(3))
t(lambda: Normal(torch.zeros(2),1.).log_prob(torch.ones(3)))
t(lambda: kl_divergence(Uniform(0.,1.), Categorical(torch.ones(2))))
t(lambda: Normal(0.,1., validate_args=False).log_prob(torch.tensor(float("nan"))))
t(lambda: Normal("a",1.))
t(lambda: Normal(0.,1.).mode); t(lambda: Bernoulli(torch.tensor([.2,.5,.7])).mode); t(lambda: Categorical(torch.tensor([.2,.5])).mode)
t(lambda: Uniform(0.,1.).mode); t(lambda: Exponential(2.).mode); t(lambda:Beta(2.,3.).mode); t(lambda:Gamma(2.,3.).mode); t(lambda:Poisson(2.).mode);t(lambda:Laplace(2.,1.).mode);t(lambda:Geometric(.3).mode)
t(lambda: Normal(0.,1.).perplexity()); t(lambda: Categorical(torch.ones(4)).perplexity())
t(lambda: Normal(0.,1.).support); t(lambda: Normal(0.,1.).arg_constraints); t(lambda:Normal.arg_constraints)
t(lambda: Bernoulli(0.3).logits); b=Bernoulli(0.3); b.logits; print(b)
t(lambda: Normal(0.,1.).enumerate_support())
t(lambda: Normal(0.,1.).sample(3)); t(lambda: Normal(0.,1.).sample((2,)).shape); t(lambda: Normal(0.,1.).sample([2,3]).shape)
t(lambda: Dirichlet(torch.ones(3)).log_prob(torch.tensor([.2,.3,.5]))); t(lambda: Dirichlet(torch.ones(3))); t(lambda:Dirichlet(torch.tensor(1.)))
t(lambda: StudentT(3.)); t(lambda:Multinomial(3,torch.ones(2)));t(lambda:Chi2(2.))
torch.manual_seed(0)
for d in (Gamma(2.,3.), Gamma(torch.tensor([.5,1.,5.]), torch.ones(3)), Beta(2.,3.), Dirichlet(torch.tensor([.3,2.,5.])), Poisson(torch.tensor([.5,3.,20.])), Binomial(10, torch.tensor([.2,.5])), Cauchy(0.,1.), StudentT(3.), Chi2(2.), Multinomial(5, torch.ones(3))):
    print(type(d).__name__, d.sample(), d.sample((2,)), torch.rand(1))
print(torch.ones(3).cauchy_(), torch.ones(3).geometric_(.3), torch.ones(3).log_normal_(), torch.poisson(torch.ones(3)), torch.binomial(torch.ones(3)*4, torch.ones(3)*.5), torch._standard_gamma(torch.ones(3)))
print(torch._sample_dirichlet(torch.ones(3)))
d=torch.float64
print(torch.ones(3,dtype=d).cauchy_(), torch._standard_gamma(torch.ones(3,dtype=d)))
