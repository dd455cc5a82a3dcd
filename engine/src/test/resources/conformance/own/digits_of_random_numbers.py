# Random numbers of float64 to the last digit: the checksum of their bits.
import struct
import zlib

import torch
from torch.nn import init


def checksum(t):
    numbers = t.detach().flatten().tolist()
    return f"{zlib.crc32(b''.join(struct.pack('<d', v) for v in numbers)):08x}"


def empty(*shape):
    return torch.empty(*shape, dtype=torch.float64)


drawn = {
    "rand": lambda: torch.rand(1000, dtype=torch.float64),
    "randn": lambda: torch.randn(4003, dtype=torch.float64),
    "randn, below 16": lambda: torch.cat([torch.randn(7, dtype=torch.float64) for _ in range(200)]),
    "uniform_": lambda: empty(1000).uniform_(-3, 0.7),
    "normal_": lambda: empty(1000).normal_(1.5, 0.3),
    "normal_, below 16": lambda: torch.cat([empty(3).normal_(-0.1, 2.7) for _ in range(200)]),
    "exponential_": lambda: empty(2000).exponential_(0.7),
    "log_normal_": lambda: empty(2000).log_normal_(0.2, 0.9),
    "cauchy_": lambda: empty(2000).cauchy_(0.1, 1.7),
    "geometric_": lambda: empty(1000).geometric_(0.3),
    "trunc_normal_": lambda: init.trunc_normal_(empty(1000), 0, 1, -2, 1.5),
    "xavier_normal_": lambda: init.xavier_normal_(empty(30, 20)),
    "kaiming_uniform_": lambda: init.kaiming_uniform_(empty(30, 20), a=5**0.5),
    "bernoulli_": lambda: empty(1000).bernoulli_(0.3),
    "multinomial": lambda: torch.multinomial(torch.rand(50, dtype=torch.float64), 30).double(),
    "dropout": lambda: torch.nn.functional.dropout(empty(500).fill_(0.3), 0.3),
    "poisson": lambda: torch.poisson(torch.rand(1000, dtype=torch.float64) * 40),
    "gamma": lambda: torch._standard_gamma(torch.rand(1000, dtype=torch.float64) * 3),
    "gamma of float32": lambda: torch._standard_gamma(torch.rand(1000) * 3).double(),
    "dirichlet": lambda: torch._sample_dirichlet(torch.rand(100, 9, dtype=torch.float64) * 3),
    "dirichlet, tiny": lambda: torch._sample_dirichlet(empty(100, 3).fill_(0.002)),
    "dirichlet, float32": lambda: torch._sample_dirichlet(torch.full((50, 4), 0.01)).double(),
    "binomial": lambda: torch.binomial(empty(500).fill_(60), torch.rand(500, dtype=torch.float64)),
    "rrelu": lambda: torch.nn.functional.rrelu(torch.randn(500).double(), training=True),
}
for seed in range(3):
    for name, draw in drawn.items():
        torch.manual_seed(seed)
        print(seed, name, checksum(draw()))
print(init.orthogonal_(empty(3, 2)))
