# What people get wrong with graphs, optimisers, schedulers and modules, and what they are told.
import warnings
warnings.simplefilter("ignore")
import torch, copy, pickle
from torch.autograd import grad
import torch.nn as nn
import torch.nn.functional as F
cases = []
def case(f):
    cases.append(f); return f
def L(*v): return torch.tensor(v or (1., 2., 3.), requires_grad=True)
@case
def t_bw_args(): L().sum().backward(torch.ones(()), True, False, None, 3)
@case
def t_bw_kw(): L().sum().backward(foo=1)
@case
def t_bw_grad_list(): (L()*2).backward([torch.ones(3)])
@case
def t_bw_gradient_none(): (L()*2).backward(gradient=None)
@case
def t_bw_scalar1(): x=L(2.); (x*2).backward(); print(x.grad)
@case
def t_bw_11(): x=torch.ones(1,1,requires_grad=True); (x*2).backward(); print(x.grad)
@case
def t_bw_int_out(): x=L(); (x>0).sum().backward()
@case
def t_bw_bcast_grad(): (L()*2).backward(torch.ones(1))
@case
def t_bw_scalar_grad(): (L()*2).backward(torch.tensor(1.))
@case
def t_bw_retain_str(): L().sum().backward(retain_graph="a"); print("ok")
@case
def t_bw_retain_int(): L().sum().backward(retain_graph=1); print("ok")
@case
def t_bw_create_str(): L().sum().backward(create_graph="a"); print("ok")
@case
def g_kw(): grad(outputs=L().sum())
@case
def g_retain_str(): x=L(); print(grad(x.sum(), x, retain_graph="x"))
@case
def g_allow_str(): x=L(); print(grad(x.sum(), x, allow_unused="x"))
@case
def g_same_twice(): x=L(); print(grad(x.sum(), [x, x]))
@case
def g_out_leaf(): x=L(); print(grad(x, x, torch.ones(3)))
@case
def g_out_twice(): x=L(); y=x.sum(); print(grad([y,y], x))
@case
def g_view_after(): x=L(); y=x*1; v=y[:2]; y.mul_(2); print(grad(v.sum(), x))
@case
def g_freed_partial(): x=L(); y=x.exp(); a=y.sum(); b=(y*2).sum(); a.backward(); b.backward()
@case
def g_freed_partial2(): x=L(); y=x*2; a=y.sum(); b=(y*2).sum(); a.backward(); b.backward(); print(x.grad)
@case
def g_freed_div(): x=L(); w=L(); y=(x/w).sum(); grad(y,x); grad(y,w)
@case
def g_nograd_ctx():
    x=L()
    with torch.no_grad(): y=x.sum()
    grad(y,x)
@case
def g_set_after(): x=torch.ones(3); y=x.sum(); x.requires_grad_(); y.backward()
@case
def g_detach(): x=L(); x.detach().sum().backward()
@case
def g_data(): x=L(); x.data.sum().backward()
@case
def g_item(): x=L(); y=torch.tensor(x.sum().item()); y.backward()
@case
def g_tensor_of(): x=L(); y=torch.tensor(x); y.sum().backward()
@case
def g_numpy(): x=L(); torch.from_numpy(x.detach().numpy()).sum().backward()
@case
def g_int_cast(): x=L(); x.long().sum().backward()
@case
def g_argmax(): x=L(); x.argmax().float().backward()
@case
def g_bool(): x=L(); (x > 1).float().sum().backward()
@case
def g_round(): x=L(); x.round().sum().backward(); print(x.grad)
@case
def g_onehot(): F.one_hot(L().long()).float().sum().backward()
@case
def loop_reuse():
    w=L(); h=w*1
    for i in range(2): (h*w).sum().backward()
@case
def opt_inplace_between():
    w=torch.ones(3,requires_grad=True); o=torch.optim.SGD([w],lr=.1); h=(w*w).sum(); h.backward(retain_graph=True); o.step(); h.backward()
