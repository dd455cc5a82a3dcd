"""Distributions of counts and choices."""

import math

import torch
import torch.nn.functional as F
from torch._tensor import Size
from torch.distributions import constraints
from torch.distributions.constraints import (
    boolean, nonnegative, nonnegative_integer, one_hot, real, real_vector, simplex, unit_interval,
)
from torch.distributions.distribution import Distribution, lazy_property, tensors_of


def _inside(probs):
    eps = torch.finfo(probs.dtype).eps
    return probs.clamp(min=eps, max=1 - eps)


def _log_odds(probs):
    inside = _inside(probs)
    return torch.log(inside) - torch.log1p(-inside)


def _check_one_of(probs, logits):
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


class _Odds(Distribution):
    """A distribution of one probability, given as it is or as the logarithm of the odds."""

    arg_constraints = {"probs": unit_interval, "logits": real}

    def __init__(self, probs=None, logits=None, validate_args=None):
        _check_one_of(probs, logits)
        if probs is not None:
            (self.probs,) = tensors_of(probs)
        else:
            (self.logits,) = tensors_of(logits)
        given = self.probs if probs is not None else self.logits
        super().__init__(given.shape, validate_args=validate_args)

    @lazy_property
    def logits(self):
        return _log_odds(self.probs)

    @lazy_property
    def probs(self):
        return torch.sigmoid(self.logits)

    @property
    def param_shape(self):
        return (self.__dict__["probs"] if "probs" in self.__dict__ else self.logits).size()


class Bernoulli(_Odds):
    support = boolean
    has_enumerate_support = True
    mean = property(lambda self: self.probs)
    variance = property(lambda self: self.probs * (1 - self.probs))

    @property
    def mode(self):
        mode = (self.probs >= 0.5).to(self.probs)
        mode[self.probs == 0.5] = math.nan
        return mode

    def sample(self, sample_shape=()):
        with torch.no_grad():
            return torch.bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._checked(value)
        logits, value = tensors_of(self.logits, value)
        return -F.binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        return F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand=True):
        return self._expanded_values(torch.arange(2, dtype=self.param_dtype), expand)

    @property
    def param_dtype(self):
        return next(self.__dict__[n] for n in ("probs", "logits") if n in self.__dict__).dtype


class Geometric(_Odds):
    """The number of failures before the first success."""

    support = nonnegative_integer

    def __init__(self, probs=None, logits=None, validate_args=None):
        super().__init__(probs, logits, validate_args)
        if self._validate_args and probs is not None:
            value = self.probs
            if not (value > 0).all():
                raise ValueError(
                    f"Expected parameter probs ({type(value).__name__} of shape "
                    f"{tuple(value.shape)}) of distribution {self!r} to be positive but found "
                    f"invalid values:\n{value[~(value > 0)]}"
                )

    mean = property(lambda self: 1.0 / self.probs - 1.0)
    mode = property(lambda self: torch.zeros_like(self.probs))
    variance = property(lambda self: (1.0 / self.probs - 1.0) / self.probs)

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with torch.no_grad():
            tiny = torch.finfo(self.probs.dtype).tiny
            u = self.probs.new_empty(shape).uniform_(tiny, 1)
            return (u.log() / (-self.probs).log1p()).floor()

    def log_prob(self, value):
        self._checked(value)
        value, probs = tensors_of(value, self.probs)
        probs = probs.clone()
        probs[(probs == 1) & (value == 0)] = 0  # 0 · log 0 counts as 0
        return value * (-probs).log1p() + self.probs.log()

    def entropy(self):
        full = F.binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")
        return full / self.probs


