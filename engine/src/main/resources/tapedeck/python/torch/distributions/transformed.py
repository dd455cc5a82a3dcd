"""Distributions of transformed values, with the change of variables in their densities."""

import math

import torch
import torch.nn.functional as F
from torch._tensor import Size
from torch.distributions import constraints
from torch.distributions.constraints import nonnegative, positive, real, real_vector, simplex
from torch.distributions.continuous import Cauchy, Exponential, Gamma, Uniform
from torch.distributions.discrete import Categorical, _inside, _check_one_of, _log_odds
from torch.distributions.distribution import (
    Distribution, Independent, lazy_property, sum_rightmost, tensors_of,
)
from torch.distributions.transforms import (
    AbsTransform, AffineTransform, ComposeTransform, ExpTransform, PowerTransform,
    SigmoidTransform, Transform,
)

_EULER = 0.57721566490153286060


class TransformedDistribution(Distribution):
    """The distribution of `transforms(x)` where x has the base distribution."""

    arg_constraints = {}

    def __init__(self, base_distribution, transforms, validate_args=None):
        self.transforms = [transforms] if isinstance(transforms, Transform) else list(transforms)
        if not all(isinstance(t, Transform) for t in self.transforms):
            raise ValueError(
                f"transforms must be a Transform or list, but was {transforms}"
            )
        whole = ComposeTransform(self.transforms)
        shape = base_distribution.batch_shape + base_distribution.event_shape
        if len(shape) < whole.domain.event_dim:
            raise ValueError(
                "base_distribution needs to have shape with size at least "
                f"{whole.domain.event_dim}, but got {shape}."
            )
        after = Size(whole.forward_shape(shape))
        widened = Size(whole.inverse_shape(after))
        events = len(base_distribution.event_shape)
        if shape != widened:
            base_distribution = base_distribution.expand(widened[: len(widened) - events])
        more = whole.domain.event_dim - events
        self.base_dist = Independent(base_distribution, more) if more > 0 else base_distribution
        dims = whole.codomain.event_dim + max(events - whole.domain.event_dim, 0)
        cut = len(after) - dims
        super().__init__(after[:cut], after[cut:], validate_args=validate_args)

    has_rsample = property(lambda self: self.base_dist.has_rsample)

    @property
    def support(self):
        if not self.transforms:
            return self.base_dist.support
        support = self.transforms[-1].codomain
        more = len(self.event_shape) - support.event_dim
        return constraints.independent(support, more) if more > 0 else support

    def expand(self, batch_shape, _instance=None):
        shape = Size(batch_shape) + self.event_shape
        for transform in reversed(self.transforms):
            shape = Size(transform.inverse_shape(shape))
        inner = shape[: len(shape) - len(self.base_dist.event_shape)]
        return self._expanded(
            Size(batch_shape), base_dist=self.base_dist.expand(inner), transforms=self.transforms
        )

    def _forward(self, x):
        for transform in self.transforms:
            x = transform(x)
        return x

    def sample(self, sample_shape=()):
        with torch.no_grad():
            return self._forward(self.base_dist.sample(sample_shape))

    def rsample(self, sample_shape=()):
        return self._forward(self.base_dist.rsample(sample_shape))

    def log_prob(self, value):
        y = self._checked(value)
        log_prob, dims = 0.0, len(self.event_shape)
        for transform in reversed(self.transforms):
            x = transform._inverse_of(y)
            dims += transform.domain.event_dim - transform.codomain.event_dim
            log_prob = log_prob - sum_rightmost(
                transform.log_abs_det_jacobian(x, y), dims - transform.domain.event_dim
            )
            y = x
        return log_prob + sum_rightmost(
            self.base_dist.log_prob(y), dims - len(self.base_dist.event_shape)
        )

    def _monotone(self, value):
        sign = 1
        for transform in self.transforms:
            sign = sign * transform.sign
        if isinstance(sign, int) and sign == 1:
            return value
        return sign * (value - 0.5) + 0.5

    def cdf(self, value):
        for transform in reversed(self.transforms):
            value = transform._inverse_of(value)
        return self._monotone(self.base_dist.cdf(self.base_dist._checked(value)))

    def icdf(self, value):
        return self._forward(self.base_dist.icdf(self._monotone(value)))


