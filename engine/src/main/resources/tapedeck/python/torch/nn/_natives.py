"""What torch.nn.functional hands to PyTorch's own functions, which refuse what does not fit."""

from torch._calls import checked

# a scope, the functions that PyTorch has there under the same name
_SAME = {
    "nn": (
        "avg_pool2d avg_pool3d gelu linear logsigmoid one_hot scaled_dot_product_attention "
        "softplus softshrink"
    ),
    "torch": (
        "adaptive_avg_pool1d avg_pool1d bilinear channel_shuffle conv1d conv2d conv3d "
        "conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity hardshrink "
        "pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu"
    ),
}
_NAMES = {"logsigmoid": "log_sigmoid"}
_ANY = 1  # stands for a reduction, which is checked before


def _pool(input, kernel_size, stride=None, padding=0, dilation=1, *rest, **named):
    return input, kernel_size, () if stride is None else stride, padding, dilation


def _dropped(input, p=0.5, training=True, inplace=False):
    return input, 0.5, training


def _dropped_rarely(input, p=0.5, training=False, inplace=False):
    return input, 0.5, training


# function: scope, PyTorch's own function, what it is given
_HANDED = {
    "dropout": ("torch", "dropout", _dropped),
    "dropout1d": ("torch", "feature_dropout", _dropped),
    "dropout2d": ("torch", "feature_dropout", _dropped),
    "dropout3d": ("torch", "feature_dropout", _dropped),
    "alpha_dropout": ("torch", "alpha_dropout", _dropped_rarely),
    "feature_alpha_dropout": ("torch", "feature_alpha_dropout", _dropped_rarely),
    "max_pool1d": ("torch", "max_pool1d", _pool),
    "max_pool2d": ("torch", "max_pool2d", _pool),
    "max_pool3d": ("torch", "max_pool3d", _pool),
    "adaptive_max_pool1d": (
        "torch", "adaptive_max_pool1d", lambda input, output_size, *_, **__: (input, output_size),
    ),
    "embedding": (
        "torch", "embedding", lambda input, weight, *_, **__: (weight, input),
    ),
    "pad": (
        "nn", "pad",
        lambda input, pad, mode="constant", value=None: (input, pad, mode, value),
    ),
    "layer_norm": (
        "torch", "layer_norm",
        lambda input, normalized_shape, weight=None, bias=None, eps=1e-5: (
            input, normalized_shape, weight, bias, eps
        ),
    ),
    "rms_norm": (
        "torch", "rms_norm",
        lambda input, normalized_shape, weight=None, eps=None: (
            input, normalized_shape, weight, eps
        ),
    ),
    "batch_norm": (
        "torch", "batch_norm",
        lambda input, running_mean, running_var, weight=None, bias=None, training=False,
        momentum=0.1, eps=1e-5: (
            input, weight, bias, running_mean, running_var, training, momentum, eps, True
        ),
    ),
    "cross_entropy": (
        "nn", "cross_entropy_loss",
        lambda input, target, weight=None, size_average=None, ignore_index=-100, reduce=None,
        reduction="mean", label_smoothing=0.0: (
            input, target, weight, _ANY, ignore_index, label_smoothing
        ),
    ),
    "nll_loss": (
        "nn", "nll_loss_nd",
        lambda input, target, weight=None, size_average=None, ignore_index=-100, *_, **__: (
            input, target, weight, _ANY, ignore_index
        ),
    ),
    "soft_margin_loss": (
        "nn", "soft_margin_loss", lambda input, target, *_, **__: (input, target),
    ),
    "multi_margin_loss": (
        "nn", "multi_margin_loss",
        lambda input, target, p=1, margin=1.0, weight=None, *_, **__: (
            input, target, p, margin, weight
        ),
    ),
    "multilabel_margin_loss": (
        "nn", "multilabel_margin_loss", lambda input, target, *_, **__: (input, target),
    ),
    "poisson_nll_loss": (
        "torch", "poisson_nll_loss",
        lambda input, target, log_input=True, full=False, size_average=None, eps=1e-8, *_, **__: (
            input, target, log_input, full, eps, _ANY
        ),
    ),
    "kl_div": (
        "torch", "kl_div", lambda input, target, *_, **__: (input, target),
    ),
    "hinge_embedding_loss": (
        "torch", "hinge_embedding_loss",
        lambda input, target, margin=1.0, *_, **__: (input, target, margin),
    ),
    "margin_ranking_loss": (
        "torch", "margin_ranking_loss",
        lambda input1, input2, target, margin=0, *_, **__: (input1, input2, target, margin),
    ),
    "cosine_embedding_loss": (
        "torch", "cosine_embedding_loss",
        lambda input1, input2, target, margin=0, *_, **__: (input1, input2, target, margin),
    ),
    "triplet_margin_loss": (
        "torch", "triplet_margin_loss",
        lambda anchor, positive, negative, margin=1.0, p=2, eps=1e-6, *_, **__: (
            anchor, positive, negative, margin, p, eps
        ),
    ),
    "rrelu": (
        "torch", "rrelu",
        lambda input, lower=1.0 / 8, upper=1.0 / 3, training=False, inplace=False: (
            input, lower, upper, training
        ),
    ),
}


def guard(namespace):
    """Has the functions refuse what PyTorch refuses."""
    for scope, names in _SAME.items():
        for name in names.split():
            namespace[name] = checked(scope, _NAMES.get(name, name), namespace[name])
    for name, (scope, native, given) in _HANDED.items():
        namespace[name] = checked(scope, native, namespace[name], given)
