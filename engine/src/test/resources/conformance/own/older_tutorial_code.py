"""Spellings of old tutorials: Variable, volatile-free loops, .data, legacy constructors, F.tanh."""
import warnings
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim
from torch.autograd import Variable

warnings.simplefilter("ignore")
torch.manual_seed(1)
dtype = torch.FloatTensor
N, D_in, H, D_out = 4, 5, 3, 2
x = Variable(torch.randn(N, D_in).type(dtype), requires_grad=False)
y = Variable(torch.randn(N, D_out).type(dtype), requires_grad=False)
w1 = Variable(torch.randn(D_in, H).type(dtype), requires_grad=True)
w2 = Variable(torch.randn(H, D_out).type(dtype), requires_grad=True)
for t in range(3):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    print(t, "%.3f" % loss.data, type(loss.data).__name__, loss.data.item() == loss.item())
    loss.backward()
    w1.data -= 1e-3 * w1.grad.data
    w2.data -= 1e-3 * w2.grad.data
    w1.grad.data.zero_()
    w2.grad.data.zero_()
print(torch.LongTensor([1, 2]), torch.ByteTensor([1]), torch.FloatTensor(2, 2).zero_(), torch.Tensor([3]).long(), torch.rand(2).type(torch.DoubleTensor).type(), F.tanh(torch.zeros(1)), F.sigmoid(torch.zeros(1)), torch.autograd.Variable(torch.ones(1)).data, nn.Softmax()(torch.ones(1, 2)), isinstance(x, Variable))
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = nn.Conv2d(1, 2, kernel_size=3)
        self.conv2_drop = nn.Dropout2d()
        self.fc1 = nn.Linear(8, 2)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv2_drop(self.conv1(x)), 2))
        x = x.view(-1, 8)
        x = F.dropout(x, training=self.training)
        return F.log_softmax(self.fc1(x))
net = Net()
optimizer = optim.SGD(net.parameters(), lr=0.01, momentum=0.5)
data, target = Variable(torch.randn(2, 1, 6, 6)), Variable(torch.LongTensor([0, 1]))
loss = F.nll_loss(net(data), target)
loss.backward()
optimizer.step()
net.eval()
output = net(data)
pred = output.data.max(1, keepdim=True)[1]
print("%.4f" % loss.item(), pred.shape, pred.eq(target.data.view_as(pred)).cpu().sum() >= 0, F.nll_loss(output, target, size_average=False).dim())
params = list(net.parameters())
print(len(params), params[0].size(), net.zero_grad(), torch.cuda.is_available())
use_cuda = torch.cuda.is_available()
device = torch.device("cuda" if use_cuda else "cpu")
print(device, nn.DataParallel(net)(data).shape, net.to(device) is net)
