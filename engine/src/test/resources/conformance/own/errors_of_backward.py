# What backward(), grad() and their neighbours refuse, and in which words: arguments, leaves, hooks,
# views, saved tensors and what was freed or written to.
import warnings
warnings.simplefilter("ignore")
import torch
from torch.autograd import Function, grad, backward
from torch.autograd.graph import saved_tensors_hooks, get_gradient_edge, Node, register_multi_grad_hook, disable_saved_tensors_hooks, increment_version, GradientEdge
import torch.nn as nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

cases = []
def case(f):
    cases.append(f); return f
def L(*v, **k): return torch.tensor(v or (1., 2., 3.), requires_grad=True)

@case
def bw_no_grad(): torch.ones(2).sum().backward()
@case
def bw_nonscalar(): (L() * 2).backward()
@case
def bw_twice(): y = L().exp().sum(); y.backward(); y.backward()
@case
def bw_shape(): (L() * 2).backward(torch.ones(2))
@case
def bw_type(): (L() * 2).backward(3)
@case
def bw_type2(): (L() * 2).backward([1])
@case
def bw_empty_inputs(): L().sum().backward(inputs=[])
@case
def bw_inputs_nongrad(): L().sum().backward(inputs=[torch.ones(1)])
@case
def bw_inputs_str(): L().sum().backward(inputs="a")
@case
def bw_inputs_int(): L().sum().backward(inputs=[1])
@case
def bw_inputs_nonleaf(): x = L(); y = x * 2; y.sum().backward(inputs=[y]); print(y.grad)
@case
def b_lens(): backward([L().sum(), L().sum()], [torch.ones(())])
@case
def b_both(): backward(L().sum(), grad_tensors=torch.ones(()), grad_variables=torch.ones(()))
@case
def b_empty(): backward([])
@case
def b_int(): backward(3)
@case
def b_listint(): backward([3])
@case
def b_none(): backward([None])
@case
def b_gnone(): backward([L() * 2], [None])
@case
def b_gdtype(): backward([L() * 2], [torch.ones(3, dtype=torch.float64)])
@case
def b_gdtypei(): backward([L() * 2], [torch.ones(3, dtype=torch.int64)])
@case
def b_gstr(): backward([L() * 2], ["a"])
@case
def g_empty(): grad(L().sum(), [])
@case
def g_unused(): grad(L().sum(), L())
@case
def g_unused_ok(): print(grad(L().sum(), L(), allow_unused=True))
@case
def g_mat_unused(): grad(L().sum(), L(), allow_unused=False, materialize_grads=True)
@case
def g_mat(): print(grad(L().sum(), L(), materialize_grads=True))
@case
def g_nongrad(): grad(L().sum(), torch.ones(1))
@case
def g_noninput(): grad(L().sum(), 3)
@case
def g_nonoutput(): grad(3, L())
@case
def g_outputs_nog(): x = L(); grad(torch.ones(2), x)
@case
def g_nonscalar(): x = L(); grad(x * 2, x)
@case
def g_shape(): x = L(); grad(x * 2, x, torch.ones(2))
@case
def g_shape2(): x = L(); grad([x * 2, x.sum()], x, [torch.ones(3)])
@case
def g_batched(): x = L(); print(grad(x * 2, x, torch.eye(3), is_grads_batched=True))
@case
def g_batched_shape(): x = L(); grad(x * 2, x, torch.ones(2, 2), is_grads_batched=True)
@case
def g_dict(): x = L(); print(grad(x.sum(), {"a": x}))
@case
def bw_dict(): x = L(); x.sum().backward(inputs={"a": x}); print(x.grad)
@case
def g_edge(): x = L(); y = x * 2; e = get_gradient_edge(y); print(grad(y.sum(), e))
@case
def g_edge_mat(): x = L(); y = x * 2; e = get_gradient_edge(y); print(grad(y.sum(), e, materialize_grads=True))
@case
def edge_none(): get_gradient_edge(torch.ones(2))
@case
def edge_wrong(): GradientEdge(1, 2)
@case
def edge_wrong2(): x = L(); grad(x.sum(), GradientEdge(1, 2))
@case
def edge_bw(): x = L(); e = get_gradient_edge(x * 2); backward(e)
@case
def edge_bw2(): x = L(); e = get_gradient_edge(x * 2); backward(e, torch.ones(3)); print(x.grad)
@case
def rg_int(): torch.ones(2, dtype=torch.int64).requires_grad_()
@case
def rg_bool(): torch.tensor([True], requires_grad=True)
@case
def rg_int2(): torch.tensor([1], requires_grad=True)
@case
def rg_int3(): torch.zeros(2, dtype=torch.int32, requires_grad=True)
@case
def rg_int4(): torch.arange(3, requires_grad=True)
@case
def rg_set_int(): t = torch.ones(1, dtype=torch.int8); t.requires_grad = True
@case
def rg_set_str(): t = torch.ones(1); t.requires_grad = "a"
@case
def rg_set_int1(): t = torch.ones(1); t.requires_grad = 1
@case
def rg_nonleaf(): y = L() * 2; y.requires_grad = False
@case
def rg_nonleaf2(): (L() * 2).requires_grad_(False)
@case
def rg_nonleaf3(): y = L() * 2; y.requires_grad = True; print(y.requires_grad)
@case
def rg_arg(): torch.ones(1).requires_grad_("a")
@case
def rg_del(): t = L(); del t.requires_grad
@case
def param_int(): nn.Parameter(torch.ones(2, dtype=torch.int64))
@case
def grad_set_int(): t = L(); t.grad = 3
@case
def grad_set_shape(): t = L(); t.grad = torch.ones(2)
@case
def grad_set_dtype(): t = L(); t.grad = torch.ones(3, dtype=torch.float64)
@case
def grad_set_inttensor(): t = L(); t.grad = torch.ones(3, dtype=torch.int64)
@case
def grad_set_self(): t = L(); t.grad = t
@case
def grad_set_nonleaf(): t = L() * 1; t.grad = torch.ones(3); print(t.grad)
@case
def grad_set_none_ok(): t = L(); t.grad = None; print(t.grad)
@case
def grad_del(): t = L(); t.sum().backward(); del t.grad; print(t.grad)
@case
def grad_dtype2(): y = L() * 2; y.grad_dtype
@case
def grad_dtype3(): y = L() * 2; y.grad_dtype = torch.float64
@case
def grad_dtype4(): t = L(); t.sum().backward(); t.grad_dtype = torch.float64
@case
def grad_fn_set(): t = L(); t.grad_fn = 3
@case
def _grad_fn_set(): t = L(); t._grad_fn = 3
@case
def _grad_fn_set2(): y = L() * 2; y._grad_fn = None; print(y.grad_fn, y.requires_grad)
@case
def is_leaf_set(): t = L(); t.is_leaf = False
@case
def data_int(): t = L(); t.data = 3
@case
def data_dtype(): t = L(); t.data = torch.ones(3, dtype=torch.int64)
@case
def data_del(): t = L(); del t.data
@case
def data_ok(): t = L(); t.data = torch.ones(2, dtype=torch.float64); print(t)
@case
def version_set(): t = L(); t._version = 3
@case
def output_nr(): t = L(); t.output_nr = 3
@case
def name_set(): t = L(); t.name = "a"
@case
def rg_kind(): t = L(); t.retains_grad = True
@case
def retain_nograd(): torch.ones(2).retain_grad()
@case
def hook_nograd(): torch.ones(2).register_hook(lambda g: g)
@case
def hook_notcallable(): h = L().register_hook(3); print(type(h))
@case
def hook_notcallable_run(): t = L(); t.register_hook(3); t.sum().backward()
@case
def hook_badtype(): t = L(); t.register_hook(lambda g: 3); t.sum().backward()
@case
def hook_badshape(): t = L(); t.register_hook(lambda g: torch.ones(2)); t.sum().backward()
@case
def hook_baddtype(): t = L(); t.register_hook(lambda g: g.double()); t.sum().backward()
@case
def hook_none_ok(): t = L(); t.register_hook(lambda g: None); t.sum().backward(); print(t.grad)
@case
def hook_args(): t = L(); t.register_hook(lambda: None); t.sum().backward()
@case
def hook_tuple(): t = L(); t.register_hook(lambda g: (g,)); t.sum().backward()
@case
def hook_raise():
    t = L()
    def h(g): raise ValueError("mine")
    t.register_hook(h); t.sum().backward()
