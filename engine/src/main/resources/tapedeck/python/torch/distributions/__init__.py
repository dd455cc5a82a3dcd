"""torch.distributions: sampling, log probabilities and divergences."""

from torch.distributions import constraints
from torch.distributions.continuous import (
    Beta, Cauchy, Chi2, Exponential, Gamma, Gumbel, HalfNormal, Laplace, LogNormal, Normal,
    StudentT, Uniform,
)
from torch.distributions.discrete import (
    Bernoulli, Binomial, Categorical, Geometric, Multinomial, OneHotCategorical, Poisson,
)
from torch.distributions.distribution import Distribution, Independent
from torch.distributions.kl import kl_divergence, register_kl
from torch.distributions.multivariate import Dirichlet, MultivariateNormal

__all__ = [name for name in dir() if name[0].isupper()] + ["kl_divergence", "register_kl"]

# the modules that PyTorch keeps single distributions in
_SINGLE = {
    "normal": "Normal", "bernoulli": "Bernoulli", "categorical": "Categorical",
    "uniform": "Uniform", "exponential": "Exponential", "laplace": "Laplace", "beta": "Beta",
    "gamma": "Gamma", "dirichlet": "Dirichlet", "independent": "Independent",
    "multivariate_normal": "MultivariateNormal", "poisson": "Poisson", "binomial": "Binomial",
}


def _provide_modules():
    import sys
    import types

    for module, name in _SINGLE.items():
        made = types.ModuleType(f"torch.distributions.{module}")
        setattr(made, name, globals()[name])
        sys.modules[made.__name__] = globals()[module] = made


_provide_modules()


def __getattr__(name):
    from torch._missing import missing

    raise missing("torch.distributions", name)
