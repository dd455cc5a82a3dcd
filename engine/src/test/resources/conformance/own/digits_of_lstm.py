# LSTM layers and their gradients to the last digit.
import struct
import zlib

import torch

torch.manual_seed(0)


def checksum(t):
    numbers = t.detach().flatten().tolist()
    return f"{zlib.crc32(b''.join(struct.pack('<f', v) for v in numbers)):08x}"


sizes = [(3, 4, 2, 5), (1, 8, 4, 6), (8, 16, 4, 7), (20, 32, 5, 3), (28, 64, 16, 8), (3, 100, 2, 3)]
sizes += [(4, 5, 1, 1), (3, 7, 1, 6)]
for width, hidden, batch, time in sizes:
    for options in (
        {},
        {"num_layers": 2},
        {"bidirectional": True},
        {"bias": False},
        {"batch_first": True},
        {"num_layers": 2, "bidirectional": True},
    ):
        m = torch.nn.LSTM(width, hidden, **options)
        first = options.get("batch_first")
        x = torch.randn(batch, time, width) if first else torch.randn(time, batch, width)
        y, (hn, cn) = m(x)
        (y * torch.randn_like(y)).sum().backward(retain_graph=True)
        print(width, hidden, batch, time, options, checksum(y), checksum(hn), checksum(cn))
        print("   ", *(checksum(p.grad) for p in m.parameters()))
        m.zero_grad()
        (hn.sum() + (cn * cn).sum()).backward()
        print("   ", *(checksum(p.grad) for p in m.parameters()))
        if batch > 1:
            with torch.no_grad():
                print("   ", checksum(m(x)[0]))