@case
def post_nonleaf(): (L() * 2).register_post_accumulate_grad_hook(lambda p: None)
@case
def post_nograd(): torch.ones(2).register_post_accumulate_grad_hook(lambda p: None)
@case
def post_returns(): t = L(); t.register_post_accumulate_grad_hook(lambda p: 3); t.sum().backward()
@case
def post_args(): t = L(); t.register_post_accumulate_grad_hook(lambda: 3); t.sum().backward()
@case
def node_hook_bad(): y = L() * 2; y.grad_fn.register_hook(lambda gi, go: 3); y.sum().backward()
@case
def node_hook_len(): y = L() * 2; y.grad_fn.register_hook(lambda gi, go: (torch.ones(3),)); y.sum().backward()
@case
def node_hook_len2(): y = L() * L(); y.grad_fn.register_hook(lambda gi, go: (torch.ones(3),)); y.sum().backward()
@case
def node_hook_elem(): y = L() * L(); y.grad_fn.register_hook(lambda gi, go: (torch.ones(3), 3)); y.sum().backward()
@case
def node_hook_none(): y = L() * 2; y.grad_fn.register_hook(lambda gi, go: (torch.ones(3), torch.ones(3))); y.sum().backward()
@case
def node_hook_shape(): y = L() * L(); y.grad_fn.register_hook(lambda gi, go: (torch.ones(2), torch.ones(3))); y.sum().backward()
@case
def node_hook_args(): y = L() * L(); y.grad_fn.register_hook(lambda g: None); y.sum().backward()
@case
def node_prehook_bad(): y = L() * L(); y.grad_fn.register_prehook(lambda g: 3); y.sum().backward()
@case
def node_prehook_len(): y = L() * L(); y.grad_fn.register_prehook(lambda g: (g[0], g[0])); y.sum().backward()
@case
def node_prehook_elem(): y = L() * L(); y.grad_fn.register_prehook(lambda g: (3,)); y.sum().backward()
@case
def node_prehook_shape(): y = L() * L(); y.grad_fn.register_prehook(lambda g: (torch.ones(2),)); y.sum().backward()
@case
def node_new(): Node()
@case
def node_call(): y = L() * 2; print(y.grad_fn(torch.ones(3)))
@case
def node_call2(): y = L() * 2; y.grad_fn(3)
@case
def node_call3(): y = L() * 2; y.grad_fn()
@case
def node_call4(): y = L() * 2; y.grad_fn(torch.ones(3), torch.ones(3))
@case
def node_attr(): (L() * 2).grad_fn.foo
@case
def node_attr2(): (L() * 2).grad_fn._saved_foo
@case
def node_metadata(): print((L() * 2).grad_fn.metadata)
@case
def node_var(): (L() * 2).grad_fn.variable
@case
def inplace_leaf(): L().add_(1)
@case
def inplace_leaf2(): t = L(); t[0] = 1
@case
def inplace_leaf3(): t = L(); t += 1
@case
def inplace_view_leaf(): t = L(); t[:2].mul_(2)
@case
def inplace_view_leaf2(): t = L(); t.view(3)[0] = 1
@case
def inplace_detach(): t = L(); y = t * 2; z = y[:1]; z.detach_()
@case
def inplace_saved(): t = L(); y = t.exp(); y.add_(1); y.sum().backward()
@case
def inplace_saved2(): t = L(); w = torch.ones(3); y = t * w; w.add_(1); y.sum().backward()
@case
def inplace_saved3(): t = L(); a = t * 1; y = a * a; a[0] = 3; y.sum().backward()
@case
def inplace_saved4(): t = L(); a = t.sigmoid(); b = a.relu_(); a.sum().backward()
@case
def inplace_saved_scalar(): t = torch.tensor(2., requires_grad=True); a = t * 1; y = a ** 2; a.mul_(2); y.backward()
@case
def inplace_saved_mm(): W = torch.ones(2, 2, requires_grad=True); x = torch.ones(2, 2); y = x @ W; x.zero_(); y.sum().backward()
@case
def inplace_unbind(): t = L() * 1; a, b, c = t.unbind(); a.add_(1)
@case
def inplace_split(): t = L() * 1; a, b = t.split(2); a.mul_(2)
@case
def inplace_chunk(): t = L() * 1; a, b = t.chunk(2); a.mul_(2)
@case
def inplace_unsafe(): t = L() * 1; a, b = t.unsafe_split(2); a.mul_(2); print(a)
@case
def inplace_nograd_view():
    t = L() * 1
    with torch.no_grad(): v = t[:2]
    v.add_(1)
