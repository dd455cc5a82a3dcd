"""The benchmarks of EngineBenchmark in PyTorch, one thread: prints `name microseconds`."""

import time

import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(0)


def network(size, activation, *widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), activation()]
    model = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x, y = torch.randn(size, widths[0]), torch.arange(size) % widths[-1]

    def step():
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()

    return step


scalar = torch.randn((), requires_grad=True)


def scalar_graph():
    scalar.grad = None
    ((scalar + 1) * (scalar + 2)).backward()


left, right = torch.randn(512, 512), torch.randn(512, 512)
many_a, many_b = torch.randn(10**6), torch.randn(10**6)
rows = torch.randn(1000, 1000)
image, kernel = torch.randn(8, 16, 32, 32), torch.randn(32, 16, 3, 3)
BENCHMARKS = {
    "scalarGraph": scalar_graph,
    "tinyMlpStep": network(8, nn.Tanh, 2, 16, 16, 2),
    "digitsMlpStep": network(64, nn.ReLU, 784, 128, 10),
    "matmul512": lambda: left @ right,
    # the same to PyTorch, which gives a result back as soon as nobody refers to it
    "matmul512Released": lambda: left @ right,
    "addMillion": lambda: many_a + many_b,
    "addMillionReleased": lambda: many_a + many_b,
    "expMillion": lambda: many_a.exp(),
    "expMillionReleased": lambda: many_a.exp(),
    "tanhMillion": lambda: many_a.tanh(),
    "tanhMillionReleased": lambda: many_a.tanh(),
    "sigmoidMillion": lambda: many_a.sigmoid(),
    "softmaxThousandRows": lambda: rows.softmax(-1),
    "convolution": lambda: nn.functional.conv2d(image, kernel),
}
for name, run in BENCHMARKS.items():
    took = []
    count = 10
    for _ in range(10):
        start = time.perf_counter()
        for _ in range(count):
            run()
        took.append((time.perf_counter() - start) / count)
        count = max(1, int(1 / took[-1]))
    # the mean of five seconds after five of warming up, as JMH takes it
    print(name, f"{sum(took[5:]) / 5 * 1e6:.2f}", flush=True)