@case
def rnn_bptt():
    w=L(); h=torch.zeros(3)
    for i in range(2): h=torch.tanh(h*w); h.sum().backward()
@case
def inpl_relu(): x=L(); y=x.sigmoid(); F.relu(y,inplace=True); y.sum().backward()
@case
def inpl_dropout(): x=L(); y=x.exp(); F.dropout(y,.5,inplace=True); y.sum().backward()
@case
def inpl_plus(): x=L(); y=x.tanh(); y+=1; y.sum().backward()
@case
def inpl_index(): x=L(); y=x**2; x2=y; y[0]=0; z=(y**2); y[1]=3; z.sum().backward()
@case
def inpl_loop():
    x=L(); o=torch.zeros(3); 
    for i in range(3): o[i]=x[i]*o.sum()
    o.sum().backward(); print(x.grad)
@case
def inpl_loop2():
    x=L(); o=torch.zeros(3); o.requires_grad_()
    o[0]=x[0]
@case
def inpl_param(): l=nn.Linear(2,2); l.weight[0,0]=1
@case
def inpl_param2(): l=nn.Linear(2,2); l.weight.mul_(2)
@case
def inpl_param3():
    l=nn.Linear(2,2)
    with torch.no_grad(): l.weight.mul_(2)
    print("ok")
@case
def inpl_param4(): l=nn.Linear(2,2); l.weight += 1
@case
def inpl_param5(): l=nn.Linear(2,2); l.weight = torch.ones(2,2)
@case
def inpl_param6(): l=nn.Linear(2,2); l.bias = 3
@case
def inpl_param7(): l=nn.Linear(2,2); l.weight = l.weight - 1
@case
def inpl_param_data(): l=nn.Linear(2,2); l.weight.data[0]=1; print("ok")
@case
def inpl_expand(): x=L(1.); y=x.expand(3); y.mul_(2)
@case
def inpl_expand2(): x=L(1.)*1; y=x.expand(3); y[0]=1
@case
def inpl_detached(): x=L(); y=x.exp(); d=y.detach(); d.zero_(); y.sum().backward()
@case
def inpl_view_saved(): x=L(); y=x*1; z=y.exp(); y.view(3)[0]=9; z.sum().backward(); print(x.grad)
@case
def inpl_saved_input(): x=L(); y=x*1; z=y.log(); y.view(3)[0]=9; z.sum().backward()
@case
def inpl_bn(): m=nn.BatchNorm1d(3); x=torch.ones(2,3,requires_grad=True)*1; y=m(x); x.add_(1); y.sum().backward()
@case
def inpl_conv(): w=torch.ones(1,1,2,2,requires_grad=True); x=torch.ones(1,1,3,3); y=F.conv2d(x,w); x.add_(1); y.sum().backward()
@case
def inpl_lin(): w=torch.ones(2,2,requires_grad=True); x=torch.ones(1,2); y=F.linear(x,w); x.add_(1); y.sum().backward()
@case
def inpl_lin2():
    w=torch.ones(2,2,requires_grad=True); x=torch.ones(1,2,requires_grad=True); y=F.linear(x,w)
    with torch.no_grad(): w.add_(1)
    y.sum().backward()