@case
def inplace_nograd_base_view():
    t = L()
    with torch.no_grad(): v = t[:2]
    v.add_(1)
@case
def inplace_nograd_base_then():
    t = torch.ones(3)
    with torch.no_grad(): v = t[:2]
    v.add_(L(1., 2.))
@case
def inplace_inference_view():
    t = L() * 1
    with torch.inference_mode(): v = t[:2]
    v.add_(1)
@case
def inf_inplace():
    with torch.inference_mode(): t = torch.ones(2)
    t.add_(1)
@case
def inf_save():
    with torch.inference_mode(): t = torch.ones(3)
    (L() * t)
@case
def inf_rg():
    with torch.inference_mode(): t = torch.ones(3)
    t.requires_grad_()
@case
def inf_rg2():
    with torch.inference_mode(): t = torch.ones(3)
    t.requires_grad = True
@case
def inf_version():
    with torch.inference_mode(): t = torch.ones(3)
    t._version
@case
def inf_bw():
    x = L(); y = x.sum()
    with torch.inference_mode(): y.backward()
@case
def inf_bw2():
    with torch.inference_mode(): x = L(); y = x.sum(); print(y.requires_grad); y.backward()
@case
def inf_mode_arg(): torch.inference_mode(3)
@case
def inf_view_inplace():
    with torch.inference_mode(): t = torch.ones(3)
    v = t[:2]; v.add_(1)
