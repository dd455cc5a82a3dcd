"""Programs made up by chance: views, writes in place, hooks and backward passes of every kind."""

import random
import warnings

import torch

warnings.simplefilter("ignore")
# some of them end the process of PyTorch
SEEDS = [seed for seed in range(160) if seed not in (74,)]


def show(t, version=True):
    if t is None:
        return "None"
    try:
        fn = type(t.grad_fn).__name__
    except RuntimeError as e:
        return "INVALID " + str(e)[:60]
    values = [round(v, 3) + 0.0 for v in t.detach().flatten().tolist()]
    counted = f" v={t._version}" if version else ""
    return f"{values} {tuple(t.shape)} rg={t.requires_grad} leaf={t.is_leaf} fn={fn}{counted}"


class Chance:
    """One program: fourteen random actions on tensors that it knows."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tensors = [self.leaf() for _ in range(3)]
        self.log, self.handles = [], []

    def leaf(self):
        choice = self.random.choice
        rows = [[choice([-2.0, -1.0, 0.5, 1.0, 2.0, 3.0]) for _ in range(3)] for _ in range(2)]
        return torch.tensor(rows, requires_grad=self.random.random() < 0.7)

    def one(self):
        return self.random.choice(self.tensors)

    def likely(self, p=0.6):
        return self.random.random() < p

    def unrecorded(self, a, b):
        with torch.no_grad():
            kind = self.random.randrange(4)
            return (
                a * 2 if kind == 0 else a.add_(1) if kind == 1 else a.view(-1) if kind == 2
                else a.zero_()
            )

    def hook(self, a, doubling):
        number = len(self.handles)

        def told(g):
            self.log.append(f"hook {number}: {round(g.sum().item(), 3)}")
            return g * 2 if doubling else None

        self.handles.append(a.register_hook(told))

    def node_hook(self, a):
        def told(made, came):
            self.log.append("node " + ",".join("-" if g is None else str(round(g.sum().item(), 3)) for g in made))

        self.handles.append(a.grad_fn.register_hook(told))

    def gradient_of(self, a, b, create):
        wanted = [b, self.tensors[len(self.tensors) // 2]] if create is not None else [b]
        return torch.autograd.grad(
            a.sum(), wanted, retain_graph=True, create_graph=bool(create), allow_unused=self.likely()
        )

    def actions(self, a, b):
        choice = self.random.choice
        return (
            ("binary", 4, lambda: choice([torch.add, torch.mul, torch.sub, torch.div])(a, b)),
            ("unary", 3, lambda: choice([torch.exp, torch.sin, torch.tanh, torch.relu, torch.abs])(a)),
            ("sum", 1, lambda: a.sum(choice([0, -1]), keepdim=True)),
            ("view", 1, lambda: a.view(-1)),
            ("t", 1, lambda: a.t()),
            ("select", 1, lambda: a[0]),
            ("slice", 1, lambda: a[..., 1:]),
            ("expand", 1, lambda: a.expand(2, *a.shape)),
            ("chunk", 1, lambda: a.chunk(2)[0]),
            ("add_", 1, lambda: a.add_(b)),
            ("mul_", 1, lambda: a.mul_(2)),
            ("sin_", 1, lambda: a.sin_()),
            ("write", 1, lambda: a.__setitem__(choice([0, (..., 0), slice(None)]), 0.5)),
            ("copy", 1, lambda: a.__setitem__(0, b[0])),
            ("detach", 1, lambda: a.detach()),
            ("detach_", 1, lambda: a.detach_()),
            ("require", 1, lambda: a.requires_grad_(self.likely())),
            ("retain", 1, lambda: a.retain_grad()),
            ("hook", 1, lambda: self.hook(a, False)),
            ("double", 1, lambda: self.hook(a, True)),
            ("node hook", 1, lambda: self.node_hook(a)),
            ("backward", 1, lambda: a.sum().backward(retain_graph=self.likely())),
            ("backward to", 1, lambda: a.sum().backward(inputs=[b], retain_graph=True)),
            ("grad", 1, lambda: self.gradient_of(a, b, None)),
            ("grads", 1, lambda: self.gradient_of(a, b, self.likely())),
            ("unrecorded", 1, lambda: self.unrecorded(a, b)),
            ("forget", 1, lambda: setattr(a, "grad", None)),
            ("clone", 1, lambda: a.clone()),
        )

    def step(self, number):
        a, b = self.one(), self.one()
        actions = self.actions(a, b)
        name, _, action = self.random.choices(actions, [weight for _, weight, _ in actions])[0]
        self.log.clear()
        try:
            made = action()
        except Exception as e:
            print(number, name, type(e).__name__, str(e).split("\n")[0][:300], *self.log)
            return
        if isinstance(made, torch.Tensor):
            self.tensors.append(made)
            made = (made,)
        told = [show(t, name != "grads" and name != "grad") for t in made] if isinstance(made, tuple) else []
        print(number, name, *told, *self.log)

    def run(self):
        for number in range(14):
            self.step(number)
        for i, t in enumerate(self.tensors):
            grad = None
            try:
                grad = t.grad
            except RuntimeError as e:
                print("no gradient:", str(e)[:60])
            print(" ", i, show(t), "| grad", show(grad, False))


if __name__ == "__main__":
    for seed in SEEDS:
        print("=== seed", seed)
        Chance(seed).run()
