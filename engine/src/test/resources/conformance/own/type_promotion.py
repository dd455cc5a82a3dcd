"""Every pair of types added, multiplied, divided and compared, with tensors and with numbers."""
import torch

kinds = [torch.bool, torch.uint8, torch.int8, torch.int32, torch.int64, torch.float16, torch.bfloat16, torch.float32, torch.float64]
for a in kinds:
    print(a, [str((torch.ones(2, dtype=a) + torch.ones(2, dtype=b)).dtype)[6:] for b in kinds])
    print("  0-dim", [str((torch.ones(2, dtype=a) * torch.ones((), dtype=b)).dtype)[6:] for b in kinds])
    print("  numbers", [str((torch.ones(2, dtype=a) * n).dtype)[6:] for n in (True, 2, 2.5)], (torch.ones(2, dtype=a) / 2).dtype, (torch.ones(2, dtype=a) == 1).dtype)
print(torch.result_type(torch.ones(1, dtype=torch.int8), 3.0), torch.promote_types(torch.int8, torch.uint8), torch.can_cast(torch.float32, torch.int64), torch.can_cast(torch.int64, torch.float32))
print(torch.tensor([1, 2]) / 2, torch.tensor([7, -7]) // 2, torch.tensor([7, -7]) % 3, torch.tensor([1, 2]) ** 2, torch.tensor([1, 2]) ** -1.0)
print(torch.tensor([1, 2]).sum().dtype, torch.tensor([True, True]).sum(), torch.tensor([1, 2], dtype=torch.int8).sum().dtype, torch.tensor([1, 2], dtype=torch.uint8).prod().dtype)
print(torch.sqrt(torch.tensor([1, 4])), torch.exp(torch.tensor(True)), torch.tensor([1, 2]).float().mean(), torch.cat([torch.ones(1), torch.ones(1, dtype=torch.int64)]).dtype, torch.where(torch.tensor([True]), 1, 2.0).dtype, torch.stack([torch.ones(1, dtype=torch.int32), torch.ones(1, dtype=torch.int64)]).dtype)
for bad in (lambda: torch.tensor([1, 2]).mean(), lambda: torch.tensor([1]) ** -1, lambda: torch.tensor([1]).add_(1.5), lambda: torch.tensor([True]) - torch.tensor([True]), lambda: -torch.tensor([True]), lambda: torch.tensor([1]).div_(2), lambda: torch.tensor([1.0]) @ torch.tensor([1]), lambda: torch.ones(2, dtype=torch.int64) & torch.ones(2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:130])
