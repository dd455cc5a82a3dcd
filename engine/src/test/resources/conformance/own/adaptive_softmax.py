"""The adaptive softmax, its errors, its gradients and its predictions."""
import torch
import torch.nn as nn
torch.manual_seed(0)
m=nn.AdaptiveLogSoftmaxWithLoss(4,6,[2,4], div_value=2.0, head_bias=True)
print(m)
for f in (lambda: nn.AdaptiveLogSoftmaxWithLoss(4,6,[4,2]), lambda: m(torch.zeros(3,4),torch.zeros(2,dtype=torch.long)), lambda: m(torch.zeros(3,4),torch.tensor([0,1,9])), lambda: m(torch.zeros(3,4),torch.zeros(3,1,dtype=torch.long)), lambda: m(torch.zeros(4),torch.zeros(2,dtype=torch.long)), lambda: m(torch.zeros(1,1,4),torch.zeros(3,1,1,dtype=torch.long))):
    try: f()
    except Exception as e: print(type(e).__name__, e)
x=torch.randn(5,4,requires_grad=True)
out=m(x, torch.tensor([0,5,2,1,3]))
print(out)
out.loss.backward()
print(x.grad, [p.grad.norm() for p in m.parameters()])
print(m(x[0], torch.tensor(3)))
print(m.log_prob(x), m.predict(x), [n for n,_ in m.named_parameters()])