@case
def inpl_softmax(): x=L(); y=x.softmax(0); y[0]=0; y.sum().backward()
@case
def inpl_norm(): x=L(); y=x.norm(); y.mul_(2); y.backward()
@case
def inpl_max(): x=L(); v,i=x.max(0); i.zero_(); v.backward(); print(x.grad)
@case
def inpl_gather(): x=L(); i=torch.tensor([0,1]); y=x.gather(0,i); i.zero_(); y.sum().backward()
@case
def inpl_emb(): w=torch.ones(3,2,requires_grad=True); i=torch.tensor([0,1]); y=F.embedding(i,w); i.zero_(); y.sum().backward()
@case
def inpl_ce(): x=torch.ones(2,3,requires_grad=True); t=torch.tensor([0,1]); l=F.cross_entropy(x,t); t.zero_(); l.backward()
@case
def inpl_where(): x=L(); c=torch.tensor([True,False,True]); y=torch.where(c,x,0.); c.fill_(True); y.sum().backward()
@case
def inpl_mask(): x=L(); c=torch.tensor([True,False,True]); y=x.masked_fill(c,0.); c.fill_(True); y.sum().backward()
@case
def inpl_mse(): x=L(); t=torch.zeros(3); l=F.mse_loss(x,t); t.add_(1); l.backward()
@case
def inpl_pow(): x=L(); e=torch.tensor([1.,2.,3.]); y=x**e; e.add_(1); y.sum().backward()
@case
def inpl_two(): x=L(); y=x*1; z=y*y; y.add_(1); y.add_(1); z.sum().backward()
@case
def inpl_double_ver(): x=L(); a=torch.ones(3); y=x*a; a.add_(1); a.mul_(3); y.sum().backward()
@case
def inpl_f64(): x=torch.ones(2,2,dtype=torch.float64,requires_grad=True); a=torch.ones(2,2,dtype=torch.float64); y=x*a; a.add_(1); y.sum().backward()
@case
def inpl_scalar_shape(): x=torch.tensor(1.,requires_grad=True); a=torch.tensor(2.); y=x*a; a.add_(1); y.backward()
@case
def inpl_lstm(): m=nn.LSTM(2,2); x=torch.ones(1,1,2); o,_=m(x); x.add_(1); o.sum().backward()
@case
def inpl_sum_prod(): x=L(); y=x*1; z=y.prod(); y[0]=5; z.backward()
@case
def inpl_cumprod(): x=L(); y=x*1; z=y.cumprod(0); y[0]=5; z.sum().backward()
@case
def inpl_matmul_bmm(): a=torch.ones(1,2,2,requires_grad=True); b=torch.ones(1,2,2); y=a@b; b.zero_(); y.sum().backward()
@case
def inpl_einsum(): a=torch.ones(2,2,requires_grad=True); b=torch.ones(2,2); y=torch.einsum('ij,jk->ik',a,b); b.zero_(); y.sum().backward()
@case
def inpl_attn(): q=torch.ones(1,1,2,2,requires_grad=True); k=torch.ones(1,1,2,2); y=F.scaled_dot_product_attention(q,k,k); k.zero_(); y.sum().backward()
@case
def inpl_std(): x=L(); y=x*1; z=y.std(); y[0]=9; z.backward()
@case
def inpl_lnorm(): x=torch.ones(2,3,requires_grad=True)*1; y=F.layer_norm(x,(3,)); x.add_(1); y.sum().backward()
@case
def inpl_det(): x=torch.eye(2,requires_grad=True)*2; d=torch.linalg.det(x); x.add_(1); d.backward()
@case
def inpl_solve(): x=torch.eye(2,requires_grad=True)*2; b=torch.ones(2); d=torch.linalg.solve(x,b); b.add_(1); d.sum().backward(); print('ok')
@case
def inpl_clamp(): x=L(); y=x*1; z=y.clamp(0,2); y[0]=9; z.sum().backward()
@case
def inpl_abs(): x=L(); y=x*1; z=y.abs(); y.neg_(); z.sum().backward()
@case
def inpl_min2(): x=L(); y=x*1; o=torch.ones(3); z=torch.minimum(y,o); o.zero_(); z.sum().backward()
@case
def inpl_bce(): x=L(.2,.3,.4); t=torch.ones(3); l=F.binary_cross_entropy(x,t); t.zero_(); l.backward()
@case
def inpl_kl(): x=L(); t=torch.ones(3); l=F.kl_div(x,t); t.zero_(); l.backward()
@case
def inpl_prelu(): x=L(); w=torch.tensor([.1],requires_grad=True)*1; y=F.prelu(x,w); w.add_(1); y.sum().backward()
@case
def inpl_gelu(): x=L(); y=x*1; z=F.gelu(y); y.add_(1); z.sum().backward()
@case
def inpl_pool(): x=torch.ones(1,1,2,2,requires_grad=True)*1; z=F.max_pool2d(x,2); x.add_(1); z.sum().backward()
@case
def inpl_topk(): x=L(); v,i=x.topk(2); i.zero_(); v.sum().backward()
@case
def inpl_sort(): x=L(); v,i=x.sort(); i.zero_(); v.sum().backward()
@case
def inpl_scatter(): x=L(); i=torch.tensor([0,1,2]); y=torch.zeros(3).scatter(0,i,x); i.zero_(); y.sum().backward()
@case
def inpl_idxsel(): x=L(); i=torch.tensor([0,1]); y=x.index_select(0,i); i.zero_(); y.sum().backward()
@case
def deepcopy_mod(): m=nn.Linear(2,2); m.h=m(torch.ones(1,2)); copy.deepcopy(m)
@case
def deepcopy_leaf(): x=L(); y=copy.deepcopy(x); print(y.requires_grad, y.grad)
@case
def numpy_nograd(): print((L()*2).detach().numpy())
@case
def list_ok(): print((L()*2).tolist())
@case
def fmt(): print(f"{L().sum():.2f}")
@case
def fmt2(): print(f"{L():.2f}")
@case
def int_rg(): print(int(L().sum()))
@case
def idx_rg(): print([1,2,3][L(1.).long()])
@case
def iter0(): iter(torch.tensor(1.)) and list(torch.tensor(1.))
@case
def len0(): len(torch.tensor(1.))
@case
def set_grad_wrong_dev(): x=L(); x.grad=torch.ones(3).double()
@case
def zero_grad_none(): m=nn.Linear(1,1); m.zero_grad(); print(m.weight.grad)
@case
def step_no_grad(): m=nn.Linear(1,1); o=torch.optim.SGD(m.parameters(),.1); o.step(); print("ok")
@case
def opt_empty(): torch.optim.SGD([],lr=.1)
@case
def opt_gen_twice(): m=nn.Linear(1,1); g=m.parameters(); list(g); torch.optim.SGD(g,lr=.1)
@case
def opt_tensor(): torch.optim.SGD(L(),lr=.1)
@case
def opt_dup_groups(): p=L(); torch.optim.SGD([{"params":[p]},{"params":[p]}],lr=.1)
@case
def opt_nonopt(): torch.optim.SGD([3],lr=.1)
@case
def opt_nolr(): torch.optim.SGD([{"params":[L()],"lr":"a"}],lr=.1); print('ok')
@case
def opt_lbfgs_groups(): torch.optim.LBFGS([{"params":[L()]},{"params":[L()]}])
@case
def opt_load(): p=L(); o=torch.optim.SGD([p],.1); o.load_state_dict({"state":{},"param_groups":[]})
@case
def opt_load2(): p=L(); o=torch.optim.SGD([p],.1); s=o.state_dict(); s["param_groups"][0]["params"]=[0,1]; o.load_state_dict(s)
@case
def opt_add(): p=L(); o=torch.optim.SGD([p],.1); o.add_param_group({"params":[p]})
@case
def opt_add2(): p=L(); o=torch.optim.SGD([p],.1); o.add_param_group([p])
@case
def opt_add3(): p=L(); o=torch.optim.SGD([p],.1); o.add_param_group({"params":{p}})
@case
def opt_sparse(): torch.optim.Adam([L()],lr=-1.)
@case
def opt_betas(): torch.optim.Adam([L()],betas=(1.,.9))
@case
def opt_eps(): torch.optim.Adam([L()],eps=-1)
@case
def opt_wd(): torch.optim.AdamW([L()],weight_decay=-1)
@case
def opt_nest(): torch.optim.SGD([L()],lr=.1,nesterov=True)
@case
def opt_mom(): torch.optim.SGD([L()],lr=.1,momentum=-1)
@case
def opt_rms(): torch.optim.RMSprop([L()],alpha=-1)
@case
def opt_required(): torch.optim.SGD([L()]); print('ok')
@case
def sched_order(): o=torch.optim.SGD([L()],.1); s=torch.optim.lr_scheduler.StepLR(o,1); s.step(); print(s.get_last_lr())
@case
def sched_noopt(): torch.optim.lr_scheduler.StepLR(3,1)
@case
def sched_lambda(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.LambdaLR(o,[lambda e:1,lambda e:1])
@case
def sched_last(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.StepLR(o,1,last_epoch=3)
@case
def sched_plateau(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.ReduceLROnPlateau(o,factor=1.5)
@case
def sched_plateau2(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.ReduceLROnPlateau(o).step()
@case
def sched_plateau3(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.ReduceLROnPlateau(o,mode='x')
@case
def sched_one(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.OneCycleLR(o,.1)
@case
def sched_one2(): o=torch.optim.SGD([L()],.1); s=torch.optim.lr_scheduler.OneCycleLR(o,.1,total_steps=2); [s.step() for _ in range(3)]
@case
def sched_cyc(): o=torch.optim.Adam([L()],.1,betas=(.9,.9)); torch.optim.lr_scheduler.CyclicLR(o,.1,.2,cycle_momentum=True); print('ok')
@case
def sched_cyc2(): o=torch.optim.Adagrad([L()],.1); torch.optim.lr_scheduler.CyclicLR(o,.1,.2)
@case
def sched_seq(): o=torch.optim.SGD([L()],.1); s=torch.optim.lr_scheduler; s.SequentialLR(o,[s.ConstantLR(o)],[1])
@case
def sched_warm(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o,0)
@case
def sched_lin(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.LinearLR(o,start_factor=2.)
@case
def sched_const(): o=torch.optim.SGD([L()],.1); torch.optim.lr_scheduler.ConstantLR(o,factor=2.)
@case
def clip_v(): nn.utils.clip_grad_value_(L(),1.); print('ok')
@case
def clip_n(): print(nn.utils.clip_grad_norm_([],1.))
@case
def clip_inf(): p=L(); (p*float('inf')).sum().backward(); print(nn.utils.clip_grad_norm_([p],1.), p.grad)
@case
def lbfgs_noclosure(): torch.optim.LBFGS([L()]).step()
@case
def mod_noforward(): nn.Module()(1)
@case
def mod_noinit():
    class M(nn.Module):
        def __init__(self): self.l=nn.Linear(1,1)
    M()
@case
def mod_attr(): nn.Linear(1,1).foo
@case
def mod_regp(): m=nn.Module(); m.register_parameter('a.b',None)
@case
def mod_regp2(): m=nn.Module(); m.register_parameter('a',torch.ones(1))
@case
def mod_regp3(): m=nn.Module(); m.register_parameter('a',nn.Parameter(torch.ones(1)*1)); m.register_parameter('forward',nn.Parameter(torch.ones(1)))
@case
def mod_regp4(): m=nn.Module(); p=nn.Parameter(torch.ones(1)); m.register_parameter('a',(p*2))
@case
def mod_regb(): m=nn.Module(); m.register_buffer('a',3)
@case
def mod_regm(): m=nn.Module(); m.add_module('a',3)
@case
def mod_sd(): nn.Linear(1,1).load_state_dict({})
@case
def mod_sd2(): nn.Linear(1,1).load_state_dict({"weight":torch.ones(2,2),"bias":torch.ones(1),"x":torch.ones(1)})
@case
def mod_rg(): m=nn.Linear(1,1).requires_grad_(False); m(torch.ones(1)).sum().backward()
@case
def mod_eval_bw(): m=nn.Linear(1,1).eval(); m(torch.ones(1)).sum().backward(); print(m.weight.grad)
@case
def saved_list(): y=torch.cat([L(),L()]); print([k for k in dir(y.grad_fn) if k.startswith('_saved')]); y.grad_fn._saved_tensors
@case
def saved_var(): y=L()*L(); y.sum().backward(); y.grad_fn._saved_self
@case
def saved_ok_int(): y=L().sum(0); print(y.grad_fn._saved_dim)
@case
def acc_next(): x=L(); n=(x*1).grad_fn.next_functions[0][0]; print(n.name(), n.variable is x, n.next_functions); n.variable=3
@case
def acc_call(): x=L(); n=(x*1).grad_fn.next_functions[0][0]; n(torch.ones(3)); print(x.grad)
@case
def acc_hook(): x=L(); n=(x*1).grad_fn.next_functions[0][0]; n.register_hook(lambda i,o: print('acc',i,o)); (x*1).sum().backward()
@case
def hooks_after_free(): y=L().exp(); y.sum().backward(); y.register_hook(lambda g: print(g)); print('ok')
@case
def hook_remove_twice(): x=L(); h=x.register_hook(lambda g: g*2); h.remove(); h.remove(); x.sum().backward(); print(x.grad)
@case
def hook_leaf_inplace(): x=L(); y=x*1; y.register_hook(lambda g: print('h',g)); y.mul_(2); y.sum().backward()
@case
def hook_mod_in(): x=L(); x.register_hook(lambda g: g.mul_(2)); x.sum().backward(); print(x.grad)
@case
def retain_leaf(): x=L(); x.retain_grad(); x.sum().backward(); print(x.grad, x.retains_grad)
@case
def retain_twice(): y=L()*2; y.retain_grad(); y.retain_grad(); y.sum().backward(); print(y.grad)
@case
def retain_inpl(): y=L()*2; y.retain_grad(); y.mul_(3); y.sum().backward(); print(y.grad)
@case
def nested_bw():
    x=L()
    def h(g): z=L(); (z*z).sum().backward(); return g*z.grad
    x.register_hook(h); x.sum().backward(); print(x.grad)
@case
def bw_in_nograd():
    x=L(); y=x.sum()
    with torch.no_grad(): y.backward()
    print(x.grad)
@case
def grad_in_nograd_cg():
    x=L(); y=(x**2).sum()
    with torch.no_grad(): g,=grad(y,x,create_graph=True)
    print(g.requires_grad)
@case
def dbl_noncg(): x=L(); g,=grad((x**2).sum(),x); g.sum().backward()
@case
def dbl_twice(): x=L(); g,=grad((x**3).sum(),x,create_graph=True); g.sum().backward(); g.sum().backward()
@case
def dbl_unused(): x=L(); g,=grad((x*2).sum(),x,create_graph=True); grad(g.sum(),x)
@case
def enable_in_inf():
    with torch.inference_mode():
        with torch.enable_grad(): x=L(); y=x*2; print(y.requires_grad); y.sum().backward()
@case
def inf_exit_use():
    with torch.inference_mode(): w=torch.ones(3)
    x=L(); y=x+w; y.sum().backward(); print(x.grad)
@case
def inf_view_rg():
    x=L()
    with torch.inference_mode(): v=x[:2]; print(v.requires_grad, v.is_inference())
@case
def inf_out(): 
    with torch.inference_mode(): o=torch.empty(3)
    torch.add(torch.ones(3),1,out=o)
@case
def inf_copy():
    with torch.inference_mode(): o=torch.ones(3)
    t=torch.zeros(3); t.copy_(o); print(t)
@case
def inf_set():
    with torch.inference_mode(): o=torch.ones(3)
    o[0]=1
@case
def inf_inside():
    t=torch.ones(3)
    with torch.inference_mode(): t.add_(1)
    print(t, t._version)
@case
def inf_inside_leaf():
    x=L()
    with torch.inference_mode(): x.add_(1)
    print(x)
@case
def inf_saved_inpl():
    x=L(); w=torch.ones(3); y=x*w
    with torch.inference_mode(): w.add_(1)
    y.sum().backward()
@case
def inf_linear(): 
    with torch.inference_mode(): x=torch.ones(1,2)
    nn.Linear(2,2)(x)
@case
def fw_mode(): torch.func.jvp(lambda x: x*2,(torch.ones(2),),(torch.ones(2),)); print('ok')
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
