# The graphs of products and reshaped views, and how results lie in memory.
import torch, torch.nn as nn, torch.nn.functional as F


def chain(fn):
    if fn is None:
        return "-"
    name = fn.name()
    if "AccumulateGrad" in name:
        return "A"
    kids = [chain(f) + (":%d" % i if i else "") for f, i in fn.next_functions]
    return name.replace("Backward", "B") + ("(" + ",".join(kids) + ")" if kids else "")


def L(*s):
    return torch.randn(*s, requires_grad=True)


def P(*s):
    return (torch.rand(*s) + 0.5).requires_grad_()


def spd(n):
    a = torch.randn(n, n)
    return (a @ a.t() + n * torch.eye(n)).requires_grad_()


torch.manual_seed(0)
for code in """
torch.einsum('i,i->',L(2),L(2))
torch.einsum('ij,ij->',L(2,2),L(2,2))
torch.einsum('bi,bj->bij',L(2,2),L(2,2))
torch.einsum('ij,ij->ij',L(2,2),L(2,2))
torch.einsum('ij,j->i',L(2,2),L(2))
torch.einsum('i,ij->j',L(2),L(2,2))
torch.einsum('bij,bij->b',L(2,2,2),L(2,2,2))
torch.einsum('ij->ji',L(2,2))
torch.einsum('ij->i',L(2,2))
torch.einsum('ij->',L(2,2))
torch.einsum('ii->i',L(2,2))
torch.einsum('bhqd,bhkd->bhqk',L(1,2,3,4),L(1,2,3,4))
torch.einsum('ij,jk,kl->il',L(2,2),L(2,2),L(2,2))
torch.einsum('i,j,k->ijk',L(2),L(2),L(2))
torch.tensordot(L(2),L(3),0)
torch.inner(L(2),L(3,2))
F.cross_entropy(L(3),torch.tensor(1))
F.cross_entropy(L(2,3,4),torch.zeros(2,4).long(),reduction='none')
F.cross_entropy(L(2,3,4,5,2),torch.zeros(2,4,5,2).long())
F.nll_loss(L(2,3,4),torch.zeros(2,4).long())
torch.take_along_dim(L(2,2),torch.zeros(2,2).long())
torch.take_along_dim(L(2,2),torch.zeros(2,2).long(),0)
torch.repeat_interleave(L(2,3),2)
torch.repeat_interleave(L(2,3),2,dim=1)
torch.repeat_interleave(L(2,3),torch.tensor([1,2]),dim=0)
F.prelu(L(2,3),L(3))
F.prelu(L(2,3,4),L(1))
F.multilabel_soft_margin_loss(L(2,3),torch.ones(2,3))
torch.linalg.multi_dot([L(2,30),L(30,4),L(4,2),L(2,8)])
torch.linalg.matrix_power(L(2,2),6)
torch.linalg.matrix_power(L(2,2),-3)
torch.trapezoid(L(3),L(3))
torch.trapezoid(L(3),dx=0.5)
torch.cumulative_trapezoid(L(3),dx=0.5)
torch.gradient(L(4),spacing=2.0)[0]
torch.gradient(L(4,4))[1]
torch.corrcoef(L(2,3))
torch.cov(L(3))
torch.cov(L(2,3),correction=0)
torch.where(torch.tensor([True,False]),1.0,L(2))
(L(2,3).t()*2).view(3,2)
L(2,3).t().clone()
L(2,3).t().exp()
torch.stack([L(2),L(2)]).t().relu().reshape(-1)
(L(2,3).t()+L(3,2))
(L(3,2)+L(2,3).t())
(L(3,2)+L(2,3).t()).reshape(6)
L(2,3).t().double().reshape(-1)
torch.softmax(L(2,3).t(),0).reshape(-1)
L(2,3,4).permute(2,0,1).sigmoid().reshape(-1)
L(2,3,4).permute(2,0,1).sum(0).reshape(-1)
L(2,3,4).transpose(0,1).sum(2).reshape(-1)
torch.where(torch.ones(3,2).bool(),L(2,3).t(),0.).reshape(-1)
torch.max(L(2,3).t(),L(2,3).t()).reshape(-1)
L(2,3).t().masked_fill(torch.ones(3,2).bool(),1.).reshape(-1)
L(2,3).t().pow(2).reshape(-1)
L(2,3).t().pow(L(2,3).t()).reshape(-1)
(L(2,3).t()/3).reshape(-1)
F.gelu(L(2,3).t()).reshape(-1)
F.dropout(L(2,3).t(),0.5).reshape(-1)
F.leaky_relu(L(2,3).t()).reshape(-1)
torch.lerp(L(2,3).t(),L(2,3).t(),0.5).reshape(-1)
torch.cat([L(2,3).t(),L(2,3).t()]).reshape(-1)
torch.cumsum(L(2,3).t(),0).reshape(-1)
torch.mm(L(2,2),L(2,2)).t().reshape(-1)
F.layer_norm(L(2,3).t(),(2,)).reshape(-1)
torch.tril(L(3,3).t()).reshape(-1)
L(2,3).t().type(torch.float64).reshape(-1)
torch.abs(L(2,3).t()).reshape(-1)
torch.log_softmax(L(2,3).t(),1).reshape(-1)
torch.addcmul(L(2,3).t(),L(2,3).t(),L(2,3).t()).reshape(-1)
L(2,3).t().contiguous().reshape(-1)
torch.neg(L(2,3).t()).reshape(-1)
torch.sqrt(L(2,3).t().abs()).reshape(-1)
torch.atan2(L(2,3).t(),L(2,3).t()).reshape(-1)
torch.index_select(L(2,3).t(),0,torch.tensor([0,1])).reshape(-1)
L(2,3).t()[[0,1]].reshape(-1)
torch.gather(L(2,3).t(),0,torch.zeros(1,2).long()).reshape(-1)
""".strip().split("\n"):
    made = eval(code)
    made = made[0] if isinstance(made, tuple) else made
    text = chain(made.grad_fn)
    if len(text) > 2000:
        text = "%d characters, %d nodes" % (len(text), text.count("("))
    print(code, text, tuple(made.stride()))
