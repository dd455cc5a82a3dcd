"""torch.optim.LBFGS: a quasi-Newton method with a short memory, in the precision of its parameters."""

import torch
from torch.optim import Optimizer, _check_tensor_rate


def _cubic_minimum(x1, f1, g1, x2, f2, g2, bounds=None):
    """The minimum of the cubic through two points with their slopes, kept inside of bounds."""
    low, high = bounds if bounds else (min(x1, x2), max(x1, x2))
    d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = d1**2 - g1 * g2
    if not square >= 0:
        return (low + high) / 2.0
    d2 = square.sqrt()
    if x1 <= x2:
        found = x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2))
    else:
        found = x1 - (x1 - x2) * ((g1 + d2 - d1) / (g1 - g2 + 2 * d2))
    return min(max(found, low), high)


def _strong_wolfe(evaluate, x, t, d, f, g, gtd, c1=1e-4, c2=0.9, tolerance=1e-9, most=25):
    """A step that satisfies the strong Wolfe conditions (Nocedal and Wright, 2006, ch. 3)."""
    size = d.abs().max()
    g = g.clone()
    f_new, g_new = evaluate(x, t, d)
    evaluations = 1
    gtd_new = g_new.dot(d)
    t_prev, f_prev, g_prev, gtd_prev = 0, f, g, gtd
    done, iteration = False, 0
    while iteration < most:
        if f_new > (f + c1 * t * gtd) or (iteration > 1 and f_new >= f_prev):
            ends = [t_prev, t]
            values, slopes = [f_prev, f_new], [g_prev, g_new.clone()]
            dots = [gtd_prev, gtd_new]
            break
        if abs(gtd_new) <= -c2 * gtd:
            ends, values, slopes, done = [t], [f_new], [g_new], True
            dots = [gtd_new]
            break
        if gtd_new >= 0:
            ends = [t_prev, t]
            values, slopes = [f_prev, f_new], [g_prev, g_new.clone()]
            dots = [gtd_prev, gtd_new]
            break
        least, largest = t + 0.01 * (t - t_prev), t * 10
        before = t
        t = _cubic_minimum(t_prev, f_prev, gtd_prev, t, f_new, gtd_new, (least, largest))
        t_prev, f_prev, g_prev, gtd_prev = before, f_new, g_new.clone(), gtd_new
        f_new, g_new = evaluate(x, t, d)
        evaluations += 1
        gtd_new = g_new.dot(d)
        iteration += 1
    else:
        ends, values, slopes = [0, t], [f, f_new], [g, g_new]
        dots = [gtd, gtd_new]
    stuck = False
    low, high = (0, 1) if values[0] <= values[-1] else (1, 0)
    while not done and iteration < most:
        if abs(ends[1] - ends[0]) * size < tolerance:
            break
        t = _cubic_minimum(ends[0], values[0], dots[0], ends[1], values[1], dots[1])
        margin = 0.1 * (max(ends) - min(ends))
        if min(max(ends) - t, t - min(ends)) < margin:
            if stuck or t >= max(ends) or t <= min(ends):
                near_top = abs(t - max(ends)) < abs(t - min(ends))
                t = max(ends) - margin if near_top else min(ends) + margin
                stuck = False
            else:
                stuck = True
        else:
            stuck = False
        f_new, g_new = evaluate(x, t, d)
        evaluations += 1
        gtd_new = g_new.dot(d)
        iteration += 1
        if f_new > (f + c1 * t * gtd) or f_new >= values[low]:
            ends[high], values[high], slopes[high], dots[high] = t, f_new, g_new.clone(), gtd_new
            low, high = (0, 1) if values[0] <= values[1] else (1, 0)
        else:
            if abs(gtd_new) <= -c2 * gtd:
                done = True
            elif gtd_new * (ends[high] - ends[low]) >= 0:
                ends[high], values[high] = ends[low], values[low]
                slopes[high], dots[high] = slopes[low], dots[low]
            ends[low], values[low], slopes[low], dots[low] = t, f_new, g_new.clone(), gtd_new
    low = 0 if len(ends) == 1 else low
    return values[low], slopes[low], ends[low], evaluations


