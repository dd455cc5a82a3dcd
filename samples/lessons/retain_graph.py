# retain_graph: buffers are freed, a second backward() fails, and with the graph kept the gradient doubles.
import torch

x = torch.tensor(3.0, requires_grad=True)
y = x * x
y.backward()
print("first", x.grad)
try:
    y.backward()
except RuntimeError as error:
    print("second:", str(error).split(".")[0])

x.grad = None
z = x * x
z.backward(retain_graph=True)
print("kept", x.grad)
z.backward()
print("doubled", x.grad)

# an addition saves nothing, so nothing of it can be missing
x.grad = None
s = x + 1
s.backward()
s.backward()
print("addition", x.grad)