class Binomial(Distribution):
    arg_constraints = {"total_count": nonnegative_integer, "probs": unit_interval, "logits": real}
    has_enumerate_support = True

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        _check_one_of(probs, logits)
        given = probs if probs is not None else logits
        if not isinstance(given, torch.Tensor):
            given = torch.tensor(float(given))
        self.total_count, given = tensors_of(total_count, given)
        self.total_count = self.total_count.type_as(given)
        setattr(self, "probs" if probs is not None else "logits", given)
        super().__init__(given.shape, validate_args=validate_args)

    logits, probs = _Odds.__dict__["logits"], _Odds.__dict__["probs"]

    @property
    def support(self):
        return constraints.integer_interval(0, self.total_count)

    mean = property(lambda self: self.total_count * self.probs)
    mode = property(
        lambda self: ((self.total_count + 1) * self.probs).floor().clamp(max=self.total_count)
    )
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with torch.no_grad():
            return torch.binomial(self.total_count.expand(shape), self.probs.expand(shape))

    def log_prob(self, value):
        self._checked(value)
        positive_part = (self.logits.clamp(min=0) + self.logits - self.logits.clamp(max=0)) / 2
        normalize = (
            self.total_count * positive_part
            + self.total_count * torch.log1p(torch.exp(-torch.abs(self.logits)))
            - torch.lgamma(self.total_count + 1)
        )
        return (
            value * self.logits
            - torch.lgamma(value + 1)
            - torch.lgamma(self.total_count - value + 1)
            - normalize
        )

    def entropy(self):
        log_prob = self.log_prob(self.enumerate_support(False))
        return -(torch.exp(log_prob) * log_prob).sum(0)

    def enumerate_support(self, expand=True):
        most = int(self.total_count.max())
        if not self.total_count.min() == most:
            raise NotImplementedError(
                "Inhomogeneous total count not supported by `enumerate_support`."
            )
        return self._expanded_values(torch.arange(1 + most, dtype=self.total_count.dtype), expand)


