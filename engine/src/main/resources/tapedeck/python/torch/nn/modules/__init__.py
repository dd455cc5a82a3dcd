"""The modules of torch.nn, by family."""

import importlib
import sys
import types

# the module of PyTorch that a class says it comes from
_PLACES = {
    "activation": """
        CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU
        LogSigmoid LogSoftmax Mish MultiheadAttention PReLU RReLU ReLU ReLU6 SELU SiLU
        Sigmoid Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh Tanhshrink
        Threshold
    """,
    "adaptive": """
        AdaptiveLogSoftmaxWithLoss
    """,
    "batchnorm": """
        BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d
        LazyBatchNorm3d SyncBatchNorm
    """,
    "channelshuffle": """
        ChannelShuffle
    """,
    "container": """
        Container ModuleDict ModuleList ParameterDict ParameterList Sequential
    """,
    "conv": """
        Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
        LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d
        LazyConvTranspose3d
    """,
    "distance": """
        CosineSimilarity PairwiseDistance
    """,
    "dropout": """
        AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout
    """,
    "flatten": """
        Flatten Unflatten
    """,
    "fold": """
        Fold Unfold
    """,
    "instancenorm": """
        InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d
        LazyInstanceNorm2d LazyInstanceNorm3d
    """,
    "linear": """
        Bilinear Identity LazyLinear Linear
    """,
    "linear_cross_entropy_options": """
        LinearCrossEntropyOptions
    """,
    "loss": """
        BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss
        GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss
        LinearCrossEntropyLoss MSELoss MarginRankingLoss MultiLabelMarginLoss
        MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss NLLLoss2d PoissonNLLLoss
        SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss
    """,
    "normalization": """
        CrossMapLRN2d GroupNorm LayerNorm LocalResponseNorm RMSNorm
    """,
    "padding": """
        CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d
        ConstantPad3d ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d
        ReplicationPad2d ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d
    """,
    "pixelshuffle": """
        PixelShuffle PixelUnshuffle
    """,
    "pooling": """
        AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d
        AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d
        FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d LPPool3d MaxPool1d
        MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d
    """,
    "rnn": """
        GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase
    """,
    "sparse": """
        Embedding EmbeddingBag
    """,
    "transformer": """
        Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder
        TransformerEncoderLayer
    """,
    "upsampling": """
        Upsample UpsamplingBilinear2d UpsamplingNearest2d
    """,
}

_FAMILIES = ("layers", "containers", "losses", "recurrent", "attention", "module", "lazy", "adaptive")


def find(name):
    """The module class called `name`, from whichever family has it; None if none has."""
    for family in _FAMILIES:
        members = importlib.import_module(f"torch.nn.modules.{family}").__dict__
        if name in members and not name.startswith("_"):
            found = members[name]
            if found.__module__.startswith("torch.nn.modules."):
                for place, names in _PLACES.items():
                    if name in names.split():
                        found.__module__ = f"torch.nn.modules.{place}"
            return found
    return None


class _Place(types.ModuleType):
    """A module of PyTorch's, such as torch.nn.modules.linear, whose classes are in a family."""

    def __getattr__(self, name):
        if name in _PLACES[self.__name__.rpartition(".")[2]].split():
            return find(name)
        raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")


for _name in _PLACES:
    if _name not in _FAMILIES:
        sys.modules[f"{__name__}.{_name}"] = globals()[_name] = _Place(f"{__name__}.{_name}")


def __getattr__(name):
    found = find(name)
    if found is None:
        raise AttributeError(f"module 'torch.nn.modules' has no attribute '{name}'")
    return found
