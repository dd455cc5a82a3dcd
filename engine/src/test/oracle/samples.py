"""Asks PyTorch what the operators of the table answer to their samples.

    python samples.py REQUESTS

REQUESTS is what the test class tapedeck.op.SampleRequests wrote. Writes
../resources/oracle/samples.json. Made with PyTorch 2.13 on the CPU.
"""

import json
import pathlib
import sys

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).parent.parent / "resources" / "oracle" / "samples.json"


def mkldnn(input, weight_ih, weight_hh, bias_ih, bias_hh, hx, cx, reverse):
    """One layer as torch.nn.LSTM runs it: by oneDNN in float32, step by step in float64."""
    bias = bias_ih is not None
    weights = [weight_ih, weight_hh] + ([bias_ih, bias_hh] if bias else [])
    turned = input.flip(0) if reverse else input
    output, h, c = torch._VF.lstm(
        turned, (hx[None], cx[None]), weights, bias, 1, 0.0, False, False, False)
    return output.flip(0) if reverse else output, h[0], c[0]


# rows that PyTorch has under another name or with other arguments
ANSWERS = {
    "pow.Scalar": lambda self, exponent: torch.pow(self, exponent),
    "log_sigmoid": F.logsigmoid,
    "_softmax_backward_data": lambda g, y, dim: torch._softmax_backward_data(g, y, dim, g.dtype),
    "_log_softmax_backward_data": lambda g, y, dim: torch._log_softmax_backward_data(
        g, y, dim, g.dtype),
    "bilinear_products": lambda a, w, b: torch.ops.aten._trilinear(
        a, w, b, [1, 3], [0], [1, 2], [2, 3]),
    "_log_softmax": lambda self, dim: F.log_softmax(self, dim),
    "_softmax": lambda self, dim: F.softmax(self, dim),
    "mkldnn_rnn_layer": lambda x, w, u, b=None, d=None, hx=None, cx=None, reverse=False: mkldnn(
        x, w, u, b, d, hx, cx, reverse),
    "_pack_padded_sequence": lambda x, counts, batch_first=False: torch._pack_padded_sequence(
        x, torch.tensor([sum(c > i for c in counts) for i in range(counts[0])]), batch_first)[0],
    "_safe_softmax": lambda self, dim: torch.ops.aten._safe_softmax(self, dim),
    "scaled_dot_product_attention": lambda q, k, v, causal=False:
        F.scaled_dot_product_attention(q, k, v, is_causal=causal),
    "clone.contiguous": lambda self: self.clone(memory_format=torch.contiguous_format),
    "_weight_norm_interface": lambda v, g, dim=0: torch._weight_norm_interface(v, g, dim),
    "_embedding_bag": lambda w, i, o, mode=0, shares=None: torch.ops.aten._embedding_bag(
        w, i, o, False, mode, False, shares)[0],
    "pdist": torch.pdist,
    "block_diag": lambda tensors: torch.block_diag(*tensors),
    "linalg_matrix_exp": torch.linalg.matrix_exp,
    "linalg_multi_dot": torch.linalg.multi_dot,
    "linalg_matrix_power": torch.linalg.matrix_power,
    "linalg_inv": torch.linalg.inv,
    "linalg_solve": lambda A, B, left=True: torch.linalg.solve(A, B, left=left),
    "linalg_cholesky": torch.linalg.cholesky,
    "linalg_svdvals": torch.linalg.svdvals,
    "linalg_eigvalsh": torch.linalg.eigvalsh,
    "linalg_pinv": torch.linalg.pinv,
    "linalg_matrix_rank": torch.linalg.matrix_rank,
    "linalg_solve_triangular": torch.linalg.solve_triangular,
    "einsum_operands": torch.einsum,
    "tensordot.dims": lambda a, b, p, q: torch.tensordot(a, b, (p, q)),
    "convolution": lambda i, w, b, s, p, d, t, o, g: torch.ops.aten.convolution(
        i, w, b, s, p, d, t, o, g),
    "grid_sampler": torch.grid_sampler,
    "native_batch_norm": lambda input, weight=None, bias=None: torch.native_batch_norm(
        input, weight, bias, None, None, True, 0.1, 1e-5),
    "native_layer_norm": lambda i, n, w=None, b=None: torch.native_layer_norm(i, n, w, b, 1e-5),
    "native_group_norm": lambda i, g, w, b: torch.native_group_norm(
        i, w, b, i.shape[0], i.shape[1], i[0, 0].numel(), g, 1e-5),
    "layer_norm": lambda i, n: F.layer_norm(i, n),
    "one_hot": F.one_hot,
    "fractional_max_pool2d": lambda i, k, o, s: torch.ops.aten.fractional_max_pool2d(
        i, k, o, s.detach()),
    "fractional_max_pool3d": lambda i, k, o, s: torch.ops.aten.fractional_max_pool3d(
        i, k, o, s.detach()),
    "quantile": torch.quantile,
    "im2col": lambda i, k: F.unfold(i, k),
    "col2im": lambda i, o, k: F.fold(i, o, k),
    "avg_pool1d": F.avg_pool1d,
    "max_pool1d_with_indices": lambda i, k: F.max_pool1d(i, k, return_indices=True),
    "max_pool3d_with_indices": lambda i, k, *a: F.max_pool3d(i, k, *a, return_indices=True),
    "upsample_linear1d": lambda i, s, a: F.interpolate(i, s, mode="linear", align_corners=a),
    "upsample_bilinear2d": lambda i, s, a: F.interpolate(i, s, mode="bilinear", align_corners=a),
    "upsample_trilinear3d": lambda i, s, a: F.interpolate(i, s, mode="trilinear", align_corners=a),
    "upsample_nearest1d": lambda i, s: F.interpolate(i, s),
    "upsample_nearest2d": lambda i, s: F.interpolate(i, s),
    "upsample_nearest3d": lambda i, s: F.interpolate(i, s),
    "linear": F.linear,
    "split.Tensor": lambda i, n, d=0: i.split(n, d),
    "split_with_sizes": lambda i, n, d=0: i.split(n, d),
    "norm.ScalarOpt_dim": lambda i, p, d: torch.ops.aten.norm.ScalarOpt_dim(i, p, d),
    "_unique2": lambda i: torch.unique(i, return_inverse=True, return_counts=True),
    "unique_dim": lambda i, d: torch.unique(i, dim=d, return_inverse=True, return_counts=True),
    "unique_consecutive": lambda i: torch.unique_consecutive(
        i, return_inverse=True, return_counts=True),
    "cross": torch.cross,
    "dist": torch.dist,
    "zero": lambda i: torch.zero(i) if hasattr(torch, "zero") else torch.ops.aten.zero(i),
    "expand": lambda i, s: i.expand(s),
    "histc": torch.histc,
    "where.self": torch.where,
    "sum_to_size": lambda i, s: i.sum_to_size(s),
    "to": lambda i, d: i.to(d),
    "rsub.Tensor": lambda a, b, alpha=1: torch.rsub(a, b, alpha=alpha),
    "lerp.Scalar": torch.lerp,
    "softsign": F.softsign,
    "tanhshrink": F.tanhshrink,
    "adaptive_avg_pool2d": F.adaptive_avg_pool2d,
    "adaptive_avg_pool3d": F.adaptive_avg_pool3d,
    "any.dim": torch.any,
    "all.dim": torch.all,
    "soft_margin_loss": F.soft_margin_loss,
    "linalg_eigh": torch.linalg.eigh,
    "aminmax": lambda i: torch.aminmax(i),
    "embedding_dense_backward": lambda *a: torch.ops.aten.embedding_dense_backward(*a),
    "max_pool2d_with_indices_backward": lambda g, i, n: (
        torch.ops.aten.max_pool2d_with_indices_backward(
            g, i, [4, 4], [4, 4], [0, 0], [1, 1], False, n)),
    "max_pool3d_with_indices_backward": lambda g, i, n: (
        torch.ops.aten.max_pool3d_with_indices_backward(
            g, i, [4, 4, 4], [4, 4, 4], [0, 0, 0], [1, 1, 1], False, n)),
    "avg_pool2d_backward": lambda g, i, k, s, p, c, n: torch.ops.aten.avg_pool2d_backward(
        g, i, k * 2, s * 2, p * 2, c, n, None),
    "avg_pool3d_backward": lambda g, i, k, s, p, c, n: torch.ops.aten.avg_pool3d_backward(
        g, i, k * 3, s * 3, p * 3, c, n, None),
    "_adaptive_avg_pool2d_backward": lambda g, i, s: (
        torch.ops.aten._adaptive_avg_pool2d_backward(g, i)),
    "_adaptive_avg_pool3d_backward": lambda g, i, s: (
        torch.ops.aten._adaptive_avg_pool3d_backward(g, i)),
    **{
        name: lambda g, i, o, *a, f=getattr(torch.ops.aten, name): f(g, o, i, *a)
        for name in (
            "upsample_nearest1d_backward", "upsample_nearest2d_backward",
            "upsample_nearest3d_backward", "_upsample_nearest_exact1d_backward",
            "_upsample_nearest_exact2d_backward", "_upsample_nearest_exact3d_backward",
            "upsample_bicubic2d_backward", "upsample_linear1d_backward",
            "upsample_bilinear2d_backward", "upsample_trilinear3d_backward")
    },
    "nll_loss_nd_backward": lambda g, i, t, reduction=1: torch.ops.aten.nll_loss_backward(
        g, i, t, None, reduction, -100, torch.tensor(t.numel(), dtype=i.dtype)),
    "nll_loss_nd_backward.2d": lambda g, i, t: torch.ops.aten.nll_loss2d_backward(
        g, i, t, None, 1, -100, torch.tensor(t.numel(), dtype=i.dtype)),
    "binary_cross_entropy_backward": lambda g, i, t, reduction=1: (
        torch.ops.aten.binary_cross_entropy_backward(g, i, t, None, reduction)),
    "elu_backward": lambda g, i, a, s, c, r=False: torch.ops.aten.elu_backward(g, a, s, c, r, i),
    "log_sigmoid_backward": lambda g, i: torch.ops.aten.log_sigmoid_backward(
        g, i, torch.exp(-i.detach().abs())),
    "leaky_relu_backward": lambda g, i, s: torch.ops.aten.leaky_relu_backward(g, i, s, False),
    "_ctc_loss": lambda lp, t, il, tl: torch.ops.aten._ctc_loss(lp, t, il, tl)[0],
}
# rows that are parts of PyTorch's own functions, or draw random numbers
WITHOUT_ANSWER = set((OUT.parent / "samples-without-answer.txt").read_text().split())