class Poisson(Distribution):
    arg_constraints = {"rate": nonnegative}
    support = nonnegative_integer

    def __init__(self, rate, validate_args=None):
        (self.rate,) = tensors_of(rate)
        super().__init__(self.rate.shape, validate_args=validate_args)

    mean = property(lambda self: self.rate)
    mode = property(lambda self: self.rate.floor())
    variance = property(lambda self: self.rate)

    def sample(self, sample_shape=()):
        with torch.no_grad():
            return torch.poisson(self.rate.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        self._checked(value)
        rate, value = tensors_of(self.rate, value)
        return value.xlogy(rate) - rate - (value + 1).lgamma()


class Categorical(Distribution):
    """A choice of 0 to K-1, by probabilities that are normalised, or by logits."""

    arg_constraints = {"probs": simplex, "logits": real_vector}
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        _check_one_of(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        if given.dim() < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        if probs is not None:
            self.probs = probs / probs.sum(-1, keepdim=True)
        else:
            self.logits = logits - logits.logsumexp(dim=-1, keepdim=True)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    @lazy_property
    def logits(self):
        return torch.log(_inside(self.probs))

    @lazy_property
    def probs(self):
        return F.softmax(self.logits, dim=-1)

    @property
    def _parameter(self):
        return self.__dict__["probs"] if "probs" in self.__dict__ else self.logits

    def expand(self, batch_shape, _instance=None):
        shape = Size(batch_shape) + (self._num_events,)
        given = {n: self.__dict__[n].expand(shape) for n in ("probs", "logits") if n in self.__dict__}
        return self._expanded(Size(batch_shape), _num_events=self._num_events, **given)

    @property
    def support(self):
        return constraints.integer_interval(0, self._num_events - 1)

    param_shape = property(lambda self: self._parameter.size())
    mean = property(lambda self: torch.full(self._batch_shape, math.nan, dtype=self.probs.dtype))
    variance = mean
    mode = property(lambda self: self.probs.argmax(dim=-1))

    def sample(self, sample_shape=()):
        shape = Size(sample_shape)
        rows = self.probs.detach().reshape(-1, self._num_events)
        drawn = torch.multinomial(rows, shape.numel(), True).T
        return drawn.reshape(self._extended_shape(shape))

    def log_prob(self, value):
        value = self._checked(value).long().unsqueeze(-1)
        value, logits = torch.broadcast_tensors(value, self.logits)
        return logits.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        logits = torch.clamp(self.logits, min=torch.finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand=True):
        return self._expanded_values(torch.arange(self._num_events), expand)


class OneHotCategorical(Distribution):
    """A choice, as a vector that is 1 at the chosen place."""

    arg_constraints = {"probs": simplex, "logits": real_vector}
    support = one_hot
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        super().__init__(
            self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args
        )

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    mean = property(lambda self: self._categorical.probs)
    param_shape = property(lambda self: self._categorical.param_shape)
    variance = property(lambda self: self.probs * (1 - self.probs))

    @property
    def mode(self):
        return F.one_hot(self.probs.argmax(dim=-1), self.probs.shape[-1]).to(self.probs)

    def expand(self, batch_shape, _instance=None):
        return self._expanded(
            Size(batch_shape), _categorical=self._categorical.expand(batch_shape)
        )

    def sample(self, sample_shape=()):
        drawn = self._categorical.sample(sample_shape)
        return F.one_hot(drawn, self._event_shape[0]).to(self.probs)

    def log_prob(self, value):
        return self._categorical.log_prob(self._checked(value).max(-1)[1])

    def entropy(self):
        return self._categorical.entropy()

    def enumerate_support(self, expand=True):
        return self._expanded_values(torch.eye(self._event_shape[0], dtype=self.probs.dtype), expand)


class Multinomial(Distribution):
    """How often each place was chosen in `total_count` choices."""

    arg_constraints = {"probs": simplex, "logits": real_vector}

    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        self._categorical = Categorical(probs, logits)
        super().__init__(
            self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args
        )

    probs = property(lambda self: self._categorical.probs)
    logits = property(lambda self: self._categorical.logits)
    mean = property(lambda self: self.probs * self.total_count)
    variance = property(lambda self: self.total_count * self.probs * (1 - self.probs))

    @property
    def support(self):
        return constraints.multinomial(self.total_count)

    def expand(self, batch_shape, _instance=None):
        return self._expanded(
            Size(batch_shape),
            total_count=self.total_count,
            _categorical=self._categorical.expand(batch_shape),
        )

    def sample(self, sample_shape=()):
        shape = Size(sample_shape)
        drawn = self._categorical.sample(Size((self.total_count,)) + shape)
        drawn = drawn.permute(*range(1, drawn.dim()), 0)
        counts = drawn.new_zeros(self._extended_shape(shape))
        counts.scatter_add_(-1, drawn, torch.ones_like(drawn))
        return counts.type_as(self.probs)

    def log_prob(self, value):
        logits, value = tensors_of(self.logits, self._checked(value))
        logits = logits.clone()
        ways = torch.lgamma(value.sum(-1) + 1) - torch.lgamma(value + 1).sum(-1)
        logits[(value == 0) & (logits == -math.inf)] = 0
        return ways + (logits * value).sum(-1)

    def entropy(self):
        n = torch.tensor(float(self.total_count))
        binomial = Binomial(self.total_count, probs=self.probs)
        counts = binomial.enumerate_support(False)[1:]
        ways = torch.exp(binomial.log_prob(counts)) * torch.lgamma(counts + 1)
        return n * self._categorical.entropy() - torch.lgamma(n + 1) + ways.sum([0, -1])


class OneHotCategoricalStraightThrough(OneHotCategorical):
    """One-hot samples whose gradient is that of the probabilities (Bengio et al., 2013)."""

    has_rsample = True

    def rsample(self, sample_shape=()):
        drawn = self.sample(sample_shape)
        return drawn + (self.probs - self.probs.detach())


class NegativeBinomial(Distribution):
    """The number of successes before `total_count` failures."""

    arg_constraints = {
        "total_count": constraints.greater_than_eq(0),
        "probs": constraints.half_open_interval(0.0, 1.0),
        "logits": real,
    }
    support = nonnegative_integer

    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        _check_one_of(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        self.total_count, given = tensors_of(total_count, given)
        self.total_count = self.total_count.type_as(given)
        setattr(self, name, given)
        super().__init__(given.shape, validate_args=validate_args)

    logits, probs = _Odds.__dict__["logits"], _Odds.__dict__["probs"]
    mean = property(lambda self: self.total_count * torch.exp(self.logits))
    mode = property(lambda self: ((self.total_count - 1) * self.logits.exp()).floor().clamp(min=0.0))
    variance = property(lambda self: self.mean / torch.sigmoid(-self.logits))

    def sample(self, sample_shape=()):
        from torch.distributions.continuous import Gamma

        with torch.no_grad():
            gamma = Gamma(self.total_count, torch.exp(-self.logits), validate_args=False)
            return torch.poisson(gamma.sample(sample_shape))

    def log_prob(self, value):
        self._checked(value)
        density = self.total_count * F.logsigmoid(-self.logits) + value * F.logsigmoid(self.logits)
        norm = (
            -torch.lgamma(self.total_count + value)
            + torch.lgamma(1.0 + value)
            + torch.lgamma(self.total_count)
        )
        return density - norm.masked_fill(self.total_count + value == 0.0, 0.0)
