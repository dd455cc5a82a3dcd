"""Rounding, remainders and integer division with both signs, and their edge cases."""
import torch

x = torch.tensor([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999])
print(x.round(), x.floor(), x.ceil(), x.trunc(), x.frac(), x.round(decimals=1), torch.fix(x), x.sign(), x.sgn(), torch.signbit(x), torch.copysign(x, torch.tensor(-1.0)))
a, b = torch.tensor([7.0, -7.0, 7.0, -7.0, 1.0, 0.0]), torch.tensor([3.0, 3.0, -3.0, -3.0, 0.0, 0.0])
print(a % b, torch.fmod(a, b), a // b, torch.div(a, b), torch.div(a, b, rounding_mode="trunc"), torch.div(a, b, rounding_mode="floor"), torch.remainder(a, 2.5), sep="\n")
i, j = torch.tensor([7, -7, 7, -7]), torch.tensor([3, 3, -3, -3])
print(i % j, torch.fmod(i, j), i // j, torch.div(i, j, rounding_mode="trunc"), i / j, 7 // j, 7 % j, 2 ** torch.tensor([1, 2]), torch.gcd(i, j), torch.lcm(i, j), sep="\n")
print(torch.tensor([5, 3]) & 6, torch.tensor([5, 3]) | 8, torch.tensor([5, 3]) ^ 1, ~torch.tensor([5, 0]), ~torch.tensor([True, False]), torch.tensor([1, 2]) << 2, torch.tensor([8, 9]) >> 1, torch.tensor([True]) & torch.tensor([False]), torch.logical_xor(torch.tensor([1.0, 0.0]), torch.tensor([2.0, 3.0])), torch.logical_not(torch.tensor([0, 2])))
print(torch.hypot(a, b), torch.atan2(a, b), torch.lerp(a, b, 0.25), torch.heaviside(x, torch.tensor(0.5)), torch.nextafter(torch.tensor(1.0), torch.tensor(2.0)).item(), torch.ldexp(torch.tensor(1.5), torch.tensor(3)), torch.float_power(torch.tensor(2), 3), torch.reciprocal(b), torch.rsqrt(torch.tensor([4.0, 0.0])), torch.square(x[:2]), torch.deg2rad(torch.tensor(180.0)), torch.logit(torch.tensor([0.2, 0.0])), torch.xlogy(b, b), torch.sinc(torch.tensor([0.0, 0.5])), sep="\n")
for bad in (lambda: i // 0, lambda: i % 0, lambda: torch.tensor([1.5]) & 1, lambda: torch.div(a, b, rounding_mode="up"), lambda: ~torch.tensor([1.0])):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e).split("\n")[0][:130])
