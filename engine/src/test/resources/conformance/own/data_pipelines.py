"""Samplers, batch samplers, collate functions, subsets and iterable datasets."""
import torch
from torch.utils.data import (BatchSampler, ConcatDataset, DataLoader, Dataset, IterableDataset, RandomSampler, SequentialSampler, Subset, SubsetRandomSampler, TensorDataset, WeightedRandomSampler, default_collate, random_split)

torch.manual_seed(0)
data = TensorDataset(torch.arange(7), torch.arange(7.0) / 10)
print(data[2], data[1:3], len(data))
for kw in (dict(batch_size=3), dict(batch_size=3, drop_last=True), dict(batch_size=4, shuffle=True), dict(batch_size=None), dict(sampler=SubsetRandomSampler([1, 3, 5]), batch_size=2), dict(batch_sampler=BatchSampler(SequentialSampler(data), 4, False)), dict(batch_size=2, shuffle=True, generator=torch.Generator().manual_seed(5))):
    print(sorted(kw), [b[0].tolist() for b in DataLoader(data, **kw)], len(DataLoader(data, **kw)))
print(list(WeightedRandomSampler([0.1, 0.9, 0.5], 5)), list(RandomSampler(range(4), replacement=True, num_samples=6)), list(RandomSampler(range(5))), list(BatchSampler(range(5), 2, True)))
a, b = random_split(range(10), [0.7, 0.3], generator=torch.Generator().manual_seed(1))
print(list(a), list(b), a.indices, list(Subset(data, [0, 6])), len(ConcatDataset([data, data])), ConcatDataset([range(2), range(5, 8)])[3])
class Stream(IterableDataset):
    def __iter__(self):
        return iter(range(5))
print([x.tolist() for x in DataLoader(Stream(), batch_size=2)])
print(default_collate([{"a": 1, "b": torch.ones(2)}, {"a": 2, "b": torch.zeros(2)}]), default_collate([(1, "x"), (2, "y")]), default_collate([1.5, 2.5]), [t for t in DataLoader([{"x": i} for i in range(2)], batch_size=2)])
def pad(batch):
    return torch.nn.utils.rnn.pad_sequence(batch, batch_first=True), torch.tensor([len(s) for s in batch])
print(next(iter(DataLoader([torch.ones(2), torch.ones(3)], batch_size=2, collate_fn=pad))))
for bad in (lambda: DataLoader(data, batch_size=2, shuffle=True, sampler=SequentialSampler(data)), lambda: DataLoader(data, batch_sampler=BatchSampler(SequentialSampler(data), 2, False), batch_size=3), lambda: random_split(range(3), [1, 1]), lambda: list(DataLoader([torch.ones(1), torch.ones(2)], batch_size=2)), lambda: TensorDataset(torch.ones(2), torch.ones(3)), lambda: list(RandomSampler([])), lambda: DataLoader(Stream(), shuffle=True), lambda: DataLoader(data, num_workers=-1)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:140])