@case
def inf_param():
    with torch.inference_mode(): t = torch.ones(3)
    nn.Parameter(t)
@case
def inf_setversion():
    with torch.inference_mode(): t = torch.ones(3)
    torch._C._autograd._unsafe_set_version_counter((t,), (1,))
@case
def incver():
    t = torch.ones(2); increment_version(t); print(t._version)
@case
def incver_inf():
    with torch.inference_mode(): t = torch.ones(3)
    increment_version(t)
@case
def incver_int(): increment_version(3)
@case
def no_grad_fn_arg(): torch.set_grad_enabled("a")
@case
def no_grad_fn_arg2(): torch.no_grad(3)
@case
def item_many(): L().item()
@case
def numpy_rg(): L().numpy()
@case
def float_many(): float(L())
@case
def bool_many(): bool(L())
@case
def bool_empty(): bool(torch.ones(0))
@case
def deepcopy_nonleaf(): import copy; copy.deepcopy(L() * 2)
@case
def pickle_fn(): import pickle; pickle.dumps((L() * 2).grad_fn)
@case
def detach_view(): t = L() * 1; v = t.view(3); v.detach_()
@case
def saved_freed(): y = L().exp(); y.sum().backward(); y.grad_fn._saved_result
@case
def saved_raw_freed(): y = L().exp(); y.sum().backward(); y.grad_fn._raw_saved_result
@case
def raw_hook_twice():
    y = L().exp(); s = y.grad_fn._raw_saved_result; s.register_hooks(lambda x: x, lambda x: x); s.register_hooks(lambda x: x, lambda x: x)
@case
def raw_hook_freed():
    y = L().exp(); s = y.grad_fn._raw_saved_result; y.sum().backward(); s.register_hooks(lambda x: x, lambda x: x)
@case
def raw_hook_none():
    y = torch.nn.functional.nll_loss(torch.ones(2, 2, requires_grad=True), torch.tensor([0, 1])); y.grad_fn._raw_saved_weight.register_hooks(lambda x: x, lambda x: x)
@case
def raw_hook_args():
    y = L().exp(); s = y.grad_fn._raw_saved_result; s.register_hooks(lambda x: x)
@case
def raw_hook_int():
    y = L().exp(); s = y.grad_fn._raw_saved_result; s.register_hooks(1, 2)
@case
def raw_new(): torch._C._autograd.SavedTensor()
@case
def hooks_inplace():
    def pack(x): x.mul_(2); return x
    with saved_tensors_hooks(pack, lambda x: x): y = (L() * 1).exp()
@case
def hooks_unpack_type():
    with saved_tensors_hooks(lambda x: x, lambda x: 3): y = L().exp()
    y.sum().backward()
