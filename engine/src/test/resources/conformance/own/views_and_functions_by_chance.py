"""Histories made up by chance: views, custom functions that return views, writes in place, hooks."""
import torch, random, copy, warnings, pickle
from torch.autograd.graph import register_multi_grad_hook, get_gradient_edge, Node
import torch.autograd.functional as AF
warnings.simplefilter('ignore')
class Id(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x
    @staticmethod
    def backward(ctx, g): return g
class View(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x): return x.view(-1)
    @staticmethod
    def backward(ctx, g): return g.view(2, 3)
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, k): ctx.k = k; return x.clone()
    @staticmethod
    def backward(ctx, g): return {0: (g,), 1: (g, None, None), 2: (g[:1], None), 3: ('x', None), 4: (g.float(), None), 5: (None, None), 6: (g.sum(), None)}[ctx.k]
def show(t):
    if t is None: return 'None'
    if isinstance(t, (tuple, list)): return '['+', '.join(show(x) for x in t)+']'
    if not torch.is_tensor(t): return repr(t)
    v = [float(f'{x:.4g}') if abs(x) > 1e-9 else 0.0 for x in t.detach().double().flatten().tolist()]
    return f"{v} {list(t.shape)} {t.requires_grad} {t.is_leaf} {t.grad_fn.name() if t.grad_fn is not None else None} v{'i' if t.is_inference() else t._version} {t._is_view()}"
def walk(n, d=0):
    if n is None or d > 4: return '-'
    return n.name()+'('+','.join(walk(m, d+1) for m, _ in n.next_functions)+')'
def run(seed):
    r = random.Random(seed); torch.manual_seed(seed)
    leaves = [torch.randn(2, 3, dtype=torch.float64).requires_grad_(r.random() < 0.7) for _ in range(2)]
    ts = list(leaves); keep = []
    def pick(): return r.choice(ts)
    def add(t, w):
        ts.append(t); print(f'  t{len(ts)-1} = {w}:', show(t))
    for step in range(12):
        a = r.randrange(34); x, y = pick(), pick()
        i = [k for k, q in enumerate(ts) if q is x][0]; j = [k for k, q in enumerate(ts) if q is y][0]
        try:
            if a == 0: add(Id.apply(x), f'id t{i}')
            elif a == 1: add(View.apply(x.reshape(2, 3)), f'cview t{i}')
            elif a == 2: add(x.view(-1), f'view t{i}')
            elif a == 3: add(x.t() if x.dim() == 2 else x[1:], f't t{i}')
            elif a == 4: add(x.chunk(2)[r.randrange(2)], f'chunk t{i}')
            elif a == 5: x.mul_(2); print(f'  t{i}.mul_', show(x))
            elif a == 6: x.add_(y); print(f'  t{i}.add_ t{j}', show(x))
            elif a == 7:
                with torch.no_grad(): x.mul_(2)
                print(f'  nograd t{i}.mul_', show(x))
            elif a == 8:
                with torch.no_grad(): add(x.view(-1), f'nograd view t{i}')
            elif a == 9: x.detach_(); print(f'  t{i}.detach_', show(x))
            elif a == 10: x.requires_grad_(r.random() < 0.7); print(f'  t{i}.rg_', show(x))
            elif a == 11:
                with torch.inference_mode(): add(x*2, f'inf t{i}')
            elif a == 12: add(x*y if x.shape == y.shape else x.sum()*y.sum(), f'mul t{i} t{j}')
            elif a == 13: x.backward(); print('  bw')
            elif a == 14: x.sum().backward(); print(f'  bws t{i}', [show(t.grad) for t in leaves])
            elif a == 15: (x*x).sum().backward(retain_graph=True, inputs=[y]); print(f'  bwi t{i} t{j}', show(y.grad))
            elif a == 16: x.grad = y.detach().clone() if r.random() < 0.7 else y; print(f'  t{i}.grad=', show(x.grad))
            elif a == 17: x.data = y.detach() if r.random() < 0.5 else torch.zeros(2, 3, dtype=torch.float64); print(f'  t{i}.data', show(x))
            elif a == 18: k = r.randrange(7); add(Wrong.apply(x, k), f'wrong{k} t{i}'); ts.pop().sum().backward(); print('   ok', show(x.grad))
            elif a == 19: c = copy.deepcopy(x); print('  copy', show(c), c is x)
            elif a == 20: keep.append(register_multi_grad_hook([t for t in {id(x): x, id(y): y}.values()], lambda gs: print('   multi', show(gs) if isinstance(gs, (list, tuple)) else show(gs)), mode=r.choice(['all', 'any']))); print('  multi')
            elif a == 21: e = get_gradient_edge(x); print('  edge', type(e).__name__, e.node.name(), e.output_nr); print('   ', show(torch.autograd.grad((x*x).sum(), e)))
            elif a == 22: print('  walk', walk(x.grad_fn))
            elif a == 23: x[0] = y[0] if y.dim() == x.dim() else 1.; print(f'  t{i}[0]=', show(x))
            elif a == 24: x.zero_() if r.random() < 0.5 else x.fill_(2.); print(f'  t{i}.zero_', show(x))
            elif a == 25: print('  same', x.untyped_storage().data_ptr() == y.untyped_storage().data_ptr(), x._base is y, x._version, y._version)
            elif a == 26: x.register_hook(lambda g: g*2); print('  hook')
            elif a == 27: x.retain_grad(); print('  retain')
            elif a == 28: print('  gradof', show(torch.autograd.grad([x.sum(), (y*y).sum()], [t for t in leaves if t.requires_grad], allow_unused=True, retain_graph=True)))
            elif a == 29: print('  strict', show(AF.jacobian(lambda u: u*2 if r.random() < 0.5 else torch.ones(2), x, strict=True)))
            elif a == 30: x.copy_(y); print(f'  t{i}.copy_ t{j}', show(x))
            elif a == 31: p = torch.nn.Parameter(x); print('  param', show(p), p.data_ptr() == x.data_ptr())
            elif a == 32: add(x.expand(2, *x.shape) if x.dim() < 3 else x[0], f'expand t{i}')
            else: q = x.squeeze_() if r.random() < 0.5 else x.unsqueeze_(0).squeeze_(0); print('  sq_', show(x), q is x)
        except Exception as e:
            print('  !', a, f't{i} t{j}', type(e).__name__, str(e)[:190].split('\n')[0])
    for k, t in enumerate(ts):
        try: print('   ', k, show(t), show(t.grad) if t.is_leaf else '')
        except Exception as e: print('   ', k, type(e).__name__, str(e)[:190])
for s in [300, 301, 302, 303, 310, 315, 316, 318, 319, 322, 327, 329, 331, 334, 337, 339, 340, 342, 344, 350, 351, 352, 353, 354, 356, 357, 358, 359, 363, 365, 367, 368, 370, 372, 373, 376, 380, 385, 388, 389, 390, 395, 396, 400, 402, 403, 405, 406, 407, 408, 409, 410, 411, 412, 414, 415, 418, 420, 421, 425]:
    print('seed', s); run(s)
