import torch
from torch.nn import init
t = lambda *s: torch.empty(*s)
for f in (
    lambda: init.uniform_(t(2, 3)), lambda: init.uniform_(t(2, 3), -1, 2), lambda: init.normal_(t(2, 3), 1, 0.5),
    lambda: init.constant_(t(3), 2.5), lambda: init.ones_(t(2)), lambda: init.zeros_(t(2)), lambda: init.eye_(t(2, 3)),
    lambda: init.dirac_(t(2, 2, 3)), lambda: init.dirac_(t(4, 2, 3), groups=2), lambda: init.xavier_uniform_(t(3, 4)),
    lambda: init.xavier_normal_(t(3, 4), gain=2), lambda: init.kaiming_uniform_(t(3, 4)),
    lambda: init.kaiming_uniform_(t(3, 4), a=5 ** 0.5), lambda: init.kaiming_normal_(t(3, 4), mode="fan_out", nonlinearity="relu"),
    lambda: init.trunc_normal_(t(2, 3), std=2, a=-1, b=1), lambda: init.sparse_(t(4, 3), 0.5),
):
    torch.manual_seed(3)
    print(f())
torch.manual_seed(3)
q = init.orthogonal_(t(3, 3))
print(torch.allclose(q @ q.T, torch.eye(3), atol=1e-5))
for n in ("linear", "conv2d", "sigmoid", "tanh", "relu", "selu"):
    print(n, init.calculate_gain(n))
print(init.calculate_gain("leaky_relu", 0.2))
for bad in (lambda: init.calculate_gain("nothing"), lambda: init.xavier_uniform_(t(3)), lambda: init.eye_(t(3)), lambda: init.kaiming_normal_(t(2, 2), mode="fan")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", e)
