"""Records what PyTorch answers, as data for the tests: DIR/bin/python record.py

Writes ../resources/oracle/*.json next to this script. Made with PyTorch 2.13 on the CPU.
"""

import itertools
import json
import pathlib

import torch

OUT = pathlib.Path(__file__).parent.parent / "resources" / "oracle"
NAN, INF = float("nan"), float("inf")


def write(name, rows):
    OUT.mkdir(exist_ok=True)
    lines = ",\n".join(json.dumps(row) for row in rows)
    (OUT / f"{name}.json").write_text(f"[\n{lines}\n]\n")
    print(name, len(rows))


def text(x):
    """A number that JSON cannot spell, or spells ambiguously, as text."""
    return repr(x)


def flat(t):
    values = t.detach().reshape(-1)
    if t.dtype == torch.float32:
        # the shortest text from which float32 is read back
        return [str(v) for v in values.numpy()]
    return [text(v) for v in values.tolist()]


def printing():
    float32 = [
        [1.0], [1.5], [1.0, 2.0, 3.0], [1.0, 2.5], [1.5, 1000.0], [1.5, 1501.0], [1e-5, 1.0],
        [1e-4, 0.1], [0.00009, 0.0001], [1e8, 1.5], [1e9, 1e9], [1.0, 1000.0], [1.0, 1001.0],
        [100000000.0], [100000008.0], [0.0, 0.0], [0.0, 1e-10], [NAN, 1.0], [INF, -INF, 1.0],
        [NAN, 1.5], [INF, 1.5], [NAN], [INF, 1e-6], [-1.0, 2.0], [-1.5, 22.25], [-0.0],
        [-0.0, 1.5], [0.1, 0.2, 0.30000001], [123456.789], [99999.99], [0.99995], [1.00005],
        [1e-38], [3.4e38], [12345678.0, 0.5], [i / 7 for i in range(40)],
        [float(i) for i in range(24)], [(-1.3) ** i for i in range(30)],
    ]
    rows = []
    for values in float32:
        for dtype in ("float32", "float64"):
            t = torch.tensor(values, dtype=getattr(torch, dtype))
            rows.append([dtype, list(t.shape), flat(t), repr(t)])
    shapes = [(), (0,), (0, 3), (2, 0), (2, 3), (2, 3, 4), (1, 1, 1, 1), (2, 1, 3), (30, 40),
              (8, 8, 20), (2, 2, 400), (1001,), (1000,)]
    for shape, dtype in itertools.product(shapes, ("float32", "int64", "bool", "int32", "uint8")):
        count = 1
        for size in shape:
            count *= size
        numbers = (torch.arange(count) * 37 % 101 - (0 if dtype == "uint8" else 50))
        if dtype == "float32":
            t = (numbers / 8).reshape(shape)
        else:
            t = numbers.reshape(shape).to(getattr(torch, dtype))
        rows.append([dtype, list(shape), flat(t), repr(t)])
    write("printing", rows)


