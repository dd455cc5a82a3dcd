"""Which operations share memory, what their strides are, and what needs a copy."""
import torch

t = torch.arange(12).view(3, 4)
for name, v in (("t", t.t()), ("transpose", t.transpose(0, 1)), ("slice", t[::2, 1:]), ("select", t[1]), ("column", t[:, 2]), ("expand", t[:1].expand(2, 4)), ("diagonal", t.diagonal()), ("unfold", t.unfold(1, 2, 1)), ("permute", t.view(3, 2, 2).permute(2, 0, 1)), ("unsqueeze", t.unsqueeze(1)), ("narrow", t.narrow(1, 1, 2)), ("movedim", t.view(3, 2, 2).movedim(0, 2)), ("as_strided", t.as_strided((2, 2), (1, 4), 1)), ("flatten", t.flatten()), ("chunk", t.chunk(2, 1)[1]), ("split", t.split([1, 2])[1]), ("unbind", t.unbind(1)[3])):
    print(name, tuple(v.shape), v.stride(), v.storage_offset(), v.is_contiguous(), v.data_ptr() == t.data_ptr() + 8 * v.storage_offset(), v._base is t._base)
v = t[1:, ::2]
v[0, 0] = 100
v.zero_()
print(t)
t.t()[0] = 7
print(t, t.t().contiguous().stride(), t.t().reshape(12), t.view(-1).shape)
for bad in (lambda: t.t().view(12), lambda: t.view(5, 2), lambda: t.view(-1, -1), lambda: t.view(-1, 5), lambda: t.reshape(7), lambda: t.select(0, 5), lambda: t.narrow(0, 2, 2), lambda: t.transpose(0, 3), lambda: t.permute(0, 0), lambda: t.squeeze(5), lambda: t.unfold(0, 5, 1), lambda: t[0, 0, 0], lambda: t.expand(2, 2)):
    try:
        print(bad())
    except Exception as e:
        print(type(e).__name__, "|", str(e)[:160])
