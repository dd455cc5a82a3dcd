"""What layers and losses make of their arguments, fitting and not."""

import warnings

import torch
import torch.nn as nn

warnings.simplefilter("ignore")
POOL = dict(s="torch.tensor(0.7)",v="torch.tensor([.2,.5,.3])",x="torch.arange(6.).reshape(2,3)/6",im="torch.arange(32.).reshape(1,2,4,4)/32",c="torch.arange(12.).reshape(1,4,3)/12",i="torch.tensor([0,1])",li="torch.tensor([[0,1],[1,0]])",z="torch.zeros(0,3)",d="torch.arange(6.,dtype=torch.float64).reshape(2,3)/6",im2="torch.arange(16.).reshape(2,4,2)/16")
CALLS = """
Linear(3,2)
Linear(3,2) <- s
Linear(3,2) <- v
Linear(3,2) <- im
Linear(0,2)
Linear(0,2) <- s
Linear(0,2) <- v
Linear(0,2) <- x
Linear(3,2,bias=None)
Linear(3,2,bias=None) <- s
Linear(3,2,bias=None) <- v
Linear(3,2,bias=None) <- im
Linear(3,-2)
Linear(3,2,dtype=torch.float64)
Linear(3,2,dtype=torch.float64) <- s
Linear(3,2,dtype=torch.float64) <- v
Linear(3,2,dtype=torch.float64) <- i
Identity(1,2,a=3)
Identity(1,2,a=3) <- s
Identity(1,2,a=3) <- x, x
Identity(1,2,a=3) <- x, x, x
Bilinear(3,3,2)
Bilinear(3,3,2) <- s
Bilinear(3,3,2) <- x, x
Bilinear(3,3,2) <- x, li
Conv1d(2,4,3)
Conv1d(2,4,3) <- s
Conv1d(2,4,3) <- x
Conv1d(2,4,3) <- c
Conv1d(2,4,3,padding='same')
Conv1d(2,4,3,padding='same') <- s
Conv1d(2,4,3,padding='same') <- x
Conv1d(2,4,3,padding='same') <- c
Conv1d(2,4,3,groups=2)
Conv1d(2,4,3,groups=2) <- s
Conv1d(2,4,3,groups=2) <- x
Conv1d(2,4,3,groups=2) <- c
Conv1d(2,3,3,groups=2)
Conv2d(2,4,3)
Conv2d(2,4,3) <- s
Conv2d(2,4,3) <- im
Conv2d(2,4,3) <- c
Conv2d(2,4,(3,2),stride=2)
Conv2d(2,4,(3,2),stride=2) <- s
Conv2d(2,4,(3,2),stride=2) <- im
Conv2d(2,4,(3,2),stride=2) <- c
Conv2d(2,4,3,padding_mode='reflect',padding=1)
Conv2d(2,4,3,padding_mode='reflect',padding=1) <- im
Conv2d(2,4,3,padding_mode='reflect',padding=1) <- c
Conv2d(2,4,3,padding_mode='reflect',padding=1) <- x, x
Conv2d(2,4,3,stride=2,padding='same')
Conv3d(2,2,1)
Conv3d(2,2,1) <- s
Conv3d(2,2,1) <- im
Conv3d(2,2,1) <- x, x
ConvTranspose1d(2,2,2)
ConvTranspose1d(2,2,2) <- s
ConvTranspose1d(2,2,2) <- x
ConvTranspose1d(2,2,2) <- c
ConvTranspose2d(2,2,2,stride=2,output_padding=1)
ConvTranspose2d(2,2,2,stride=2,output_padding=1) <- s
ConvTranspose2d(2,2,2,stride=2,output_padding=1) <- im
ConvTranspose2d(2,2,2,stride=2,output_padding=1) <- c
ConvTranspose2d(2,2,2,padding_mode='reflect')
MaxPool1d(2)
MaxPool1d(2) <- s
MaxPool1d(2) <- x
MaxPool1d(2) <- x, x
MaxPool2d(2)
MaxPool2d(2) <- s
MaxPool2d(2) <- im
MaxPool2d(2) <- x, x
MaxPool2d(2,return_indices=True)
MaxPool2d(2,return_indices=True) <- s
MaxPool2d(2,return_indices=True) <- im
MaxPool2d(2,return_indices=True) <- x, x
MaxPool2d((2,1),ceil_mode=True)
MaxPool2d((2,1),ceil_mode=True) <- s
MaxPool2d((2,1),ceil_mode=True) <- im
MaxPool2d((2,1),ceil_mode=True) <- x, x
MaxPool3d(1)
MaxPool3d(1) <- s
MaxPool3d(1) <- im
MaxPool3d(1) <- x, x
AvgPool1d(2)
AvgPool1d(2) <- s
AvgPool1d(2) <- v
AvgPool1d(2) <- x
AvgPool2d(2)
AvgPool2d(2) <- s
AvgPool2d(2) <- v
AvgPool2d(2) <- x
AvgPool3d(1)
AvgPool3d(1) <- s
AvgPool3d(1) <- im
AvgPool3d(1) <- x, x
AdaptiveAvgPool1d(2)
AdaptiveAvgPool1d(2) <- s
AdaptiveAvgPool1d(2) <- v
AdaptiveAvgPool1d(2) <- x
AdaptiveAvgPool2d((None,2))
AdaptiveAvgPool2d((None,2)) <- s
AdaptiveAvgPool2d((None,2)) <- im
AdaptiveAvgPool2d((None,2)) <- x, x
AdaptiveMaxPool2d(2)
AdaptiveMaxPool2d(2) <- s
AdaptiveMaxPool2d(2) <- im
AdaptiveMaxPool2d(2) <- x, x
LPPool2d(2,2)
LPPool2d(2,2) <- s
LPPool2d(2,2) <- v
LPPool2d(2,2) <- x
BatchNorm1d(3)
BatchNorm1d(3) <- s
BatchNorm1d(3) <- v
BatchNorm1d(3) <- x
BatchNorm1d(2)
BatchNorm1d(2) <- s
BatchNorm1d(2) <- v
BatchNorm1d(2) <- x
BatchNorm2d(2)
BatchNorm2d(2) <- s
BatchNorm2d(2) <- v
BatchNorm2d(2) <- x
BatchNorm2d(2,affine=False)
BatchNorm2d(2,affine=False) <- s
BatchNorm2d(2,affine=False) <- v
BatchNorm2d(2,affine=False) <- x
BatchNorm2d(2,track_running_stats=False)
BatchNorm2d(2,track_running_stats=False) <- s
BatchNorm2d(2,track_running_stats=False) <- v
BatchNorm2d(2,track_running_stats=False) <- x
BatchNorm3d(2)
BatchNorm3d(2) <- s
BatchNorm3d(2) <- v
BatchNorm3d(2) <- x
LayerNorm(3)
LayerNorm(3) <- s
LayerNorm(3) <- v
LayerNorm(3) <- i
LayerNorm([4,3])
LayerNorm([4,3]) <- s
LayerNorm([4,3]) <- c
LayerNorm([4,3]) <- i
LayerNorm(3,elementwise_affine=False)
LayerNorm(3,elementwise_affine=False) <- s
LayerNorm(3,elementwise_affine=False) <- v
LayerNorm(3,elementwise_affine=False) <- x, x
LayerNorm(3,bias=False)
LayerNorm(3,bias=False) <- s
LayerNorm(3,bias=False) <- v
LayerNorm(3,bias=False) <- i
GroupNorm(1,2)
GroupNorm(1,2) <- s
GroupNorm(1,2) <- x
GroupNorm(1,2) <- im
GroupNorm(2,4)
GroupNorm(2,4) <- s
GroupNorm(2,4) <- im
GroupNorm(2,4) <- c
GroupNorm(2,3)
InstanceNorm1d(4)
InstanceNorm1d(4) <- s
InstanceNorm1d(4) <- v
InstanceNorm1d(4) <- x
InstanceNorm2d(2)
InstanceNorm2d(2) <- s
InstanceNorm2d(2) <- v
InstanceNorm2d(2) <- x
InstanceNorm2d(2,affine=True,track_running_stats=True)
InstanceNorm2d(2,affine=True,track_running_stats=True) <- s
InstanceNorm2d(2,affine=True,track_running_stats=True) <- v
InstanceNorm2d(2,affine=True,track_running_stats=True) <- x
RMSNorm(3)
RMSNorm(3) <- v
RMSNorm(3) <- x, x
RMSNorm(3) <- x, x, x
LocalResponseNorm(2)
LocalResponseNorm(2) <- s
LocalResponseNorm(2) <- im
LocalResponseNorm(2) <- x, x
Embedding(5,3)
Embedding(5,3) <- s
Embedding(5,3) <- i
Embedding(5,3) <- x, x
Embedding(5,3,padding_idx=1)
Embedding(5,3,padding_idx=1) <- s
Embedding(5,3,padding_idx=1) <- i
Embedding(5,3,padding_idx=1) <- x, x
Embedding(5,3,padding_idx=9)
Embedding(5,3,max_norm=1.)
Embedding(5,3,max_norm=1.) <- i
Embedding(5,3,max_norm=1.) <- x, x
Embedding(5,3,max_norm=1.) <- x, x, x
EmbeddingBag(5,3)
EmbeddingBag(5,3) <- s
EmbeddingBag(5,3) <- v
EmbeddingBag(5,3) <- x
RNN(3,2)
RNN(3,2) <- s
RNN(3,2) <- v
RNN(3,2) <- x
RNN(3,2,nonlinearity='relu',num_layers=2,bidirectional=True)
RNN(3,2,nonlinearity='relu',num_layers=2,bidirectional=True) <- s
RNN(3,2,nonlinearity='relu',num_layers=2,bidirectional=True) <- v
RNN(3,2,nonlinearity='relu',num_layers=2,bidirectional=True) <- x
RNN(3,0)
LSTM(3,2)
LSTM(3,2) <- s
LSTM(3,2) <- v
LSTM(3,2) <- x
LSTM(3,2,proj_size=1)
LSTM(3,2,proj_size=1) <- s
LSTM(3,2,proj_size=1) <- v
LSTM(3,2,proj_size=1) <- x
LSTM(3,2,proj_size=5)
GRU(3,2,num_layers=0)
GRU(3,2)
GRU(3,2) <- z
LSTM(3,2) <- z
GRU(3,2) <- s
GRU(3,2) <- v
GRU(3,2) <- x
LSTMCell(3,2)
LSTMCell(3,2) <- s
LSTMCell(3,2) <- v
LSTMCell(3,2) <- im
GRUCell(3,2)
GRUCell(3,2) <- s
GRUCell(3,2) <- v
GRUCell(3,2) <- im
RNNCell(3,2)
RNNCell(3,2) <- s
RNNCell(3,2) <- v
RNNCell(3,2) <- im
MultiheadAttention(4,2)
MultiheadAttention(4,2) <- s
MultiheadAttention(4,2) <- x, x
MultiheadAttention(4,2) <- x, x, x
MultiheadAttention(3,2)
TransformerEncoderLayer(4,2,8,dropout=0)
TransformerEncoderLayer(4,2,8,dropout=0) <- s
TransformerEncoderLayer(4,2,8,dropout=0) <- x
TransformerEncoderLayer(4,2,8,dropout=0) <- li
TransformerDecoderLayer(4,2,8,dropout=0)
TransformerDecoderLayer(4,2,8,dropout=0) <- s
TransformerDecoderLayer(4,2,8,dropout=0) <- x, x
TransformerDecoderLayer(4,2,8,dropout=0) <- v, v
ReLU()
ReLU() <- s
ReLU() <- x, x
ReLU() <- x, x, x
ReLU6()
ReLU6() <- s
ReLU6() <- x, x
ReLU6() <- x, x, x
LeakyReLU(0.2)
LeakyReLU(0.2) <- s
LeakyReLU(0.2) <- i
LeakyReLU(0.2) <- x, x
ELU()
ELU() <- s
ELU() <- i
ELU() <- x, x
SELU()
SELU() <- s
SELU() <- i
SELU() <- x, x
CELU()
CELU() <- s
CELU() <- i
CELU() <- x, x
GELU()
GELU() <- s
GELU() <- i
GELU() <- x, x
GELU('tanh')
GELU('tanh') <- s
GELU('tanh') <- i
GELU('tanh') <- x, x
SiLU()
SiLU() <- s
SiLU() <- i
SiLU() <- x, x
Mish()
Mish() <- s
Mish() <- i
Mish() <- x, x
Softplus()
Softplus() <- s
Softplus() <- i
Softplus() <- x, x
Softshrink()
Softshrink() <- s
Softshrink() <- i
Softshrink() <- x, x
Softshrink(-1)
Softshrink(-1) <- s
Softshrink(-1) <- x, x
Softshrink(-1) <- x, x, x
Hardshrink()
Hardshrink() <- s
Hardshrink() <- i
Hardshrink() <- x, x
Hardtanh(-2,2)
Hardtanh(-2,2) <- s
Hardtanh(-2,2) <- x, x
Hardtanh(-2,2) <- x, x, x
Hardtanh(2,-2)
Hardswish()
Hardswish() <- s
Hardswish() <- i
Hardswish() <- x, x
Hardsigmoid()
Hardsigmoid() <- s
Hardsigmoid() <- i
Hardsigmoid() <- x, x
Threshold(0.1,20)
Threshold(0.1,20) <- s
Threshold(0.1,20) <- x, x
Threshold(0.1,20) <- x, x, x
Softmax()
Softmax() <- s
Softmax() <- i
Softmax() <- x, x
Softmax(1)
Softmax(1) <- s
Softmax(1) <- x
Softmax(1) <- li
Softmax(5)
Softmax(5) <- s
Softmax(5) <- x
Softmax(5) <- im
LogSoftmax(0)
LogSoftmax(0) <- s
LogSoftmax(0) <- i
LogSoftmax(0) <- li
Softmin(1)
Softmin(1) <- s
Softmin(1) <- x
Softmin(1) <- li
Softmax2d()
Softmax2d() <- s
Softmax2d() <- v
Softmax2d() <- x
GLU()
GLU() <- s
GLU() <- v
GLU() <- x
GLU(5)
GLU(5) <- s
GLU(5) <- v
GLU(5) <- x
PReLU()
PReLU() <- s
PReLU() <- i
PReLU() <- d
PReLU(2)
PReLU(2) <- s
PReLU(2) <- v
PReLU(2) <- im
PReLU(4)
PReLU(4) <- s
PReLU(4) <- v
PReLU(4) <- c
Tanhshrink()
Tanhshrink() <- s
Tanhshrink() <- x, x
Tanhshrink() <- x, x, x
Softsign()
Softsign() <- s
Softsign() <- x, x
Softsign() <- x, x, x
LogSigmoid()
LogSigmoid() <- s
LogSigmoid() <- i
LogSigmoid() <- x, x
Flatten()
Flatten() <- s
Flatten() <- x
Flatten() <- x, x
Flatten(0)
Flatten(0) <- s
Flatten(0) <- x, x
Flatten(0) <- x, x, x
Flatten(5)
Flatten(5) <- s
Flatten(5) <- x
Flatten(5) <- im
Unflatten(1,(2,2))
Unflatten(1,(2,2)) <- s
Unflatten(1,(2,2)) <- x
Unflatten(1,(2,2)) <- c
Unflatten(1,2)
Unflatten('a',(2,2))
Unflatten('a',(2,2)) <- x, x
Unflatten('a',(2,2)) <- x, x, x
Unflatten('a',(2,2)) <- 
PixelShuffle(2)
PixelShuffle(2) <- s
PixelShuffle(2) <- im
PixelShuffle(2) <- x, x
PixelUnshuffle(2)
PixelUnshuffle(2) <- s
PixelUnshuffle(2) <- im
PixelUnshuffle(2) <- c
Upsample(scale_factor=2)
Upsample(scale_factor=2) <- s
Upsample(scale_factor=2) <- im
Upsample(scale_factor=2) <- x, x
Upsample(size=3,mode='bilinear')
Upsample(size=3,mode='bilinear') <- s
Upsample(size=3,mode='bilinear') <- im
Upsample(size=3,mode='bilinear') <- c
Upsample(scale_factor=2,mode='linear')
Upsample(scale_factor=2,mode='linear') <- s
Upsample(scale_factor=2,mode='linear') <- im
Upsample(scale_factor=2,mode='linear') <- c
Upsample()
Upsample() <- s
Upsample() <- x, x
Upsample() <- x, x, x
ZeroPad2d(1)
ZeroPad2d(1) <- s
ZeroPad2d(1) <- x
ReflectionPad1d(1)
ReflectionPad1d(1) <- x
ReflectionPad2d(5)
ReflectionPad2d(5) <- im
ReplicationPad2d(1)
ReplicationPad2d(1) <- im
ConstantPad1d(1,2.)
ConstantPad1d(1,2.) <- s
ConstantPad1d(1,2.) <- v
CircularPad2d(1)
CircularPad2d(1) <- s
CircularPad2d(1) <- v
CircularPad2d(1) <- x
CosineSimilarity()
CosineSimilarity() <- s
CosineSimilarity() <- x, x
CosineSimilarity() <- x, i
PairwiseDistance()
PairwiseDistance() <- s
PairwiseDistance() <- x, x
PairwiseDistance() <- x, i
ChannelShuffle(2)
ChannelShuffle(2) <- s
ChannelShuffle(2) <- im
ChannelShuffle(2) <- x, x
Unfold(2)
Unfold(2) <- x
Unfold(2) <- im
Unfold(2) <- x, x
Fold((3,3),2)
Fold((3,3),2) <- x
Fold((3,3),2) <- c
Fold((3,3),2) <- x, x
Sequential()
Sequential() <- s
Sequential() <- x, x
Sequential() <- x, x, x
Sequential(nn.Linear(3,2),nn.ReLU())
Sequential(nn.Linear(3,2),nn.ReLU()) <- s
Sequential(nn.Linear(3,2),nn.ReLU()) <- v
Sequential(nn.Linear(3,2),nn.ReLU()) <- im
ModuleList([nn.Linear(3,2)])
ModuleList([nn.Linear(3,2)]) <- s
ModuleDict({'a':nn.Linear(3,2)})
ModuleDict({'a':nn.Linear(3,2)}) <- s
ParameterList([torch.ones(2)])
MSELoss()
MSELoss() <- s
MSELoss() <- x, x
MSELoss() <- x, i
L1Loss(reduction='sum')
L1Loss(reduction='sum') <- s
L1Loss(reduction='sum') <- x, x
L1Loss(reduction='sum') <- x, i
CrossEntropyLoss()
CrossEntropyLoss() <- s
CrossEntropyLoss() <- x, x
CrossEntropyLoss() <- x, li
CrossEntropyLoss(label_smoothing=2)
CrossEntropyLoss(label_smoothing=2) <- s
CrossEntropyLoss(label_smoothing=2) <- x, x
CrossEntropyLoss(label_smoothing=2) <- x, x, x
CrossEntropyLoss(weight=torch.ones(3))
CrossEntropyLoss(weight=torch.ones(3)) <- s
CrossEntropyLoss(weight=torch.ones(3)) <- x, x
CrossEntropyLoss(weight=torch.ones(3)) <- x, li
NLLLoss()
NLLLoss() <- s
NLLLoss() <- x, x
NLLLoss() <- x, i
BCELoss()
BCELoss() <- s
BCELoss() <- x, x
BCELoss() <- x, i
BCEWithLogitsLoss(pos_weight=torch.ones(3))
BCEWithLogitsLoss(pos_weight=torch.ones(3)) <- s
BCEWithLogitsLoss(pos_weight=torch.ones(3)) <- x, x
BCEWithLogitsLoss(pos_weight=torch.ones(3)) <- x, i
HuberLoss(delta=0)
HuberLoss(delta=0) <- s
HuberLoss(delta=0) <- x, x
HuberLoss(delta=0) <- x, x, x
HuberLoss(delta=-1)
HuberLoss(delta=-1) <- s
HuberLoss(delta=-1) <- x, x
HuberLoss(delta=-1) <- x, x, x
SmoothL1Loss(beta=-1)
SmoothL1Loss(beta=-1) <- s
SmoothL1Loss(beta=-1) <- x, x
SmoothL1Loss(beta=-1) <- x, x, x
SmoothL1Loss(beta=0)
SmoothL1Loss(beta=0) <- s
SmoothL1Loss(beta=0) <- x, x
SmoothL1Loss(beta=0) <- x, i
KLDivLoss()
KLDivLoss() <- s
KLDivLoss() <- x, x
KLDivLoss() <- x, i
PoissonNLLLoss()
PoissonNLLLoss() <- s
PoissonNLLLoss() <- x, x
PoissonNLLLoss() <- x, i
GaussianNLLLoss()
GaussianNLLLoss() <- s
GaussianNLLLoss() <- x, x
GaussianNLLLoss() <- x, x, x
CTCLoss()
CTCLoss() <- s
CTCLoss() <- x, x
CTCLoss() <- x, x, x
HingeEmbeddingLoss()
HingeEmbeddingLoss() <- s
HingeEmbeddingLoss() <- x, x
HingeEmbeddingLoss() <- x, i
MarginRankingLoss()
MarginRankingLoss() <- s
MarginRankingLoss() <- x, x
MarginRankingLoss() <- x, x, x
TripletMarginLoss()
TripletMarginLoss() <- s
TripletMarginLoss() <- x, x
TripletMarginLoss() <- x, x, x
TripletMarginLoss(margin=0)
CosineEmbeddingLoss()
CosineEmbeddingLoss() <- s
CosineEmbeddingLoss() <- x, x
CosineEmbeddingLoss() <- x, x, x
MultiMarginLoss(p=3)
MultiMarginLoss()
MultiMarginLoss() <- s
MultiMarginLoss() <- x, i
MultiMarginLoss() <- x, li
MultiLabelMarginLoss()
MultiLabelMarginLoss() <- s
MultiLabelMarginLoss() <- x, x
MultiLabelMarginLoss() <- x, i
MultiLabelSoftMarginLoss()
MultiLabelSoftMarginLoss() <- s
MultiLabelSoftMarginLoss() <- x, x
MultiLabelSoftMarginLoss() <- x, i
SoftMarginLoss()
SoftMarginLoss() <- s
SoftMarginLoss() <- x, x
SoftMarginLoss() <- x, i
"""
for line in CALLS.strip("\n").split("\n"):
    made, applied, arguments = line.partition(" <- ")
    torch.manual_seed(0)
    space = {"torch": torch, **{name: eval(text) for name, text in POOL.items()}}
    try:
        module = eval("nn." + made)
        if not applied:
            print(made, "=>", module)
            continue
        torch.manual_seed(1)
        print(line, "=>", module(*eval("(" + arguments + ",)" if arguments else "()", space)))
    except Exception as error:
        print(line, "!!", type(error).__name__, error)
