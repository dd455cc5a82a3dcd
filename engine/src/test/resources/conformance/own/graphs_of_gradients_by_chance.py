# Programs made by chance, with views and writes, whose gradients are recorded and differentiated.
import random
import torch, torch.nn.functional as F

torch.manual_seed(0)


def walk(node, depth):
    if node is None:
        return "-"
    name = node.name().replace("torch::autograd::", "").replace("Backward", "B")
    if name == "AccumulateGrad":
        return "A"
    if depth == 0:
        return name
    kids = [walk(f, depth - 1) + (":%d" % i if i else "") for f, i in node.next_functions]
    return name + "(" + ",".join(kids) + ")"


def program(r):
    lines = ["a = P(2, 3)", "b = P(2, 3)", "x = a * b", "y = b + a"]
    for _ in range(r.randint(3, 7)):
        v, w = r.sample(["x", "y", "a", "b"], 2)
        t = r.choice(["x", "y"])
        lines.append(
            r.choice(
                [
                    f"{t} = {v} * {w}",
                    f"{t} = {v} / ({w} + 2)",
                    f"{t} = ({v} - {w}).sin()",
                    f"{t} = {t}.exp().clone()",
                    f"{t} = {t}.clone(); {t}.mul_({v}.detach() if {v!r} == {t!r} else {v})",
                    f"{t} = {t}.clone(); {t}[0].mul_(2)",
                    f"{t} = {t}.clone(); {t}[0] = {v}[1].clone()",
                    f"{t} = {t}.clone(); {t}[:, 1] = 0",
                    f"{t} = {t}.clone(); {t}.t()[1].add_({v}[:, 0].clone())",
                    f"{t} = {t}.clone(); {t}.view(-1)[2:5].sin_()",
                    f"{t} = {t}.clone(); {t}.add_({v}.clone(), alpha=2)",
                    f"{t} = {t}.clone(); {t}.pow_(2)",
                    f"{t} = {t}.clone(); {t}.div_({v}.clone() + 3)",
                    f"{t} = {t}.clone(); {t}.sigmoid_()",
                    f"{t} = {t}.clone(); {t}[{t} > 0.5] = 0.25",
                    f"{t} = {t}.clone(); {t}.masked_fill_({v} > 0.5, 0.5)",
                    f"{t} = {t}.clone(); {t}.diagonal().mul_(3.0)",
                    f"{t} = {t}.clone(); {t}[0, 1:].copy_({v}[1, :2].clone())",
                    f"{t} = {t}.clone(); {t}.select(1, 0).sub_({v}.sum(1).clone())",
                    f"{t} = {v}.t().contiguous().t() * {w}",
                    f"{t} = {v}.expand(2, 2, 3).sum(0)",
                    f"{t} = torch.cat([{v}[:1], {w}[1:]])",
                    f"{t} = torch.stack([{v}, {w}]).prod(0)",
                    f"{t} = {v} @ {w}.t() @ {v}",
                    f"{t} = F.softmax({v}, 1) * {w}",
                    f"{t} = {v}.roll(1, 1).flip(0)",
                    f"{t} = {v}.cumsum(1) + {w}.mean()",
                    f"{t} = {v}[:, [0, 0, 2]] - {w}",
                    f"{t} = torch.where({v} > {w}, {v}, {w}.tanh())",
                    f"{t} = {v}.unfold(1, 2, 1).sum(2, keepdim=True)[:, :1, 0] * {w}",
                ]
            )
        )
    return lines + [r.choice(["z = (x * y).sum()", "z = x.pow(3).mean() + y.norm()", "z = (x - y).logsumexp((0, 1))"])]


def P(*s):
    return torch.rand(*s).add_(0.2).requires_grad_()


for seed in range(150):
    r = random.Random(seed)
    lines = program(r)
    print("==", seed, "|")
    names = {"torch": torch, "F": F, "P": P}
    try:
        for line in lines:
            exec(line, names)
        grads = torch.autograd.grad(names["z"], [names["a"], names["b"]], create_graph=True, allow_unused=True)
        for i, g in enumerate(grads):
            if g is not None:
                print(i, walk(g.grad_fn, 5)[:1200], g.output_nr)
        total = sum(g.pow(2).sum() for g in grads if g is not None and g.requires_grad)
        if isinstance(total, torch.Tensor):
            second = torch.autograd.grad(total, [names["a"], names["b"]], allow_unused=True)
            print("   ", *[s if s is None else f"{s.double().norm().item():.3e}" for s in second])
    except Exception as e:
        print("  ", type(e).__name__, str(e)[:150])
