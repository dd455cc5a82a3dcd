import torch
from torch.autograd import Variable
x = Variable(torch.ones(2), requires_grad=True)
print(x, type(x).__name__, isinstance(x, Variable), x.data, torch.Tensor([1, 2]), torch.Tensor(2).shape, torch.FloatTensor([1.5]), torch.LongTensor([1, 2]), torch.DoubleTensor([1]), torch.BoolTensor([True]), torch.IntTensor([3]), torch.ByteTensor([4]))
print(x.type(), x.type(torch.DoubleTensor).dtype, x.type("torch.LongTensor"), x.type(torch.float16).dtype, torch.ones(1).type_as(torch.ones(1).double()).dtype)
y = (x * 2).sum(); y.backward(); print(x.grad.data, y.data, x.grad.data.zero_())
print(torch.is_tensor(x), torch.is_tensor(3), torch.numel(x), x.size(), x.size(0), x.nelement(), x.ndimension(), x.dim())
print(torch.nn.functional.tanh(torch.ones(1)), torch.nn.functional.sigmoid(torch.zeros(1)), torch.range(0, 2), x.new(2).shape, x.new_tensor([1, 2]), x.new_zeros(2), x.new_ones(1, dtype=torch.long), x.new_full((2,), 3.0))
print(torch.cuda.is_available(), torch.cuda.device_count(), torch.device("cpu"), torch.device("cuda", 0), torch.device("cuda:1").index, x.device, x.is_cuda, x.to("cpu") is x, x.cpu() is x, torch.device("cpu") == x.device)
for bad in (lambda: x.cuda(), lambda: x.to("cuda"), lambda: torch.ones(1, device="cuda"), lambda: torch.nn.Linear(1, 1).cuda(), lambda: torch.device("foo")):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:90])
net = torch.nn.DataParallel(torch.nn.Linear(1, 1)); print(list(net.state_dict()), net.module)
f = torch.compile(lambda a: a * 2); print(f(torch.ones(1)))
@torch.jit.ignore
def g(a): return a
print(g(1), torch.__version__.split("+")[0].count("."), torch.get_num_threads() >= 1, torch.backends.cudnn.enabled in (True, False), torch.backends.mps.is_available())
torch.backends.cudnn.deterministic = True; torch.use_deterministic_algorithms(False); torch.set_num_threads(1)
print(torch.finfo(torch.float32).eps, torch.finfo(torch.float64).max, torch.iinfo(torch.int8).min, torch.pi, torch.inf, torch.nan, torch.e)
print(torch.can_cast(torch.float, torch.int), torch.promote_types(torch.int32, torch.float16), torch.result_type(torch.ones(1), 1.5), torch.float, torch.half, torch.long, torch.float32.is_floating_point, torch.int8.itemsize)
