"""Which line of the program a warning names."""

import warnings

import torch
import torch.nn.functional as F

warnings.simplefilter("always")


def show(record):
    for one in record:
        here = one.filename == __file__
        print(one.lineno if here else "elsewhere", one.category.__name__, str(one.message)[:40])


x = torch.ones(2, requires_grad=True)
y = x * 2
optimizer = torch.optim.SGD([x], lr=1.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1)

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    F.kl_div(torch.ones(2), torch.ones(2))
    F.softmax(torch.ones(2, 2))
    F.log_softmax(torch.ones(2, 2))
    F.mse_loss(torch.ones(2), torch.ones(1))
    F.l1_loss(torch.ones(2), torch.ones(1))
    F.smooth_l1_loss(torch.ones(2), torch.ones(1))
    F.huber_loss(torch.ones(2), torch.ones(1))
    torch.tensor(torch.ones(2))
    scheduler.step()
    y.grad
    x.new_tensor(torch.ones(2))
    torch.autograd.set_detect_anomaly(False)
    torch.autograd.detect_anomaly()
    torch.add(torch.ones(2), 1, out=torch.ones(3))
show(seen)


def inside():
    return F.softmax(
        torch.ones(2, 2),
    )


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    inside()
    torch.nn.functional.mse_loss(
        input=torch.ones(2),
        target=torch.ones(1),
    )
show(seen)
