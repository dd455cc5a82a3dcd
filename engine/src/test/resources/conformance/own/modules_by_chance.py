"""Modules made up by chance: hooks, parametrizations, states, optimisers, what is frozen."""
import torch, random, copy, warnings
import torch.nn as nn, torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters
from torch.nn.utils.parametrizations import weight_norm, spectral_norm
import torch.nn.utils.parametrize as P
warnings.simplefilter('ignore')
def show(t):
    if t is None: return 'None'
    if isinstance(t, (tuple, list)): return '['+', '.join(show(x) for x in t)+']'
    if not torch.is_tensor(t): return repr(t)
    v = [float(f'{x:.4g}') for x in t.detach().double().flatten().tolist()]
    return f"{v} {list(t.shape)} rg={t.requires_grad} {t.grad_fn.name() if t.grad_fn is not None else None}"
class Sym(nn.Module):
    def forward(self, X): return X.triu() + X.triu(1).transpose(-1, -2)
    def right_inverse(self, A): return A.triu()
class Res(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.a = nn.Linear(d, d); self.register_buffer('scale', torch.ones(d)*0.5); self.register_buffer('count', torch.tensor(0), persistent=False)
    def forward(self, x):
        self.count += 1
        return x + self.a(x).relu()*self.scale
class Two(nn.Module):
    def __init__(self, d): super().__init__(); self.l = nn.Linear(d, d); self.r = self.l
    def forward(self, x): return self.l(x), self.r(x)*2
class Par(nn.Module):
    def __init__(self, d): super().__init__(); self.w = nn.Parameter(torch.ones(d)); self.ps = nn.ParameterList([torch.zeros(d), torch.ones(d)]); self.d = nn.ParameterDict({'k': nn.Parameter(torch.full((d,), 2.))})
    def forward(self, x): return x*self.w + self.ps[0]*self.ps[1] + self.d['k']
def make(r, d):
    k = r.randrange(9)
    return [lambda: nn.Linear(d, d), lambda: Res(d), lambda: Par(d), lambda: nn.LayerNorm(d), lambda: nn.BatchNorm1d(d), lambda: nn.Sequential(nn.Linear(d, d, bias=False), nn.Tanh()), lambda: nn.Dropout(0.3), lambda: nn.GELU(), lambda: nn.PReLU()][k]()
def run(seed):
    r = random.Random(seed); torch.manual_seed(seed); d = 3
    net = nn.Sequential(*[make(r, d) for _ in range(3)])
    net.add_module('head', nn.Linear(d, 2)); net.double()
    x = torch.randn(4, d, dtype=torch.float64); y = torch.tensor([0, 1, 1, 0])
    print(' ', [n for n, _ in net.named_modules()], [(n, tuple(p.shape)) for n, p in net.named_parameters()])
    opt = None; handles = []
    for step in range(11):
        a = r.randrange(24)
        ms = list(net.modules()); m = r.choice(ms); ps = list(net.parameters()); p = r.choice(ps)
        nm = [n for n, q in net.named_modules() if q is m][0]; np_ = [n for n, q in net.named_parameters() if q is p][0]
        try:
            if a < 4:
                xx = x.clone().requires_grad_(r.random() < 0.5)
                loss = F.cross_entropy(net(xx), y); net.zero_grad(set_to_none=r.random() < 0.5); loss.backward()
                print('  loss', show(loss), [None if q.grad is None else float(f'{q.grad.norm().item():.4g}') for q in net.parameters()], show(xx.grad))
            elif a == 4:
                k = r.randrange(6)
                if k == 0: handles.append(m.register_forward_hook(lambda mod, i, o, nm=nm: print('   fwd', nm, len(i), show(o)[:60])))
                elif k == 1: handles.append(m.register_forward_pre_hook(lambda mod, i, nm=nm: (i[0]*1.1,)))
                elif k == 2: handles.append(m.register_full_backward_hook(lambda mod, gi, go, nm=nm: print('   bwd', nm, show(gi)[:90], show(go)[:90])))
                elif k == 3: handles.append(m.register_full_backward_pre_hook(lambda mod, go, nm=nm: (go[0]*0.5,)))
                elif k == 4: handles.append(m.register_full_backward_hook(lambda mod, gi, go: tuple(None if g is None else g*2 for g in gi)))
                else: handles.append(m.register_forward_hook(lambda mod, i, o: o*1.5 if torch.is_tensor(o) else None))
                print('  hook', nm, k)
            elif a == 5 and handles: r.choice(handles).remove(); print('  removed')
            elif a == 6:
                k = r.randrange(5)
                opt = [lambda: torch.optim.SGD(net.parameters(), 0.1, momentum=0.9, nesterov=True), lambda: torch.optim.Adam(net.parameters(), 0.01), lambda: torch.optim.AdamW([{'params': ps[:1], 'lr': 0.1}, {'params': ps[1:]}], lr=0.01), lambda: torch.optim.RMSprop(net.parameters(), 0.01), lambda: torch.optim.Adagrad(net.parameters(), 0.1)][k]()
                print('  opt', k)
            elif a == 7 and opt: opt.step(); print('  step', [float(f'{q.detach().sum().item():.4g}') for q in net.parameters()])
            elif a == 8: print('  clip', show(clip_grad_norm_(net.parameters(), 0.1 + r.random(), norm_type=r.choice([2, 1, float('inf')]))))
            elif a == 9: p.requires_grad_(not p.requires_grad); print('  frozen', np_, p.requires_grad)
            elif a == 10: net.train(not net.training); print('  training', net.training)
            elif a == 11:
                sd = net.state_dict(); print('  sd', [(k, tuple(v.shape)) for k, v in sd.items()])
                n2 = copy.deepcopy(net); n2.load_state_dict(sd); print('  ', all(torch.equal(u, v) for u, v in zip(net.parameters(), n2.parameters())), n2 is net)
                bad = dict(sd); bad.pop(next(iter(bad))); bad['zzz'] = torch.ones(1)
                try: n2.load_state_dict(bad)
                except RuntimeError as e: print('  ', str(e)[:300])
                print('  ', n2.load_state_dict(bad, strict=False))
            elif a == 12: print('  fc', show(torch.func.functional_call(net, {np_: torch.zeros_like(p)}, (x,))))
            elif a == 13:
                v = parameters_to_vector(net.parameters()); vector_to_parameters(v*1.01, net.parameters()); print('  vec', v.shape, float(f'{v.sum().item():.4g}'))
            elif a == 14 and isinstance(m, nn.Linear):
                k = r.randrange(4)
                if k == 0: weight_norm(m)
                elif k == 1: spectral_norm(m)
                elif k == 2 and m.weight.shape[0] == m.weight.shape[1]: P.register_parametrization(m, 'weight', Sym())
                elif P.is_parametrized(m): P.remove_parametrizations(m, 'weight')
                print('  param', nm, k, [n for n, _ in net.named_parameters()], show(m.weight)[:100])
            elif a == 15: net.apply(lambda q: nn.init.constant_(q.bias, 0.1) if getattr(q, 'bias', None) is not None and isinstance(q.bias, nn.Parameter) else None); print('  applied')
            elif a == 16:
                fn = r.choice([nn.init.xavier_uniform_, nn.init.kaiming_normal_, nn.init.orthogonal_, nn.init.trunc_normal_, nn.init.normal_])
                fn(p); print('  init', fn.__name__, show(p)[:80])
            elif a == 17: print(repr(net)[:600])
            elif a == 18: print('  named', [n for n, _ in net.named_buffers()], [n for n, _ in net.named_children()], net.get_parameter(np_) is p, net.get_submodule(nm) is m)
            elif a == 19: net.eval() if r.random() < 0.5 else net.train(); 
            elif a == 20:
                with torch.no_grad(): p.mul_(0.9)
                print('  scaled', np_, p._version, p.is_leaf)
            elif a == 21: print('  two', show(Two(3).double()(x))[:120])
            elif a == 22:
                net.requires_grad_(r.random() < 0.7); print('  rg', [q.requires_grad for q in net.parameters()])
            else: net.float() if r.random() < 0.3 else net.double(); x = x.to(next(net.parameters()).dtype); print('  dtype', x.dtype)
        except Exception as e:
            print('  !', a, type(e).__name__, str(e)[:200].split('\n')[0])
for s in [300, 301, 302, 303, 304, 305, 306, 308, 309, 310, 311, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 322, 324, 325, 326, 327, 328, 329, 330, 331, 332, 333, 334, 335, 336, 337, 338, 339, 340, 341, 342, 343, 344, 345, 346, 347, 348, 349, 350, 351, 352, 353, 354, 355, 356, 357, 358, 359, 361, 362, 363, 364, 365, 366, 367, 368, 369, 370, 371, 372, 373, 374, 375, 376, 377, 379, 380, 381, 383, 384, 385, 386, 387, 388, 389, 390, 391, 393, 394, 395, 396, 397, 398, 399, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 416, 417]:
    print('seed', s); run(s)