@case
def hooks_unpack_shape():
    with saved_tensors_hooks(lambda x: x, lambda x: x[:1]): y = L().exp()
    y.sum().backward(); print("ok")
@case
def hooks_unpack_args():
    with saved_tensors_hooks(lambda x: x, lambda: 3): y = L().exp()
    y.sum().backward()
@case
def hooks_pack_args():
    with saved_tensors_hooks(lambda: 3, lambda x: x): y = L().exp()
@case
def hooks_pack_raise():
    def pack(x): raise KeyError("no")
    with saved_tensors_hooks(pack, lambda x: x): y = L().exp()
@case
def hooks_disabled():
    with disable_saved_tensors_hooks("none of that"):
        with saved_tensors_hooks(lambda x: x, lambda x: x): L().exp()
@case
def hooks_disabled2():
    y = L().exp()
    with disable_saved_tensors_hooks("none of that"):
        y.grad_fn._raw_saved_result.register_hooks(lambda x: x, lambda x: x); print("ok")
@case
def hooks_detached():
    x = L(); y = x * 1; z = y.exp(); z.detach_(); 
    print(z.requires_grad)
@case
def saved_detached():
    x = L(); y = x.exp(); g = y.grad_fn; y.detach_(); g(torch.ones(3))
@case
def multi_mode(): register_multi_grad_hook([L()], lambda g: None, mode="some")
@case
def multi_out(): 
    h = register_multi_grad_hook([L()], lambda g: None); print(type(h))
@case
def multi_nograd(): register_multi_grad_hook([torch.ones(2)], lambda g: None)
@case
def mutate_nested():
    with G.allow_mutation_on_saved_tensors():
        with G.allow_mutation_on_saved_tensors(): pass
@case
def anomaly_nan():
    with torch.autograd.detect_anomaly():
        x = torch.tensor([0.], requires_grad=True); (x.sqrt() * 0).sum().backward()
@case
def anomaly_nan2():
    with torch.autograd.detect_anomaly(check_nan=True):
        x = torch.tensor([-1.], requires_grad=True); x.log().sqrt().sum().backward()
@case
def anomaly_arg(): torch.autograd.set_detect_anomaly("a")
@case
def anomaly_custom():
    class N(Function):
        @staticmethod
        def forward(ctx, x): return x.clone()
        @staticmethod
        def backward(ctx, g): return g * float("nan")
    with torch.autograd.detect_anomaly(): N.apply(L()).sum().backward()
@case
def queue(): torch.autograd.Variable._execution_engine.queue_callback(lambda: None)
@case
def will(): torch._C._will_engine_execute_node(None)
@case
def will2(): x = L(); print(torch._C._will_engine_execute_node((x * 2).grad_fn))
@case
def curorder(): torch._C._current_graph_task_execution_order()
@case
def curid(): print(torch._C._current_graph_task_id())
@case
def variable_int(): torch.autograd.Variable(3)
@case
def variable_rg(): print(torch.autograd.Variable(torch.ones(2), requires_grad=True))
@case
def vol(): torch.autograd.Variable(torch.ones(2), volatile=True); print("ok")
@case
def opt_nonleaf(): torch.optim.SGD([L() * 2], lr=0.1)
@case
def opt_nograd(): torch.optim.SGD([torch.ones(2)], lr=0.1); print("ok")
@case
def opt_closure_req(): p = L(); torch.optim.LBFGS([p]).step()
@case
def opt_double(): p = L(); torch.optim.SGD([p, p], lr=0.1)
@case
def clip_nan():
    p = L(); (p * float("nan")).sum().backward(); nn.utils.clip_grad_norm_([p], 1., error_if_nonfinite=True)
