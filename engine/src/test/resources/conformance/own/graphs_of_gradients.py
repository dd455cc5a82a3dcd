# The graphs that create_graph records of the gradients of functions and layers, six nodes deep.
import torch, torch.nn as nn, torch.nn.functional as F


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


def leaves(node, found, seen):
    if node is None or node in seen:
        return
    seen.add(node)
    if hasattr(node, "variable"):
        found.append(node.variable)
    for f, _ in node.next_functions:
        leaves(f, found, seen)


def L(*s):
    return torch.randn(*s, requires_grad=True)


def P(*s):
    return (torch.rand(*s) + 0.5).requires_grad_()


def spd(n):
    a = torch.randn(n, n)
    return (a @ a.t() + n * torch.eye(n)).requires_grad_()


torch.manual_seed(0)
for code in """
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4))
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4),is_causal=True)
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4),attn_mask=torch.ones(3,3).bool())
torch.dist(L(3),L(3))
torch.cdist(L(3,2),L(4,2))
torch.logdet(spd(3))
torch.det(spd(3))
torch.slogdet(spd(3))[1]
torch.linalg.det(spd(3))
torch.linalg.slogdet(spd(3))[1]
torch.matrix_exp(L(3,3))
torch.linalg.matrix_exp(L(3,3))
torch.aminmax(L(3,3),dim=1)[0]
torch.aminmax(L(3,3))[1]
torch.block_diag(L(2,2),L(1,3))
torch.ldexp(L(3),torch.tensor([1,2,3]))
torch.cartesian_prod(L(2),L(3))
torch.renorm(L(3,3),2,0,1.0)
torch.linalg.solve_triangular(spd(3),L(3,2),upper=True)
torch.triangular_solve(L(3,2),spd(3))[0]
torch.cholesky_solve(L(3,1),torch.linalg.cholesky(spd(3)))
torch.linalg.cholesky(spd(3))
torch.linalg.solve(spd(3),L(3,2))
torch.linalg.inv(spd(3))
torch.inverse(spd(3))
torch.linalg.pinv(L(3,2))
torch.pinverse(L(3,2))
torch.linalg.qr(L(3,2))[1]
torch.linalg.svd(L(3,2))[1]
torch.svd(L(3,2))[1]
torch.linalg.svdvals(L(3,2))
torch.linalg.eigvalsh(spd(3))
torch.linalg.eigh(spd(3))[0]
torch.linalg.matrix_power(L(3,3),3)
torch.linalg.matrix_power(L(3,3),-2)
torch.matrix_power(L(3,3),5)
torch.linalg.norm(L(3,3))
torch.linalg.norm(L(3,3),1)
torch.linalg.norm(L(3,3),'nuc')
torch.linalg.norm(L(3,3),'fro')
torch.linalg.norm(L(3,3),2)
torch.linalg.norm(L(3),float('inf'))
torch.linalg.matrix_norm(L(3,3),float('inf'))
torch.linalg.vector_norm(L(3),3)
torch.norm(L(3))
torch.norm(L(3),1)
torch.norm(L(3,2),2,dim=1)
torch.norm(L(3,2),'fro',dim=1)
torch.norm(L(3,2),'nuc')
L(3).norm()
torch.linalg.multi_dot([L(2,3),L(3,4),L(4,2)])
torch.linalg.multi_dot([L(3),L(3,4),L(4)])
torch.chain_matmul(L(2,3),L(3,4),L(4,2))
torch.linalg.cross(L(3),L(3))
torch.linalg.vecdot(L(2,3),L(2,3))
torch.linalg.tensorsolve(L(4,4).view(2,2,2,2),L(2,2))
torch.linalg.matrix_rank(L(3,3))
torch.linalg.diagonal(L(3,3))
F.max_unpool1d(*F.max_pool1d(L(1,1,4),2,return_indices=True),2)
F.max_unpool2d(*F.max_pool2d(L(1,1,4,4),2,return_indices=True),2)
F.max_pool1d(L(1,1,4),2)
F.max_pool2d(L(1,1,4,4),2)
F.max_pool3d(L(1,1,4,4,4),2)
F.avg_pool1d(L(1,1,4),2)
F.avg_pool2d(L(1,1,4,4),2)
F.avg_pool3d(L(1,1,4,4,4),2)
F.lp_pool1d(L(1,1,4),2,2)
F.lp_pool2d(L(1,1,4,4),2,2)
F.adaptive_avg_pool1d(L(1,1,4),2)
F.adaptive_avg_pool2d(L(1,1,4,4),2)
F.adaptive_avg_pool2d(L(1,1,4,4),1)
F.adaptive_avg_pool3d(L(1,1,4,4,4),2)
F.adaptive_max_pool1d(L(1,1,4),2)
F.adaptive_max_pool2d(L(1,1,4,4),2)
F.adaptive_max_pool3d(L(1,1,4,4,4),2)
F.embedding(torch.tensor([1,2]),L(4,3))
F.embedding_bag(torch.tensor([1,2]),L(4,3),torch.tensor([0]))
F.embedding_bag(torch.tensor([[1,2]]),L(4,3),mode='max')
F.multilabel_margin_loss(L(2,3),torch.tensor([[0,-1,1],[1,0,-1]]))
F.multi_margin_loss(L(2,3),torch.tensor([0,2]))
F.hinge_embedding_loss(L(3),torch.tensor([1.,-1,1]))
F.margin_ranking_loss(L(3),L(3),torch.tensor([1.,-1,1]))
F.soft_margin_loss(L(3),torch.tensor([1.,-1,1]))
F.multilabel_soft_margin_loss(L(2,3),torch.tensor([[0.,1,1],[1,0,1]]))
F.cosine_embedding_loss(L(2,3),L(2,3),torch.tensor([1,-1]))
F.triplet_margin_loss(L(2,3),L(2,3),L(2,3))
F.triplet_margin_with_distance_loss(L(2,3),L(2,3),L(2,3))
F.gaussian_nll_loss(L(3),L(3),P(3))
F.poisson_nll_loss(L(3),P(3))
F.poisson_nll_loss(L(3),P(3),log_input=False)
F.kl_div(L(3),P(3).detach(),reduction='batchmean')
F.kl_div(L(3),L(3),log_target=True)
F.mse_loss(L(3),L(3))
F.l1_loss(L(3),L(3))
F.smooth_l1_loss(L(3),L(3))
F.huber_loss(L(3),L(3))
F.binary_cross_entropy(torch.sigmoid(L(3)),P(3).detach().clamp(0,1))
F.binary_cross_entropy_with_logits(L(3),P(3).detach().clamp(0,1))
F.cross_entropy(L(2,3),torch.tensor([0,1]))
F.cross_entropy(L(2,3),torch.tensor([0,1]),label_smoothing=0.1)
F.cross_entropy(L(2,3),torch.softmax(L(2,3).detach(),1))
F.cross_entropy(L(2,3,4),torch.zeros(2,4).long())
F.nll_loss(L(2,3),torch.tensor([0,1]))
F.nll_loss(L(2,3,2,2),torch.zeros(2,2,2).long())
F.ctc_loss(torch.log_softmax(L(5,1,3),2),torch.tensor([[1,2]]),torch.tensor([5]),torch.tensor([2]))
F.pairwise_distance(L(2,3),L(2,3))
F.cosine_similarity(L(2,3),L(2,3))
F.pdist(L(4,2))
F.normalize(L(2,3))
F.layer_norm(L(2,3),(3,))
F.layer_norm(L(2,3),(3,),L(3),L(3))
F.group_norm(L(2,4,3),2)
F.instance_norm(L(2,4,3))
F.batch_norm(L(2,3),torch.zeros(3),torch.ones(3),training=True)
F.batch_norm(L(2,3),torch.zeros(3),torch.ones(3))
F.local_response_norm(L(1,4,3),2)
F.rms_norm(L(2,3),(3,))
F.rms_norm(L(2,3),(3,),L(3))
F.linear(L(2,3),L(4,3),L(4))
F.linear(L(2,3),L(4,3))
F.linear(L(5,2,3),L(4,3),L(4))
F.linear(L(3),L(4,3),L(4))
F.conv1d(L(1,2,5),L(3,2,2),L(3))
F.conv2d(L(1,2,5,5),L(3,2,2,2))
F.conv_transpose2d(L(1,2,5,5),L(2,3,2,2))
F.conv2d(L(1,2,5,5),L(3,2,3,3),padding='same')
F.unfold(L(1,2,4,4),2)
F.fold(L(1,4,4),(3,3),2)
F.interpolate(L(1,1,2,2),scale_factor=2)
F.interpolate(L(1,1,2,2),size=(3,3),mode='bilinear')
F.interpolate(L(1,1,2,2),size=(3,3),mode='bicubic')
F.interpolate(L(1,1,4,4),size=(3,3),mode='area')
F.interpolate(L(1,1,4),size=3,mode='linear')
F.interpolate(L(1,1,2,2),size=(3,3),mode='nearest-exact')
F.pixel_shuffle(L(1,4,2,2),2)
F.pixel_unshuffle(L(1,1,4,4),2)
F.channel_shuffle(L(1,4,2,2),2)
F.pad(L(2,2),(1,1))
F.pad(L(1,2,2),(1,1),mode='reflect')
F.pad(L(1,2,2),(1,1),mode='replicate')
F.dropout(L(3),0.5)
F.dropout(L(3),0.5,training=False)
F.alpha_dropout(L(3),0.5)
F.feature_alpha_dropout(L(2,3),0.5)
F.dropout2d(L(1,2,2,2),0.5)
F.gumbel_softmax(L(2,3))
F.gumbel_softmax(L(2,3),hard=True)
F.softmin(L(2,3),1)
F.glu(L(2,4))
F.relu6(L(3))
F.hardtanh(L(3))
F.hardswish(L(3))
F.hardsigmoid(L(3))
F.hardshrink(L(3))
F.softshrink(L(3))
F.tanhshrink(L(3))
F.softsign(L(3))
F.softplus(L(3))
F.logsigmoid(L(3))
F.elu(L(3))
F.selu(L(3))
F.celu(L(3))
F.gelu(L(3))
F.gelu(L(3),approximate='tanh')
F.silu(L(3))
F.mish(L(3))
F.leaky_relu(L(3))
F.prelu(L(3),L(1))
F.rrelu(L(3))
F.rrelu(L(3),training=True)
F.threshold(L(3),0.1,0.2)
F.relu(L(3))
F.sigmoid(L(3))
L(2,3).t_() if False else L(2,3).t()
torch.squeeze(L(1,3))
torch.squeeze(L(1,3),0)
torch.squeeze(L(1,3,1),(0,2))
torch.std(L(3))
torch.std(L(3,2),dim=1)
torch.std_mean(L(3))[0]
torch.var_mean(L(3,2),dim=1)[1]
torch.var(L(3),unbiased=False)
torch.mean(L(3,2),1)
torch.nanmean(L(3))
torch.nansum(L(3))
torch.median(L(3))
torch.median(L(3,2),1)[0]
torch.nanmedian(L(3))
torch.mode(L(3,2),1)[0]
torch.kthvalue(L(3),2)[0]
torch.prod(L(3))
torch.prod(L(3,2),1)
torch.cumsum(L(3),0)
torch.cumprod(L(3),0)
torch.cummax(L(3),0)[0]
torch.logcumsumexp(L(3),0)
torch.logsumexp(L(3),0)
torch.max(L(3))
torch.max(L(3,2),1)[0]
torch.max(L(3),L(3))
torch.maximum(L(3),L(3))
torch.fmax(L(3),L(3))
torch.amax(L(3,2),1)
torch.clamp(L(3),0,1)
torch.clamp(L(3),min=0)
torch.clamp(L(3),L(3),L(3))
torch.where(torch.tensor([True,False]),L(2),L(2))
torch.where(torch.tensor([True,False]),L(2),0.5)
torch.lerp(L(2),L(2),0.3)
torch.lerp(L(2),L(2),L(2))
torch.addcmul(L(2),L(2),L(2))
torch.addcdiv(L(2),L(2),L(2))
torch.addmm(L(2,2),L(2,2),L(2,2))
torch.addmv(L(2),L(2,2),L(2))
torch.addr(L(2,2),L(2),L(2))
torch.baddbmm(L(1,2,2),L(1,2,2),L(1,2,2))
torch.addbmm(L(2,2),L(1,2,2),L(1,2,2))
torch.matmul(L(2,3),L(3))
torch.matmul(L(3),L(3))
torch.matmul(L(3),L(3,2))
torch.matmul(L(4,2,3),L(3,2))
torch.matmul(L(4,2,3),L(4,3,2))
torch.matmul(L(4,2,3),L(3))
torch.matmul(L(2,4,2,3),L(4,3,2))
torch.einsum('ij,jk->ik',L(2,3),L(3,2))
torch.einsum('ii',L(2,2))
torch.einsum('i,j->ij',L(2),L(2))
torch.einsum('bij,bjk->bik',L(1,2,2),L(1,2,2))
torch.tensordot(L(2,3),L(3,2),1)
torch.kron(L(2,2),L(2,2))
torch.outer(L(2),L(3))
torch.ger(L(2),L(3))
torch.inner(L(2),L(2))
torch.inner(L(2,3),L(2,3))
torch.dot(L(2),L(2))
torch.vdot(L(2),L(2))
torch.mv(L(2,2),L(2))
torch.bmm(L(1,2,2),L(1,2,2))
torch.trace(L(2,2))
torch.diag(L(2))
torch.diag(L(2,2))
torch.diag_embed(L(2))
torch.diagflat(L(2))
torch.tril(L(2,2))
torch.triu(L(2,2))
torch.roll(L(3),1)
torch.flip(L(3),(0,))
torch.fliplr(L(2,2))
torch.rot90(L(2,2))
torch.rot90(L(2,2),2)
torch.repeat_interleave(L(3),2)
torch.repeat_interleave(L(3),torch.tensor([1,2,1]))
torch.tile(L(2),(2,))
L(2).repeat(2,2)
L(2).expand(3,2)
torch.broadcast_to(L(2),(3,2))
torch.movedim(L(2,3),0,1)
torch.swapaxes(L(2,3),0,1)
torch.unflatten(L(4),0,(2,2))
torch.flatten(L(2,2))
torch.ravel(L(2,2))
torch.reshape(L(2,2),(4,))
torch.reshape(L(2,2).t(),(4,))
L(2,2).view(-1)
L(2,2).contiguous()
L(2,2).t().contiguous()
L(2).clone()
L(2).double()
L(2).to(torch.float64)
L(2).half()
L(2).to('cpu')
torch.cat([L(2),L(2)])
torch.stack([L(2),L(2)])
torch.hstack([L(2),L(2)])
torch.vstack([L(2),L(2)])
torch.dstack([L(2),L(2)])
torch.column_stack([L(2),L(2)])
torch.split(L(4),2)[0]
torch.split(L(4),[1,3])[0]
torch.chunk(L(4),2)[0]
torch.tensor_split(L(4),2)[0]
torch.tensor_split(L(4),[1,2])[0]
torch.hsplit(L(4),2)[0]
torch.unbind(L(2,2))[0]
torch.meshgrid(L(2),L(3),indexing='ij')[0]
torch.gather(L(2,2),1,torch.zeros(2,1).long())
torch.take(L(2,2),torch.tensor([0]))
torch.take_along_dim(L(2,2),torch.zeros(2,1).long(),1)
torch.index_select(L(2,2),0,torch.tensor([0]))
torch.masked_select(L(2),torch.tensor([True,False]))
torch.masked_fill(L(2),torch.tensor([True,False]),1.0)
torch.scatter(L(2,2),1,torch.zeros(2,1).long(),L(2,1))
torch.scatter(L(2,2),1,torch.zeros(2,1).long(),1.0)
torch.scatter_add(L(2,2),1,torch.zeros(2,1).long(),L(2,1))
torch.index_add(L(2,2),0,torch.tensor([0]),L(1,2))
torch.index_copy(L(2,2),0,torch.tensor([0]),L(1,2))
torch.index_fill(L(2,2),0,torch.tensor([0]),1.0)
torch.index_put(L(2,2),(torch.tensor([0]),),L(2))
torch.select_scatter(L(2,2),L(2),0,0)
torch.slice_scatter(L(2,2),L(1,2),0,0,1)
torch.diagonal_scatter(L(2,2),L(2))
torch.masked_scatter(L(2),torch.tensor([True,False]),L(1))
L(2,2)[0]
L(2,2)[0,1]
L(2,2)[:,1]
L(2,2)[[0,1]]
L(2,2)[torch.tensor([True,False])]
L(2,2)[None]
L(2,2)[...,0]
L(4)[::2]
L(4).unfold(0,2,1)
L(4).as_strided((2,),(1,))
torch.sort(L(3))[0]
torch.topk(L(3),2)[0]
torch.msort(L(3))
torch.cov(L(2,3))
torch.corrcoef(L(2,3))
torch.diff(L(3))
torch.gradient(L(3))[0]
torch.trapezoid(L(3))
torch.cumulative_trapezoid(L(3))
torch.cross(L(3),L(3),dim=0)
torch.atan2(L(2),L(2))
torch.hypot(L(2),L(2))
torch.logaddexp(L(2),L(2))
torch.logaddexp2(L(2),L(2))
torch.xlogy(P(2),P(2))
torch.special.xlog1py(P(2),P(2))
torch.special.entr(P(2))
torch.special.expit(P(2))
torch.special.logit(P(2)*0.3)
torch.special.log_softmax(P(2),0)
torch.special.ndtr(P(2))
torch.special.erf(P(2))
torch.special.gammaln(P(2))
torch.special.psi(P(2))
torch.special.log1p(P(2))
torch.special.exp2(P(2))
torch.special.expm1(P(2))
torch.special.sinc(P(2))
torch.polygamma(1,P(2))
torch.lgamma(P(2))
torch.digamma(P(2))
torch.erfinv(P(2)*0.3)
torch.sinc(P(2))
torch.remainder(P(2),0.3)
torch.remainder(P(2),P(2))
torch.fmod(P(2),0.3)
torch.fmod(P(2),P(2))
torch.div(P(2),P(2),rounding_mode='floor')
torch.true_divide(P(2),2)
torch.frac(P(2))
torch.trunc(P(2))
torch.round(P(2))
torch.round(P(2),decimals=1)
torch.floor(P(2))
torch.ceil(P(2))
torch.sign(P(2))
torch.sgn(P(2))
torch.abs(P(2))
torch.neg(P(2))
torch.positive(P(2))
torch.reciprocal(P(2))
torch.rsqrt(P(2))
torch.square(P(2))
torch.float_power(P(2),2)
torch.pow(P(2),2)
torch.pow(P(2),P(2))
torch.pow(2,P(2))
2**P(2)
1/P(2)
2-P(2)
2*P(2)
P(2)/2
P(2)%2
torch.rsub(P(2),1)
torch.sub(P(2),P(2),alpha=2)
torch.deg2rad(P(2))
torch.rad2deg(P(2))
torch.nan_to_num(P(2))
torch.copysign(P(2),P(2))
torch.nextafter(P(2),P(2))
torch.logit(P(2)*0.3)
torch.cosh(P(2))
torch.asinh(P(2))
torch.sum(L(2,2))
torch.sum(L(2,2),1)
L(2,2).sum((0,1))
L(2,2).sum_to_size(1,2)
torch.count_nonzero(L(2))
torch.real(L(2))
torch.clone(L(2))
torch.conj(L(2))
torch.resolve_conj(L(2))
torch.adjoint(L(2,2))
L(2,2).mT
L(2,2).T
L(2,2).H
torch.atleast_2d(L(2))
torch.view_as_complex(L(2,2)) if False else L(2).view_as(L(2))
L(2).type_as(torch.zeros(1).double())
L(2).fill_diagonal_(0) if False else L(2,2).diagonal()
torch.nn.utils.parameters_to_vector([L(2),L(2,2)])
torch.nn.utils.parametrizations.spectral_norm(nn.Linear(2,3))(torch.ones(1,2))
nn.GRU(2,3)(L(4,1,2))[0]
nn.RNN(2,3)(L(4,1,2))[0]
nn.LSTMCell(2,3)(L(1,2))[0]
nn.GRUCell(2,3)(L(1,2))
nn.RNNCell(2,3)(L(1,2))
nn.MultiheadAttention(4,2)(L(3,1,4),L(3,1,4),L(3,1,4))[0]
nn.MultiheadAttention(4,2)(L(3,1,4),L(3,1,4),L(3,1,4),need_weights=False)[0]
nn.TransformerEncoderLayer(4,2,8,dropout=0.0)(L(3,1,4))
nn.TransformerDecoderLayer(4,2,8,dropout=0.0)(L(3,1,4),L(3,1,4))
nn.CosineSimilarity()(L(2,3),L(2,3))
L(3,3).clone().t_()
L(1,3).clone().squeeze_()
L(1,3).clone().squeeze_(0)
L(3).clone().unsqueeze_(0)
L(2,3).clone().transpose_(0,1)
L(3).clone().add_(1)
L(3).clone().mul_(L(3))
L(3).clone().zero_()
L(3).clone().fill_(2)
L(3).clone().copy_(L(3))
L(3).clone().exp_()
L(3).clone().clamp_(0,1)
L(3).clone().masked_fill_(torch.tensor([True,False,True]),0)
L(3).clone().index_fill_(0,torch.tensor([0]),1.)
L(3).clone().normal_()
L(3).clone().uniform_()
L(3).clone().pow_(2)
L(3).clone().div_(2)
L(3).clone().sub_(L(3),alpha=2)
L(3).clone().lerp_(L(3),0.3)
L(3).clone().addcmul_(L(3),L(3))
L(3).clone().sigmoid_()
L(3).clone().neg_()
L(3).clone().relu_()
L(2,3).clone().fill_diagonal_(1.)
L(3).clone().cumsum_(0)
L(3).clone().requires_grad_().detach()
L(2,3).clone().swapaxes_(0,1)
L(3).clone().scatter_(0,torch.tensor([0]),1.)
L(3).clone().index_add_(0,torch.tensor([0]),L(1))
L(3).clone().put_(torch.tensor([0]),L(1))
L(3).clone().renorm_(2,0,1.) if False else L(3).clone().tanh_()
L(3).clone().triu_() if False else L(3,3).clone().triu_()
nn.RNN(2,3)(L(2,1,2))[0]
nn.RNN(2,3,num_layers=2)(L(2,1,2))[0]
nn.RNN(2,3,bidirectional=True)(L(2,1,2))[0]
nn.RNN(2,3,batch_first=True)(L(1,2,2))[0]
nn.RNN(2,3)(L(2,1,2))[1]
nn.RNN(2,3)(L(2,2))[0]
nn.RNN(2,3,nonlinearity='relu',bias=False)(L(2,1,2))[0]
nn.RNN(2,3,num_layers=2,bidirectional=True)(L(2,1,2))[1]
nn.GRU(2,3)(L(2,1,2))[0]
nn.GRU(2,3,bias=False)(L(2,1,2))[0]
nn.LSTM(2,3)(L(2,1,2))[0]
nn.LSTM(2,3)(L(2,1,2))[1][1]
nn.LSTM(2,3,batch_first=True)(L(1,2,2))[0]
nn.LSTM(2,3,num_layers=2)(L(2,1,2))[0]
nn.LSTM(2,3,bidirectional=True)(L(2,1,2))[0]
nn.LSTM(2,3,bias=False)(L(2,1,2))[0]
nn.LSTM(2,3,proj_size=2)(L(2,1,2))[0]
nn.LSTM(2,3).double()(L(2,1,2).double())[0]
nn.LSTMCell(2,3)(L(1,2))[1]
nn.LSTMCell(2,3,bias=False)(L(1,2))[0]
nn.GRUCell(2,3)(L(1,2),L(1,3))
nn.RNNCell(2,3)(L(2),L(3))
nn.MultiheadAttention(4,2)(L(3,1,4),L(3,1,4),L(3,1,4))[1]
nn.MultiheadAttention(4,2,batch_first=True)(L(1,3,4),L(1,3,4),L(1,3,4),need_weights=False)[0]
(lambda m,x:m(x,x,x))(nn.MultiheadAttention(4,2,batch_first=True),L(1,3,4))[0]
(lambda m,x:m(x,x,x,attn_mask=torch.zeros(3,3)))(nn.MultiheadAttention(4,2),L(3,1,4))[0]
(lambda m,x:m(x,x,x,key_padding_mask=torch.zeros(1,3).bool()))(nn.MultiheadAttention(4,2),L(3,1,4))[0]
nn.TransformerEncoderLayer(4,2,8,dropout=0.1,batch_first=True)(L(1,3,4))
nn.TransformerEncoderLayer(4,2,8,dropout=0.0,norm_first=True)(L(3,1,4))
F.scaled_dot_product_attention(L(2,3,4),L(2,3,4),L(2,3,4))
F.scaled_dot_product_attention(L(3,4),L(3,4),L(3,4))
nn.LSTM(2,3,batch_first=True)(L(2,3,2))[0]
nn.LSTM(2,3,batch_first=True)(L(2,3,2))[1][0]
nn.GRU(2,3,batch_first=True)(L(2,3,2))[1]
nn.Linear(3,2)(L(2,3,4).transpose(1,2))
nn.Linear(4,2)(L(2,3,8)[:,:,::2])
nn.Linear(4,2,bias=False)(L(2,3,4))
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4),attn_mask=L(3,3))
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4),dropout_p=0.1)
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,5))
F.scaled_dot_product_attention(L(1,2,3,4).double(),L(1,2,3,4).double(),L(1,2,3,4).double())
F.scaled_dot_product_attention(L(1,2,3,4),L(1,2,3,4),L(1,2,3,4),attn_mask=torch.zeros(3,3))
F.scaled_dot_product_attention(L(2,3,4),L(2,3,4),L(2,3,4),is_causal=True)
""".strip().split("\n"):
    print("==", code, "|")
    try:
        made = eval(code)
        made = made[0] if isinstance(made, tuple) else made
        found = []
        leaves(made.grad_fn, found, set())
        grads = torch.autograd.grad((made * made).sum(), found, create_graph=True)
        for i, g in enumerate(grads):
            print(i, walk(g.grad_fn, 6)[:1500], g.output_nr)
    except Exception as e:
        print("  ", type(e).__name__, str(e)[:150])
