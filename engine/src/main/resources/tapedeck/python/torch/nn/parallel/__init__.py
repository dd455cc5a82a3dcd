"""torch.nn.parallel: there is one device."""

from torch.nn import DataParallel

DistributedDataParallel = DataParallel
