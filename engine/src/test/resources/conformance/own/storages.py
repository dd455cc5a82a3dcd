# The memory behind tensors: shared by views, kept apart by files, seen as storages.
import io
import warnings

import torch

warnings.simplefilter("ignore")


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(2, 1)
        self.register_buffer("count", torch.tensor(3))

    def forward(self, x):
        return self.fc(x) * self.count


def attempt(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, str(e))


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    buffer.seek(0)
    return buffer


x = torch.arange(6.0)
y = x.view(2, 3).t()
print(x.storage(), y.storage().data_ptr() == x.data_ptr(), x[2:].storage().size())
print(x.untyped_storage().nbytes(), x.untyped_storage().size(), x[:1].untyped_storage().tolist()[:8])
print(torch.tensor([True, False]).storage(), torch.tensor([1, 2], dtype=torch.int16).storage())
print(torch.ones(1, dtype=torch.bfloat16).untyped_storage())
print(torch.is_storage(x.storage()), isinstance(x.storage(), torch.FloatStorage), torch.FloatStorage)
x.storage()[1] = 7
x.storage()[4:] = 0
print(y, list(x.storage()), len(torch.LongStorage(3)), torch.DoubleStorage([1, 2]).tolist())
attempt(lambda: x.storage()[6])
attempt(lambda: x.as_strided((5,), (2,)))
attempt(lambda: x.as_strided((2,), (1,), 5))
attempt(lambda: x.as_strided((2,), (-1,)))
attempt(lambda: x.as_strided((-2,), (1,)))
attempt(lambda: x.as_strided((2, 2), (1,)))
attempt(lambda: x.as_strided((2,), (1,), -1))
attempt(lambda: x.as_strided((0, 9), (1, 1), 6).shape)

# views of one storage share it after loading as well; strides stay
a, b, c = torch.load(saved([x[:2], x[2:], y]))
a.fill_(5)
print(b, c, c.stride(), b.storage_offset(), a._base, a.is_leaf, a._version)
w = torch.ones(2, requires_grad=True)
for value in (w, w * 2, torch.nn.Parameter(w.detach()), torch.nn.Parameter(w.detach(), False)):
    print(torch.load(saved(value)))
w.note = "kept"
print(torch.load(saved(w)).note)
kinds = (torch.float16, torch.bfloat16, torch.int8, torch.uint8, torch.int16, torch.int32, torch.bool)
print(torch.load(saved([torch.tensor([0, 1]).to(kind) for kind in kinds])))
print(torch.load(saved((1, "a", None, 2.5, b"bytes", 3 + 2j, {4}, torch.Size([1, 2])))))
print(torch.load(saved([torch.float32, torch.device("cpu"), torch.bfloat16])))

# what may come out of a file of weights
attempt(lambda: torch.load(saved(Net())))
attempt(lambda: torch.load(saved({"f": print})))
torch.manual_seed(1)
net = Net()
net.eval()
again = torch.load(saved(net), weights_only=False)
print(again, again.training, again.fc.weight, again.count, again(torch.ones(2)))
with torch.serialization.safe_globals([complex, Net, torch.nn.Linear]):
    print(len(torch.serialization.get_safe_globals()) >= 3)
optimizer = torch.optim.Adam(again.parameters(), lr=0.1)
again(torch.ones(2)).backward()
optimizer.step()
twin = torch.load(saved({"net": again, "opt": optimizer}), weights_only=False)
for one in (again, twin["net"]):
    one(torch.ones(2)).backward()
optimizer.step()
twin["opt"].step()
print(twin["opt"], torch.equal(again.fc.weight, twin["net"].fc.weight), twin["net"].fc.weight.grad)
print(torch.load(saved(optimizer.state_dict())))

# where it may go
print(torch.load(saved(x), map_location="cpu"), torch.load(saved(x), map_location={"cpu": "cpu"}))
print(torch.load(saved(x), map_location=lambda storage, place: print(place) or storage))
attempt(lambda: torch.load(saved(x), map_location="cuda:0"))
attempt(lambda: torch.load(5))
attempt(lambda: torch.save(1, 5))
attempt(lambda: torch.load(io.BytesIO()))
attempt(lambda: torch.load(io.BytesIO(b"PK\x03\x04broken")))
attempt(lambda: torch.load(io.BytesIO(saved(x).getvalue()[:300])))
attempt(lambda: torch.save(1, "no/such/folder.pt"))
