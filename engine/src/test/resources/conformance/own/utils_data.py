import torch
from torch.utils.data import *
class Squares(Dataset):
    def __len__(self): return 7
    def __getitem__(self, i): return torch.tensor(float(i)), i * i
torch.manual_seed(0)
for batch in DataLoader(Squares(), batch_size=3): print(batch)
for batch in DataLoader(Squares(), batch_size=3, shuffle=True, drop_last=True): print(batch)
ds = TensorDataset(torch.arange(6.0).view(6, 1), torch.arange(6))
print(len(ds), ds[2], ds[1:3])
for x, y in DataLoader(ds, 4, shuffle=True, generator=torch.Generator().manual_seed(3)): print(x.flatten(), y)
a, b = random_split(ds, [4, 2], generator=torch.Generator().manual_seed(1))
print(a.indices, b.indices, len(a), a[0])
print([len(s) for s in random_split(ds, [0.5, 0.3, 0.2])])
print(Subset(ds, [1, 3])[1], ConcatDataset([ds, ds])[7], len(ds + ds))
print(list(SequentialSampler(ds)), sorted(RandomSampler(ds)), list(BatchSampler(SequentialSampler(range(5)), 2, False)), list(BatchSampler(SequentialSampler(range(5)), 2, True)))
torch.manual_seed(1)
print(list(RandomSampler(range(4), replacement=True, num_samples=6)), list(WeightedRandomSampler([0.1, 0.9, 0.5], 5)), list(SubsetRandomSampler([4, 5, 6])))
print(list(DataLoader(range(5), batch_size=2, collate_fn=lambda b: b)), list(DataLoader([1.5, 2.5], batch_size=None)))
print(list(DataLoader([{"a": 1, "b": torch.ones(2)}, {"a": 2, "b": torch.zeros(2)}], batch_size=2)), list(DataLoader(["x", "y"], batch_size=2)), list(DataLoader([(1, [2.0, "s"])], batch_size=1)))
class Stream(IterableDataset):
    def __iter__(self): return iter(range(5))
print(list(DataLoader(Stream(), batch_size=2)), len(DataLoader(ds, 4)), len(DataLoader(ds, 4, drop_last=True)))
print(list(DataLoader(ds, sampler=[3, 1], batch_size=1)), list(DataLoader(range(6), batch_sampler=[[0, 1], [5]])))
from torch.utils.data import default_collate
print(default_collate([torch.ones(2), torch.zeros(2)]), default_collate([1, 2]), default_collate([(1, 2.0), (3, 4.0)]))
for bad in (lambda: DataLoader(ds, shuffle=True, sampler=[1]), lambda: random_split(ds, [1, 2]), lambda: DataLoader(ds, batch_size=0), lambda: TensorDataset(torch.ones(2), torch.ones(3)), lambda: list(DataLoader([object(), object()], batch_size=2)), lambda: DataLoader(Stream(), shuffle=True)):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:150])