class _Shaped(TransformedDistribution):
    """One whose parameters are expanded with it."""

    def expand(self, batch_shape, _instance=None):
        shape = Size(batch_shape)
        parameters = {
            name: getattr(self, name).expand(shape)
            for name in self.arg_constraints
            if name in self.__dict__
        }
        return type(self)(**parameters, validate_args=False)


class Weibull(_Shaped):
    arg_constraints = {"scale": positive, "concentration": positive}
    support = positive

    def __init__(self, scale, concentration, validate_args=None):
        self.scale, self.concentration = tensors_of(scale, concentration)
        self.concentration_reciprocal = self.concentration.reciprocal()
        super().__init__(
            Exponential(torch.ones_like(self.scale), validate_args=validate_args),
            [PowerTransform(self.concentration_reciprocal), AffineTransform(0, self.scale)],
            validate_args,
        )

    @property
    def mean(self):
        return self.scale * torch.exp(torch.lgamma(1 + self.concentration_reciprocal))

    @property
    def mode(self):
        inside = (self.concentration - 1) / self.concentration
        return self.scale * inside**self.concentration.reciprocal()

    @property
    def variance(self):
        second = torch.exp(torch.lgamma(1 + 2 * self.concentration_reciprocal))
        first = torch.exp(2 * torch.lgamma(1 + self.concentration_reciprocal))
        return self.scale.pow(2) * (second - first)

    def entropy(self):
        return (
            _EULER * (1 - self.concentration_reciprocal)
            + torch.log(self.scale * self.concentration_reciprocal)
            + 1
        )


class Pareto(_Shaped):
    arg_constraints = {"alpha": positive, "scale": positive}

    def __init__(self, scale, alpha, validate_args=None):
        self.scale, self.alpha = tensors_of(scale, alpha)
        super().__init__(
            Exponential(self.alpha, validate_args=validate_args),
            [ExpTransform(), AffineTransform(0, self.scale)],
            validate_args,
        )

    @property
    def support(self):
        return constraints.greater_than_eq(self.scale)

    @property
    def mean(self):
        above = self.alpha.clamp(min=1)
        return above * self.scale / (above - 1)

    mode = property(lambda self: self.scale)

    @property
    def variance(self):
        above = self.alpha.clamp(min=2)
        return self.scale.pow(2) * above / ((above - 1).pow(2) * (above - 2))

    def entropy(self):
        return (self.scale / self.alpha).log() + (1 + self.alpha.reciprocal())


class InverseGamma(TransformedDistribution):
    arg_constraints = {"concentration": positive, "rate": positive}
    support = positive

    def __init__(self, concentration, rate, validate_args=None):
        base = Gamma(concentration, rate, validate_args=validate_args)
        super().__init__(base, PowerTransform(-base.rate.new_ones(())), validate_args)

    concentration = property(lambda self: self.base_dist.concentration)
    rate = property(lambda self: self.base_dist.rate)
    mode = property(lambda self: self.rate / (self.concentration + 1))

    @property
    def mean(self):
        result = self.rate / (self.concentration - 1)
        return torch.where(self.concentration > 1, result, math.inf)

    @property
    def variance(self):
        result = self.rate.square() / (
            (self.concentration - 1).square() * (self.concentration - 2)
        )
        return torch.where(self.concentration > 2, result, math.inf)

    def entropy(self):
        return (
            self.concentration
            + self.rate.log()
            + self.concentration.lgamma()
            - (1 + self.concentration) * self.concentration.digamma()
        )


class HalfCauchy(TransformedDistribution):
    arg_constraints = {"scale": positive}
    support = nonnegative
    has_rsample = True

    def __init__(self, scale, validate_args=None):
        super().__init__(Cauchy(0, scale, validate_args=False), AbsTransform(), validate_args)

    scale = property(lambda self: self.base_dist.scale)
    mean = property(lambda self: torch.full(self._extended_shape(), math.inf))
    mode = property(lambda self: torch.zeros_like(self.scale))
    variance = property(lambda self: self.base_dist.variance)

    def log_prob(self, value):
        self._checked(value)
        value = torch.as_tensor(value, dtype=self.base_dist.scale.dtype)
        log_prob = self.base_dist.log_prob(value) + math.log(2)
        return torch.where(value >= 0, log_prob, -math.inf)

    def cdf(self, value):
        return 2 * self.base_dist.cdf(self._checked(value)) - 1

    def icdf(self, value):
        return self.base_dist.icdf((value + 1) / 2)

    def entropy(self):
        return self.base_dist.entropy() - math.log(2)


