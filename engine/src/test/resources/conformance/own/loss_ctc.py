# connectionist temporal classification: batches, lengths, blanks, repeats and impossible targets
import torch
from torch import nn
import torch.nn.functional as F

logits = (torch.arange(60.0).reshape(5, 3, 4) * 7 % 13) / 8
targets = torch.tensor([[1, 2, 3], [2, 2, 1], [3, 1, 1]])


def show(loss_of, *arguments, **keywords):
    x = logits.clone().requires_grad_()
    loss = loss_of(F.log_softmax(x, 2), *arguments, **keywords)
    loss.sum().backward()
    print(loss)
    print(x.grad)


show(F.ctc_loss, targets, (5, 4, 5), (3, 2, 1))
show(F.ctc_loss, targets, torch.tensor([5, 5, 3]), torch.tensor([2, 3, 2]), reduction="none")
show(F.ctc_loss, torch.tensor([1, 2, 2, 3]), (5, 5, 5), (2, 1, 1), reduction="sum")
show(nn.CTCLoss(blank=3), targets % 3, (5, 5, 5), (2, 2, 2))
show(nn.CTCLoss(reduction="none", zero_infinity=True), targets, (2, 5, 5), (3, 3, 0))
print(F.ctc_loss(F.log_softmax(logits, 2), targets, (2, 5, 5), (3, 3, 1), reduction="none"))
print(F.ctc_loss(F.log_softmax(logits[:, 0], 1), targets[0, :2], torch.tensor(5), torch.tensor(2)))
log_probs = F.log_softmax(logits, 2).requires_grad_()
loss = F.ctc_loss(log_probs, targets, (5, 5, 5), (3, 2, 1), reduction="none")
print(loss.grad_fn.name())
loss.sum().backward()
print(log_probs.grad)
try:
    F.ctc_loss(log_probs, targets, (5, 5), (3, 2, 1))
except RuntimeError as error:
    print(error)
try:
    F.ctc_loss(log_probs, targets, (5, 5, 5), (3, 2, 1), blank=4)
except RuntimeError as error:
    print(error)
for wrong in (targets[0], targets[:, :2]):
    try:
        F.ctc_loss(log_probs, wrong, (5, 5, 5), (3, 2, 1))
    except RuntimeError as error:
        print(error)
print(nn.CTCLoss())