@case
def scaler_neg(): torch.optim.SGD([L()], lr=-1)
@case
def index_put_saved(): a = L() * 1; i = torch.tensor([0, 1]); y = a[i].exp(); i[0] = 2; y.sum().backward(); print("no error")
@case
def expand_inplace(): t = torch.ones(1).expand(3); t.add_(1)
@case
def overlap_inplace(): t = torch.ones(4); t[1:].add_(t[:-1]); print(t)
@case
def overlap_copy(): t = torch.ones(2, 2); t.t().add_(t); print(t)
@case
def as_strided_overlap(): t = torch.ones(3).as_strided((3, 3), (0, 1)); t.mul_(2)
@case
def set_item_bcast(): t = torch.ones(3); t[:] = torch.ones(2)
@case
def resize_rg(): L().resize_(2)
@case
def resize_as(): (L() * 1).resize_as_(torch.ones(2))
@case
def set_rg(): L().set_(torch.ones(2))
@case
def out_rg(): torch.add(L(), 1, out=L())
@case
def out_rg2(): torch.add(L(), 1, out=torch.ones(3))
@case
def out_rg3(): torch.exp(torch.ones(3), out=L())
@case
def tensor_of_rg(): print(torch.tensor(L()))
@case
def copy_leaf(): L().copy_(torch.ones(3))
@case
def fill_leaf(): nn.Parameter(torch.ones(2)).fill_(3.)
@case
def normal_leaf(): L().normal_()
@case
def uniform_leaf(): L().uniform_()
@case
def zero_leaf(): L().zero_()
@case
def bernoulli_grad(): p = torch.tensor([0.5], requires_grad=True); print(torch.bernoulli(p).requires_grad)
@case
def argmax_bw(): L().argmax().backward()
@case
def round_bw(): x = L(); x.round().sum().backward(); print(x.grad)
@case
def eig_nd(): A = torch.ones(2, 2, requires_grad=True); torch.linalg.svd(A)[0].sum().backward(); print(A.grad)
@case
def svd_novec(): A = torch.eye(2, requires_grad=True); torch.linalg.svd(A * 1)[2].sum().backward()
@case
def qr_r(): A = torch.ones(3, 2, requires_grad=True); torch.linalg.qr(A, mode="r")[1].sum().backward()
@case
def qr_c(): A = torch.ones(3, 2, requires_grad=True); torch.linalg.qr(A, mode="complete")[0].sum().backward()
@case
def qr_w(): A = torch.ones(2, 3, requires_grad=True); torch.linalg.qr(A)[0].sum().backward()
@case
def prelu_gg(): x = L(); grad(grad(torch.nn.functional.hardshrink(x).sum(), x, create_graph=True)[0].sum(), x)
@case
def elu_inplace_neg(): x = L() * 1; torch.nn.functional.elu_(x, alpha=-1.).sum().backward()
@case
def leaky_inplace_neg(): x = L() * 1; torch.nn.functional.leaky_relu_(x, -1.).sum().backward()
@case
def rrelu_neg(): x = L() * 1; torch.nn.functional.rrelu(x, -2., -1., inplace=True).sum().backward()
@case
def celu_inplace(): x = L() * 1; torch.nn.functional.celu(x, -1., inplace=True).sum().backward()
@case
def threshold_gg(): x = L(); torch.nn.functional.threshold(x, 0, 0).sum().backward(create_graph=True); print(x.grad)
@case
def emb_maxnorm(): W = torch.ones(3, 2, requires_grad=True); torch.nn.functional.embedding(torch.tensor([0]), W, max_norm=1.); print("ok")
@case
def scatter_src(): x = L(); torch.zeros(3).scatter_reduce(0, torch.tensor([0, 0, 1]), x, "mean").sum().backward(); print(x.grad)
@case
def cdist_gg():
    a = torch.ones(2, 2, requires_grad=True); b = torch.zeros(2, 2, requires_grad=True); g, = grad(torch.cdist(a, b, p=3.).sum(), a, create_graph=True); g.sum().backward(); print(a.grad)
@case
def ctc_gg():
    l = torch.zeros(3, 1, 2, requires_grad=True); y = torch.nn.functional.ctc_loss(l.log_softmax(2), torch.tensor([[1]]), torch.tensor([3]), torch.tensor([1])); g, = grad(y, l, create_graph=True); g.sum().backward(); print(l.grad)
@case
def grid_gg():
    x = torch.ones(1, 1, 2, 2, requires_grad=True); gr = torch.zeros(1, 2, 2, 2); g, = grad(torch.nn.functional.grid_sample(x, gr, align_corners=False).pow(2).sum(), x, create_graph=True); g.sum().backward(); print(x.grad)

def flat(m):
    import re
    return re.sub(r"0x[0-9a-f]+", "0x", re.sub(r"/[^ \"']*/([a-z_]+\.py)", r"\1", str(m)))
for f in cases:
    print("==", f.__name__); torch.manual_seed(0)
    try:
        f()
        print("passed")
    except BaseException as e:
        print(type(e).__name__, flat(e))