def operators():
    """Values, types, gradients and node names of every operator on operands of many kinds."""
    torch.manual_seed(7)
    rows = []
    pairs = [((), ()), ((3,), ()), ((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (1, 3)),
             ((0,), (1,)), ((4, 1, 2), (3, 1))]
    kinds = ["float32", "float64", "int64", "int32", "uint8", "bool"]

    def draw(shape, dtype):
        t = torch.randn(shape, dtype=torch.float64) * 3
        if dtype == "bool":
            return t > 0
        if dtype == "uint8":
            t = t.abs()
        return t.to(getattr(torch, dtype))

    def spell(t):
        if isinstance(t, torch.Tensor):
            return {"dtype": str(t.dtype)[6:], "shape": list(t.shape), "data": flat(t)}
        return t

    def record(op, call, operands, arguments):
        leaves = []
        for t in operands:
            floating = isinstance(t, torch.Tensor) and t.is_floating_point()
            leaves.append(t.requires_grad_() if floating else t)
        row = {"op": op, "operands": [spell(t) for t in operands], "arguments": arguments}
        try:
            out = call(*operands)
        except (RuntimeError, TypeError, IndexError) as error:
            row["error"] = str(error).split("\n")[0]
            rows.append(row)
            return
        row["result"] = spell(out)
        if out.grad_fn is not None:
            row["grad_fn"] = out.grad_fn.name()
            v = torch.arange(1, out.numel() + 1, dtype=out.dtype).reshape(out.shape) / 4
            out.backward(v)
            row["grads"] = None if out.numel() * 4 < operands[0].numel() else [
                spell(t.grad) if isinstance(t, torch.Tensor) and t.requires_grad else None
                for t in operands
            ]
        rows.append(row)

    for op in ("add", "sub", "mul"):
        function = getattr(torch, op)
        for a, b in pairs:
            record(op, function, [draw(a, "float32"), draw(b, "float32")], [])
        for a, b in itertools.product(kinds, kinds):
            record(op, function, [draw((3,), a), draw((3,), b)], [])
            record(op, function, [draw((3,), a), draw((), b)], [])
        for kind, number in itertools.product(kinds, (2, 2.5, True)):
            record(op, function, [draw((3,), kind), number], [])
        record(op, function, [draw((2, 3), "float32"), draw((4,), "float32")], [])
    for op in ("add", "sub"):
        for alpha in (2, -0.5):
            record(op, lambda x, y: getattr(torch, op)(x, y, alpha=alpha),
                   [draw((2, 3), "float32"), draw((3,), "float32")], [alpha])
    for kind in kinds:
        record("neg", torch.neg, [draw((2, 3), kind)], [])
    for shape, size in [((3,), (2, 3)), ((2, 1), (2, 3)), ((), (2,)), ((1, 3), (4, -1)),
                        ((2,), (3,)), ((2, 3), (3,))]:
        record("expand", lambda x: x.expand(*size), [draw(shape, "float32")], [list(size)])
    for a, b in itertools.permutations(kinds, 2):
        record("to", lambda x: x.to(getattr(torch, b)), [draw((2, 3), a)], [b])
    for shape, low in [((2, 3), -2), ((40,), -2), ((), -2)]:
        for name, positive in [("exp", 0), ("log", 1), ("sqrt", 1), ("rsqrt", 1),
                               ("reciprocal", 1), ("sin", 0), ("cos", 0), ("tan", 0), ("tanh", 0),
                               ("sigmoid", 0), ("relu", 0), ("sign", 0), ("abs", 0)]:
            for kind in ("float32", "float64", "int64"):
                x = torch.rand(shape, dtype=torch.float64) * 4 + (0.25 if positive else low)
                record(name, getattr(torch, name), [x.to(getattr(torch, kind))], [])
    record("relu", torch.relu, [torch.tensor([0.0, -0.0, float("nan"), 1.0])], [])
    record("abs", torch.abs, [torch.tensor([0.0, -0.0, float("nan"), -1.0])], [])
    record("zeros_like", torch.zeros_like, [draw((2, 3), "int32")], [])
    for a, b in itertools.product(kinds, kinds):
        record("div", torch.div, [draw((3,), a), draw((3,), b)], [])
    for kind, number in itertools.product(kinds, (2, 2.5)):
        record("div", torch.div, [draw((3,), kind), number], [])
        record("rsub.Scalar", torch.rsub, [draw((3,), kind), number], [])
    for a, b in pairs:
        record("div", torch.div, [draw(a, "float32"), draw(b, "float32")], [])
    for p in (2, 3, 0.5, -1, -2, -0.5, 1, 0, 2.0):
        for kind in ("float32", "float64"):
            record("pow.Tensor_Scalar", torch.pow, [draw((7,), kind).abs() + 0.5, p], [])
    record("pow.Tensor_Scalar", torch.pow, [draw((4,), "int64"), 3], [])
    record("pow.Tensor_Scalar", torch.pow, [draw((4,), "int64"), -1], [])
    for n in (0, 1, 2, 7, 8, 9, 31, 33, 100, 257, 1000):
        for kind in ("float32", "float64", "int64"):
            record("sum", torch.sum, [draw((n,), kind)], [None])
        record("mean", torch.mean, [draw((n,), "float32")], [None])
    record("mean", torch.mean, [draw((3,), "int64")], [None])
    record("sum", torch.sum, [draw((5,), "bool")], [None])
    for shape in [(3, 4), (17, 9), (70, 33), (2, 3, 4), (5, 1, 40), (4, 3, 2, 5)]:
        dims = [[0], [1], [-1], [0, len(shape) - 1]]
        for dim, keep in itertools.product(dims, (False, True)):
            for kind in ("float32", "float64"):
                record("sum.dim_IntList", lambda x: torch.sum(x, dim, keep), [draw(shape, kind)],
                       [dim, keep, None])
            record("mean.dim", lambda x: torch.mean(x, dim, keep), [draw(shape, "float32")],
                   [dim, keep, None])
    record("sum.dim_IntList", lambda x: torch.sum(x, [2]), [draw((2, 3), "float32")],
           [[2], False, None])
    for shape, size in [((2, 3), [6]), ((2, 3), [3, -1]), ((4,), [2, 2]), ((2, 3), [4]),
                        ((2, 3), [-1, -1]), ((0, 3), [3, 0]), ((), [1])]:
        record("view", lambda x: x.view(size), [draw(shape, "float32")], [size])
        record("reshape", lambda x: x.reshape(size), [draw(shape, "float32")], [size])
    for shape in [(2, 3), (3,), (), (2, 3, 4)]:
        record("t", torch.t, [draw(shape, "float32")], [])
    for shape, a, b in [((2, 3), 0, 1), ((2, 3, 4), 0, 2), ((2, 3, 4), -1, 1), ((2,), 0, 2)]:
        record("transpose", lambda x: x.transpose(a, b), [draw(shape, "float32")], [a, b])
    for shape, d in [((2, 3), 0), ((2, 3), 1), ((2, 3), -1), ((), 0), ((2,), 3)]:
        record("unsqueeze", lambda x: x.unsqueeze(d), [draw(shape, "float32")], [d])
    for n, k, m in [(1, 1, 1), (2, 3, 4), (5, 7, 3), (16, 8, 16)]:
        record("mm", torch.mm, [draw((n, k), "float32"), draw((k, m), "float32")], [])
        record("mm", torch.mm, [draw((n, k), "int64"), draw((k, m), "int64")], [])
    record("mm", torch.mm, [draw((2, 3), "float32"), draw((2, 3), "float32")], [])
    record("mm", torch.mm, [draw((2,), "float32"), draw((2, 3), "float32")], [])
    record("mm", torch.mm, [draw((2, 3), "float32"), draw((3, 2), "float64")], [])
    for op in ("addcmul", "addcdiv"):
        for value in (1, 0.1, -2):
            function = getattr(torch, op)
            record(op, lambda a, b, c: function(a, b, c, value=value),
                   [draw((2, 9), "float32"), draw((2, 9), "float32"),
                    draw((9,), "float32").abs() + 0.5], [value])
    for weight in (0.3, 0.5, 0.9, 1.0):
        record("lerp.Scalar", torch.lerp, [draw((9,), "float32"), draw((9,), "float32"), weight],
               [])
    write("operators", rows)


def optimisers():
    """Parameters after each of some steps, for every combination of hyper-parameters."""
    torch.manual_seed(11)
    rows = []
    settings = [
        dict(lr=0.1), dict(lr=0.01, momentum=0.9), dict(lr=0.01, momentum=0.9, nesterov=True),
        dict(lr=0.01, momentum=0.9, dampening=0.1), dict(lr=0.1, weight_decay=0.01),
        dict(lr=0.1, weight_decay=0.01, momentum=0.5, maximize=True),
    ]
    adam = [dict(lr=0.1), dict(lr=0.01, betas=(0.8, 0.95), eps=1e-6),
            dict(lr=0.1, weight_decay=0.1), dict(lr=0.1, amsgrad=True, maximize=True)]
    others = [
        ("RMSprop", [dict(lr=0.01), dict(lr=0.01, alpha=0.9, eps=1e-6, momentum=0.9),
                     dict(lr=0.01, centered=True, weight_decay=0.1),
                     dict(lr=0.01, centered=True, momentum=0.5, maximize=True)]),
        ("Adagrad", [dict(lr=0.1), dict(lr=0.1, lr_decay=0.1, weight_decay=0.1),
                     dict(lr=0.1, initial_accumulator_value=0.5, maximize=True)]),
        ("Adadelta", [dict(), dict(lr=0.5, rho=0.8, weight_decay=0.1, maximize=True)]),
        ("Adamax", [dict(lr=0.1), dict(lr=0.1, betas=(0.8, 0.95), weight_decay=0.1),
                    dict(lr=0.1, maximize=True)]),
        ("NAdam", [dict(lr=0.1), dict(lr=0.1, weight_decay=0.1, momentum_decay=0.01),
                   dict(lr=0.1, weight_decay=0.1, decoupled_weight_decay=True),
                   dict(lr=0.1, maximize=True)]),
        ("RAdam", [dict(lr=0.1), dict(lr=0.1, betas=(0.8, 0.95), weight_decay=0.1),
                   dict(lr=0.1, betas=(0.5, 0.8), weight_decay=0.1, decoupled_weight_decay=True),
                   dict(lr=0.1, betas=(0.5, 0.6), maximize=True)]),
        ("ASGD", [dict(lr=0.1), dict(lr=0.1, t0=2, weight_decay=0.1), dict(lr=0.1, maximize=True)]),
        ("Rprop", [dict(lr=0.1), dict(lr=0.1, etas=(0.4, 1.5), step_sizes=(1e-3, 0.15)),
                   dict(lr=0.1, maximize=True)]),
    ]
    runs = [("SGD", setting) for setting in settings]
    runs += [(rule, setting) for rule in ("Adam", "AdamW") for setting in adam]
    runs += [(rule, setting) for rule, various in others for setting in various]
    for rule, setting in runs:
        p = torch.randn(5, requires_grad=True)
        optimizer = getattr(torch.optim, rule)([p], **setting)
        numbers = dict(optimizer.param_groups[0])
        if "betas" in numbers:
            numbers["beta1"], numbers["beta2"] = numbers.pop("betas")
        if "etas" in numbers:
            numbers["eta_minus"], numbers["eta_plus"] = numbers.pop("etas")
            numbers["step_min"], numbers["step_max"] = numbers.pop("step_sizes")
        numbers = {k: float(v) for k, v in numbers.items() if isinstance(v, (int, float))}
        row = {"rule": rule, "setting": numbers,
               "start": flat(p), "steps": []}
        for _ in range(5):
            p.grad = torch.randn(5)
            gradient = flat(p.grad)
            optimizer.step()
            state = {k: flat(v) for k, v in optimizer.state[p].items() if torch.is_tensor(v)}
            row["steps"].append({"gradient": gradient, "parameter": flat(p), "state": state})
        rows.append(row)
    write("optimisers", rows)


def streams():
    """What each random function gives after a seed."""
    rows = []
    for seed in (0, 1, 42, 123456789, 2**32 + 5, 2**63 - 1):
        for function, sizes in [("rand", [1, 5, 700]), ("randn", [1, 3, 15, 16, 17, 40, 100])]:
            for size, dtype in itertools.product(sizes, ("float32", "float64")):
                torch.manual_seed(seed)
                make = getattr(torch, function)
                first = make(size, dtype=getattr(torch, dtype))
                rows.append([seed, function, size, dtype, flat(first), flat(torch.rand(2))])
        torch.manual_seed(seed)
        rows.append([seed, "randint", 20, "int64", flat(torch.randint(-5, 100, (20,))),
                     flat(torch.rand(2))])
        torch.manual_seed(seed)
        rows.append([seed, "randperm", 50, "int64", flat(torch.randperm(50)),
                     flat(torch.rand(2))])
    write("streams", rows)


printing()
operators()
streams()
optimisers()