def function(name):
    if name in ANSWERS:
        return ANSWERS[name]
    base, _, overload = name.partition(".")
    packet = getattr(torch.ops.aten, base)
    return getattr(packet, overload) if overload else packet


def build(spelled, dtype, leaves):
    if isinstance(spelled, list):
        return [build(item, dtype, leaves) for item in spelled]
    if not isinstance(spelled, dict):
        return spelled
    if "ints" in spelled:
        return spelled["ints"]
    if "dtype" in spelled:
        return getattr(torch, spelled["dtype"])
    if "inf" in spelled:
        return float("inf")
    if spelled["type"] != "float":
        t = torch.tensor(spelled["data"], dtype=torch.int64).reshape(spelled["shape"])
        return t.to(getattr(torch, spelled["type"]))
    t = torch.tensor(spelled["data"], dtype=torch.float64).reshape(spelled["shape"]).to(dtype)
    leaves.append(t.requires_grad_())
    return t


def spell(t):
    if torch._is_zerotensor(t):
        # a gradient of zeros that has no memory
        t = torch.zeros(t.shape, dtype=t.dtype)
    return {
        "dtype": str(t.dtype)[6:],
        "shape": list(t.shape),
        "data": [str(v) for v in t.detach().reshape(-1).tolist()],
    }