class LBFGS(Optimizer):
    def __init__(
        self, params, lr=1, max_iter=20, max_eval=None, tolerance_grad=1e-7,
        tolerance_change=1e-9, history_size=100, line_search_fn=None,
    ):
        _check_tensor_rate(lr)
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if max_eval is None:
            max_eval = max_iter * 5 // 4
        super().__init__(
            params,
            dict(
                lr=lr, max_iter=max_iter, max_eval=max_eval, tolerance_grad=tolerance_grad,
                tolerance_change=tolerance_change, history_size=history_size,
                line_search_fn=line_search_fn,
            ),
        )
        if len(self.param_groups) != 1:
            raise ValueError(
                "LBFGS doesn't support per-parameter options (parameter groups)"
            )
        self._params = self.param_groups[0]["params"]

    def _flat_gradient(self):
        return torch.cat(
            [
                (torch.zeros_like(p) if p.grad is None else p.grad).view(-1)
                for p in self._params
            ]
        )

    def _move(self, length, direction):
        at = 0
        for p in self._params:
            count = p.numel()
            p.add_(direction[at : at + count].view_as(p), alpha=length)
            at += count

    def step(self, closure):
        with torch.no_grad():
            return self._step(torch.enable_grad()(closure))

    def _evaluator(self, closure):
        def evaluate(x, t, d):
            self._move(t, d)
            loss = float(closure())
            gradient = self._flat_gradient()
            for p, before in zip(self._params, x):
                p.copy_(before)
            return loss, gradient

        return evaluate

    def _step(self, closure):
        group = self.param_groups[0]
        lr, search = group["lr"], group["line_search_fn"]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        first = closure()
        loss, evaluations = float(first), 1
        state["func_evals"] += 1
        gradient = self._flat_gradient()
        if gradient.abs().max() <= group["tolerance_grad"]:
            return first
        d, t = state.get("d"), state.get("t")
        old_dirs, old_stps, ro = (state.get(n, []) for n in ("old_dirs", "old_stps", "ro"))
        scale, before, loss_before = state.get("H_diag"), state.get("prev_flat_grad"), loss
        iteration = 0
        while iteration < group["max_iter"]:
            iteration += 1
            state["n_iter"] += 1
            if state["n_iter"] == 1:
                d, old_dirs, old_stps, ro, scale = gradient.neg(), [], [], [], 1
            else:
                y, s = gradient.sub(before), d.mul(t)
                ys = y.dot(s)
                if ys > 1e-10:
                    if len(old_dirs) == group["history_size"]:
                        old_dirs.pop(0), old_stps.pop(0), ro.pop(0)
                    old_dirs.append(y)
                    old_stps.append(s)
                    ro.append(1.0 / ys)
                    scale = ys / y.dot(y)
                q = gradient.neg()
                shares = state.setdefault("al", [None] * group["history_size"])
                for i in range(len(old_dirs) - 1, -1, -1):
                    shares[i] = old_stps[i].dot(q) * ro[i]
                    q.add_(old_dirs[i], alpha=-shares[i])
                d = r = q.mul(scale)
                for i in range(len(old_dirs)):
                    share = old_dirs[i].dot(r) * ro[i]
                    r.add_(old_stps[i], alpha=shares[i] - share)
            before, loss_before = gradient.clone(), loss
            t = min(1.0, 1.0 / gradient.abs().sum()) * lr if state["n_iter"] == 1 else lr
            gtd = gradient.dot(d)
            if gtd > -group["tolerance_change"]:
                break
            count = 0
            if search is not None:
                if search != "strong_wolfe":
                    raise RuntimeError("only 'strong_wolfe' is supported")
                x = [p.clone() for p in self._params]
                loss, gradient, t, count = _strong_wolfe(
                    self._evaluator(closure), x, t, d, loss, gradient, gtd
                )
                self._move(t, d)
                small = gradient.abs().max() <= group["tolerance_grad"]
            else:
                self._move(t, d)
                small = False
                if iteration != group["max_iter"]:
                    loss = float(closure())
                    gradient = self._flat_gradient()
                    small = gradient.abs().max() <= group["tolerance_grad"]
                    count = 1
            evaluations += count
            state["func_evals"] += count
            if iteration == group["max_iter"] or evaluations >= group["max_eval"] or small:
                break
            if d.mul(t).abs().max() <= group["tolerance_change"]:
                break
            if abs(loss - loss_before) < group["tolerance_change"]:
                break
        state.update(
            d=d, t=t, old_dirs=old_dirs, old_stps=old_stps, ro=ro, H_diag=scale,
            prev_flat_grad=before, prev_loss=loss_before,
        )
        return first
