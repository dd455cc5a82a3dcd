"""torch.distributions: sampling, log probabilities and divergences."""

from torch.distributions import constraints
from torch.distributions.continuous import (
    Beta, Cauchy, Chi2, ContinuousBernoulli, Exponential, FisherSnedecor, Gamma, Gumbel, HalfNormal,
    Laplace, LogNormal, Normal, StudentT, Uniform,
)
from torch.distributions.discrete import (
    Bernoulli, Binomial, Categorical, Geometric, Multinomial, NegativeBinomial, OneHotCategorical,
    OneHotCategoricalStraightThrough, Poisson,
)
from torch.distributions.distribution import Distribution, Independent
from torch.distributions.kl import kl_divergence, register_kl
from torch.distributions.multivariate import Dirichlet, MultivariateNormal
from torch.distributions.transformed import (
    HalfCauchy, InverseGamma, Kumaraswamy, LogitRelaxedBernoulli, MixtureSameFamily, Pareto,
    RelaxedBernoulli, RelaxedOneHotCategorical, TransformedDistribution, Weibull,
)
from torch.distributions.transforms import *  # noqa: F403

__all__ = [name for name in dir() if name[0].isupper()] + ["kl_divergence", "register_kl"]

# the modules that PyTorch keeps single distributions in
_SINGLE = {
    "normal": "Normal", "bernoulli": "Bernoulli", "categorical": "Categorical",
    "uniform": "Uniform", "exponential": "Exponential", "laplace": "Laplace", "beta": "Beta",
    "gamma": "Gamma", "dirichlet": "Dirichlet", "independent": "Independent",
    "multivariate_normal": "MultivariateNormal", "poisson": "Poisson", "binomial": "Binomial",
    "log_normal": "LogNormal", "half_normal": "HalfNormal", "studentT": "StudentT",
    "cauchy": "Cauchy", "gumbel": "Gumbel", "geometric": "Geometric",
    "multinomial": "Multinomial", "one_hot_categorical": "OneHotCategorical",
    "negative_binomial": "NegativeBinomial", "half_cauchy": "HalfCauchy", "pareto": "Pareto",
    "weibull": "Weibull", "kumaraswamy": "Kumaraswamy", "inverse_gamma": "InverseGamma",
    "relaxed_bernoulli": "RelaxedBernoulli", "continuous_bernoulli": "ContinuousBernoulli",
    "relaxed_categorical": "RelaxedOneHotCategorical", "fishersnedecor": "FisherSnedecor",
    "mixture_same_family": "MixtureSameFamily", "chi2": "Chi2",
    "transformed_distribution": "TransformedDistribution",
}


def _provide_modules():
    import sys
    import types

    for module, name in _SINGLE.items():
        made = types.ModuleType(f"torch.distributions.{module}")
        setattr(made, name, globals()[name])
        globals()[name].__module__ = made.__name__
        sys.modules[made.__name__] = globals()[module] = made


_provide_modules()


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.distributions", name)