def called(request, dtype, leaves):
    """The arguments of a request, by position and by name, as PyTorch takes them."""
    arguments = build(request["arguments"], dtype, leaves)
    named = {name: build(value, dtype, leaves) for name, value in request["named"].items()}
    places = [p for p in request["parameters"] if p not in request["keywords"]]
    while len(arguments) > len(places):
        last = request["parameters"][len(arguments) - 1]
        named[last] = arguments.pop()
    return arguments, named


def answer(request, dtype):
    leaves = []
    arguments, named = called(request, dtype, leaves)
    try:
        out = function(request["op"])(*arguments, **named)
    except (RuntimeError, NotImplementedError) as error:
        if "differentiable" not in str(error) and "derivative" not in str(error):
            raise
        # PyTorch refuses a derivative that nobody asked for
        for leaf in leaves[1:] if "argument 'target'" in str(error) else leaves:
            leaf.requires_grad_(False)
        out = function(request["op"])(*arguments, **named)
    outputs = list(out) if isinstance(out, (tuple, list)) else [out]
    row = {"op": request["op"], "sample": request["sample"], "type": str(dtype)[6:]}
    if not isinstance(outputs[0], torch.Tensor):
        outputs = [torch.tensor(o) for o in outputs]
    row["results"] = [spell(o) for o in outputs]
    row["grad_fns"] = [o.grad_fn.name() if o.grad_fn is not None else None for o in outputs]
    roots = [o for o in outputs if o.grad_fn is not None]
    if roots:
        seeds = [
            (torch.arange(1, o.numel() + 1, dtype=o.dtype) / 4).reshape(o.shape) for o in roots
        ]
        wanted = [leaf for leaf in leaves if leaf.requires_grad]
        grads = iter(torch.autograd.grad(roots, wanted, seeds, allow_unused=True))
        found = [next(grads) if leaf.requires_grad else None for leaf in leaves]
        row["grads"] = [None if g is None else spell(g) for g in found]
    return row


def main(requests):
    rows, failed = [], []
    for line in open(requests):
        request = json.loads(line)
        if request["op"] in WITHOUT_ANSWER:
            continue
        for dtype in (torch.float32, torch.float64):
            try:
                rows.append(answer(request, dtype))
            except Exception as error:
                text = str(error).split("\n")[0][:150]
                failed.append((request["op"], request["sample"], text))
    OUT.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    print(len(rows), "answers")
    for failure in failed[::2]:
        print("no answer:", *failure)


if __name__ == "__main__":
    main(sys.argv[1])
