"""torch.autograd.variable: the older name of a tensor."""

from torch.autograd import Variable
