"""Distributions of vectors."""

import math

import torch
from torch._tensor import Size
from torch.distributions import constraints
from torch.distributions.continuous import standard_gamma
from torch.distributions.distribution import Distribution


class MultivariateNormal(Distribution):
    """A normal vector, by its covariance, its inverse, or the Cholesky factor of it."""

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None,
                 validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {
            "covariance_matrix": covariance_matrix,
            "precision_matrix": precision_matrix,
            "scale_tril": scale_tril,
        }
        given = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(given) != 1:
            raise ValueError(
                "Exactly one of covariance_matrix or precision_matrix or scale_tril may be "
                "specified."
            )
        ((name, matrix),) = given.items()
        if matrix.dim() < 2:
            raise ValueError(
                f"{name} must be at least two-dimensional, with optional leading batch dimensions"
            )
        batch = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        self.loc = loc.expand(batch + loc.shape[-1:])
        self.__dict__[name] = matrix.expand(batch + matrix.shape[-2:])
        super().__init__(batch, loc.shape[-1:], validate_args)
        self._unbroadcasted_scale_tril = {
            "scale_tril": lambda: matrix,
            "covariance_matrix": lambda: torch.linalg.cholesky(matrix),
            "precision_matrix": lambda: _cholesky_of_inverse(matrix),
        }[name]()

    def __getattr__(self, name):
        full = self._batch_shape + self._event_shape + self._event_shape
        factor = self.__dict__.get("_unbroadcasted_scale_tril")
        if factor is not None and name == "scale_tril":
            return factor.expand(full)
        if factor is not None and name == "covariance_matrix":
            return (factor @ factor.mT).expand(full)
        if factor is not None and name == "precision_matrix":
            return torch.cholesky_inverse(factor).expand(full)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def _validate_parameters(self):
        kept = self.arg_constraints
        self.arg_constraints = {n: c for n, c in kept.items() if n in self.__dict__}
        super()._validate_parameters()
        del self.arg_constraints

    def expand(self, batch_shape, _instance=None):
        batch = Size(batch_shape)
        given = {
            name: self.__dict__[name].expand(batch + self._event_shape + self._event_shape)
            for name in ("covariance_matrix", "precision_matrix", "scale_tril")
            if name in self.__dict__
        }
        return self._expanded(
            batch,
            loc=self.loc.expand(batch + self._event_shape),
            _unbroadcasted_scale_tril=self._unbroadcasted_scale_tril,
            **given,
        )

    mean = property(lambda self: self.loc)
    mode = property(lambda self: self.loc)

    @property
    def variance(self):
        squares = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return squares.expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape=()):
        noise = torch.empty(self._extended_shape(sample_shape), dtype=self.loc.dtype).normal_()
        factor = self._unbroadcasted_scale_tril
        return self.loc + torch.matmul(factor, noise.unsqueeze(-1)).squeeze(-1)

    def _half_log_det(self):
        return self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value):
        away = self._checked(value) - self.loc
        solved = torch.linalg.solve_triangular(
            self._unbroadcasted_scale_tril, away.unsqueeze(-1), upper=False
        )
        distance = solved.squeeze(-1).pow(2).sum(-1)
        size = self._event_shape[0]
        return -0.5 * (size * math.log(2 * math.pi) + distance) - self._half_log_det()

    def entropy(self):
        size = self._event_shape[0]
        entropy = 0.5 * size * (1.0 + math.log(2 * math.pi)) + self._half_log_det()
        return entropy.expand(self._batch_shape)


def _cholesky_of_inverse(matrix):
    flipped = torch.linalg.cholesky(torch.flip(matrix, (-2, -1)))
    inverse = torch.flip(flipped, (-2, -1)).mT
    identity = torch.eye(matrix.shape[-1], dtype=matrix.dtype)
    return torch.linalg.solve_triangular(inverse, identity, upper=False)


class Dirichlet(Distribution):
    """Probabilities that sum to 1."""

    arg_constraints = {"concentration": constraints.independent(constraints.positive, 1)}
    support = constraints.simplex
    has_rsample = True

    def __init__(self, concentration, validate_args=None):
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args)

    @property
    def mean(self):
        return self.concentration / self.concentration.sum(-1, True)

    @property
    def mode(self):
        above = (self.concentration - 1).clamp(min=0.0)
        mode = above / above.sum(-1, True)
        mask = (self.concentration < 1).all(dim=-1)
        choice = torch.nn.functional.one_hot(mode[mask].argmax(dim=-1), mode.shape[-1])
        mode[mask] = choice.to(mode)
        return mode

    @property
    def variance(self):
        total = self.concentration.sum(-1, True)
        return self.concentration * (total - self.concentration) / (total.pow(2) * (total + 1))

    def rsample(self, sample_shape=()):
        concentration = self.concentration.expand(self._extended_shape(sample_shape))
        if torch.is_grad_enabled() and concentration.requires_grad:
            standard_gamma(concentration, type(self).__name__)
        return torch._sample_dirichlet(concentration)

    def log_prob(self, value):
        self._checked(value)
        return (
            torch.xlogy(self.concentration - 1.0, value).sum(-1)
            + torch.lgamma(self.concentration.sum(-1))
            - torch.lgamma(self.concentration).sum(-1)
        )

    def entropy(self):
        count = self.concentration.size(-1)
        total = self.concentration.sum(-1)
        return (
            torch.lgamma(self.concentration).sum(-1)
            - torch.lgamma(total)
            - (count - total) * torch.digamma(total)
            - ((self.concentration - 1.0) * torch.digamma(self.concentration)).sum(-1)
        )