class Kumaraswamy(_Shaped):
    arg_constraints = {"concentration1": positive, "concentration0": positive}
    support = constraints.unit_interval

    def __init__(self, concentration1, concentration0, validate_args=None):
        self.concentration1, self.concentration0 = tensors_of(concentration1, concentration0)
        ones = torch.ones_like(self.concentration0)
        super().__init__(
            Uniform(torch.zeros_like(ones), ones, validate_args=validate_args),
            [
                PowerTransform(self.concentration0.reciprocal()),
                AffineTransform(1.0, -1.0),
                PowerTransform(self.concentration1.reciprocal()),
            ],
            validate_args,
        )

    def _moment(self, n):
        a, b = self.concentration1, self.concentration0
        arg = 1 + n / a
        return b * torch.exp(torch.lgamma(arg) + torch.lgamma(b) - torch.lgamma(arg + b))

    mean = property(lambda self: self._moment(1))
    variance = property(lambda self: self._moment(2) - self.mean.pow(2))

    @property
    def mode(self):
        a, b = self.concentration1, self.concentration0
        logarithm = a.reciprocal() * (-a).log1p() - (-a * b).log1p()
        return torch.where((a < 1) | (b < 1), math.nan, logarithm).exp()

    def entropy(self):
        t1, t0 = 1 - self.concentration1.reciprocal(), 1 - self.concentration0.reciprocal()
        harmonic = torch.digamma(self.concentration0 + 1) + _EULER
        return (
            t0 + t1 * harmonic - torch.log(self.concentration1) - torch.log(self.concentration0)
        )


class LogitRelaxedBernoulli(Distribution):
    """The logit of a relaxed Bernoulli sample (Maddison et al., 2017; Jang et al., 2017)."""

    arg_constraints = {"probs": constraints.unit_interval, "logits": real}
    support = real
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        _check_one_of(probs, logits)
        name, given = ("probs", probs) if probs is not None else ("logits", logits)
        (given,) = tensors_of(given)
        setattr(self, name, given)
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

    def expand(self, batch_shape, _instance=None):
        shape = Size(batch_shape)
        given = {n: self.__dict__[n].expand(shape) for n in ("probs", "logits") if n in self.__dict__}
        return self._expanded(shape, temperature=self.temperature, **given)

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        probs = _inside(self.probs.expand(shape))
        uniforms = _inside(torch.rand(shape, dtype=probs.dtype))
        return (
            uniforms.log() - (-uniforms).log1p() + probs.log() - (-probs).log1p()
        ) / self.temperature

    def log_prob(self, value):
        self._checked(value)
        logits, value = tensors_of(self.logits, value)
        difference = logits - value.mul(self.temperature)
        return self.temperature.log() + difference - 2 * difference.exp().log1p()


class RelaxedBernoulli(TransformedDistribution):
    arg_constraints = {"probs": constraints.unit_interval, "logits": real}
    support = constraints.unit_interval
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        super().__init__(
            LogitRelaxedBernoulli(temperature, probs, logits), SigmoidTransform(), validate_args
        )

    temperature = property(lambda self: self.base_dist.temperature)
    logits = property(lambda self: self.base_dist.logits)
    probs = property(lambda self: self.base_dist.probs)


class ExpRelaxedCategorical(Distribution):
    """The logarithm of a relaxed one-hot sample (Maddison et al., 2017)."""

    arg_constraints = {"probs": simplex, "logits": real_vector}
    support = real_vector
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self._categorical, self.temperature = Categorical(probs, logits), temperature
        super().__init__(
            self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args
        )

    logits = property(lambda self: self._categorical.logits)
    probs = property(lambda self: self._categorical.probs)
    param_shape = property(lambda self: self._categorical.param_shape)

    def expand(self, batch_shape, _instance=None):
        return self._expanded(
            Size(batch_shape),
            temperature=self.temperature,
            _categorical=self._categorical.expand(batch_shape),
        )

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        uniforms = _inside(torch.rand(shape, dtype=self.logits.dtype))
        gumbels = -((-(uniforms.log())).log())
        scores = (self.logits + gumbels) / self.temperature
        return scores - scores.logsumexp(dim=-1, keepdim=True)

    def log_prob(self, value):
        count = self._categorical._num_events
        self._checked(value)
        logits, value = tensors_of(self.logits, value)
        scale = torch.full_like(self.temperature, float(count)).lgamma() - self.temperature.log().mul(
            -(count - 1)
        )
        score = logits - value.mul(self.temperature)
        score = (score - score.logsumexp(dim=-1, keepdim=True)).sum(-1)
        return score + scale


