import torch

found = torch.load(FOLDER + "/weights.pt")
for name, value in found.items():
    print(name, value)
one, other = found["views"]
print(one.data_ptr() == other.data_ptr(), other.stride())
net = torch.load(FOLDER + "/module.pt", weights_only=False)
print(net)
print(net(torch.ones(2, 1, 4, 4)))
net.load_state_dict(found["net"])
optimizer = torch.optim.Adam(net.parameters())
optimizer.load_state_dict(found["optimizer"])
net(torch.ones(2, 1, 4, 4)).sum().backward()
optimizer.step()
print(net[4].bias)