class RelaxedOneHotCategorical(TransformedDistribution):
    arg_constraints = {"probs": simplex, "logits": real_vector}
    support = simplex
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        super().__init__(
            ExpRelaxedCategorical(temperature, probs, logits), ExpTransform(), validate_args
        )

    temperature = property(lambda self: self.base_dist.temperature)
    logits = property(lambda self: self.base_dist.logits)
    probs = property(lambda self: self.base_dist.probs)


class MixtureSameFamily(Distribution):
    """A mixture: a component is chosen, then a sample of it."""

    arg_constraints = {}

    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        mixture, component = mixture_distribution, component_distribution
        if not isinstance(mixture, Categorical):
            raise ValueError(
                " The Mixture distribution needs to be an  instance of "
                "torch.distributions.Categorical"
            )
        if not isinstance(component, Distribution):
            raise ValueError(
                "The Component distribution need to be an instance of "
                "torch.distributions.Distribution"
            )
        self._mixture_distribution, self._component_distribution = mixture, component
        batch = component.batch_shape[:-1]
        for a, b in zip(reversed(mixture.batch_shape), reversed(batch)):
            if a != 1 and b != 1 and a != b:
                raise ValueError(
                    f"`mixture_distribution.batch_shape` ({mixture.batch_shape}) is not "
                    "compatible with `component_distribution."
                    f"batch_shape`({batch})"
                )
        count = mixture.logits.shape[-1]
        if count != component.batch_shape[-1]:
            raise ValueError(
                f"`mixture_distribution component` ({count}) does not equal "
                f"`component_distribution.batch_shape[-1]` ({component.batch_shape[-1]})"
            )
        self._num_component = count
        self._event_ndims = len(component.event_shape)
        super().__init__(batch, component.event_shape, validate_args=validate_args)

    mixture_distribution = property(lambda self: self._mixture_distribution)
    component_distribution = property(lambda self: self._component_distribution)
    support = property(lambda self: self._component_distribution.support)

    def expand(self, batch_shape, _instance=None):
        shape = Size(batch_shape)
        return self._expanded(
            shape,
            _mixture_distribution=self._mixture_distribution.expand(shape),
            _component_distribution=self._component_distribution.expand(
                shape + (self._num_component,)
            ),
            _num_component=self._num_component,
            _event_ndims=self._event_ndims,
        )

    @property
    def _shares(self):
        probs = self.mixture_distribution.probs
        return probs.reshape(probs.shape + (1,) * self._event_ndims)

    @property
    def mean(self):
        at = -1 - self._event_ndims
        return torch.sum(self._shares * self.component_distribution.mean, dim=at)

    @property
    def variance(self):
        at, component = -1 - self._event_ndims, self.component_distribution
        within = torch.sum(self._shares * component.variance, dim=at)
        away = component.mean - self.mean.unsqueeze(at)
        return within + torch.sum(self._shares * away.pow(2.0), dim=at)

    def cdf(self, x):
        x = x.unsqueeze(-1 - self._event_ndims)
        return torch.sum(self.component_distribution.cdf(x) * self.mixture_distribution.probs, -1)

    def log_prob(self, value):
        self._checked(value)
        value = value.unsqueeze(-1 - self._event_ndims)
        of_component = self.component_distribution.log_prob(value)
        of_choice = torch.log_softmax(self.mixture_distribution.logits, dim=-1)
        return torch.logsumexp(of_component + of_choice, dim=-1)

    def sample(self, sample_shape=()):
        with torch.no_grad():
            sample_shape = Size(sample_shape)
            events = self.event_shape
            chosen = self.mixture_distribution.sample(sample_shape)
            samples = self.component_distribution.sample(sample_shape)
            at = len(sample_shape) + len(self.batch_shape)
            index = chosen.reshape(chosen.shape + (1,) * (len(events) + 1))
            index = index.repeat((1,) * len(chosen.shape) + (1,) + tuple(events))
            return torch.gather(samples, at, index).squeeze(at)

    def __repr__(self):
        return (
            f"MixtureSameFamily(\n  {self.mixture_distribution!r},\n  "
            f"{self.component_distribution!r})"
        )
