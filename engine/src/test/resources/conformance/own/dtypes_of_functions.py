"""Which element types functions take, and what they say of others."""
import torch, torch.nn.functional as F
def t(label,f):
    try:
        r=f(); r=r[0] if isinstance(r,tuple) else r
        print(label, r.dtype if hasattr(r,'dtype') else r)
    except Exception as e: print(label, type(e).__name__, str(e)[:300].replace('\n',' '))
D=[torch.float16,torch.bfloat16,torch.int64,torch.uint8,torch.bool]
for d in D:
    x=torch.eye(3).to(d)*1 if d!=torch.bool else torch.eye(3).bool()
    n=str(d)[6:]
    for f in ('eigh','eigvalsh','eig','cond','lstsq','solve_triangular','svd','matrix_norm','norm','vector_norm','cholesky_ex','inv_ex','lu','tensorinv','slogdet','pinv','matrix_rank','qr','det'):
        g=getattr(torch.linalg,f,None) if f not in ('eig','lu','frexp') else None
        if g is None: continue
        if f in('lstsq',): t(f+' '+n,lambda:g(x,x))
        elif f=='solve_triangular': t(f+' '+n,lambda:g(x,x,upper=True))
        elif f=='tensorinv': t(f+' '+n,lambda:g(x,ind=1))
        else: t(f+' '+n,lambda:g(x))
    y=torch.ones(1,3,8,8).to(d)
    t('nll2d '+n,lambda:F.nll_loss(y,torch.zeros(1,8,8).long()))
    for m in ('nearest','bilinear','bicubic','area','nearest-exact'): t(m+' '+n,lambda:F.interpolate(y,scale_factor=2,mode=m))
    z=torch.ones(1,5,8,8).to(d); t('near5 '+n,lambda:F.interpolate(z,scale_factor=2))
    z=torch.ones(2,16,8,8).to(d); t('near16 '+n,lambda:F.interpolate(z,scale_factor=2)); t('bil16 '+n,lambda:F.interpolate(z,scale_factor=2,mode='bilinear'))
    
    t('fdiv '+n,lambda:x//x); t('divt '+n,lambda:torch.div(x,x,rounding_mode='trunc'));t('fmod '+n,lambda:torch.fmod(x,2));t('rem '+n,lambda:x%2);pass
    t('pow2 '+n,lambda:x**2); t('powf '+n,lambda:x**0.5); t('rpow '+n,lambda:2**x); t('rsub '+n,lambda:1-x); t('sub '+n,lambda:x-1); t('neg '+n,lambda:-x); t('abs '+n,lambda:abs(x))
    t('softmax0 '+n,lambda:torch.softmax(x,0)); t('softmax '+n,lambda:torch.softmax(x,1)); t('lsm0 '+n,lambda:torch.log_softmax(x,0)); t('sparse '+n,lambda:F.gumbel_softmax(x.float() if d==torch.bool else x,0))
    t('mean '+n,lambda:x.mean()); t('std '+n,lambda:x.std()); t('dropout '+n,lambda:F.dropout(x)); t('alphadrop '+n,lambda:F.alpha_dropout(x,0.5,True))
    t('cumsum '+n,lambda:x.cumsum(0)); t('cummax '+n,lambda:x.cummax(0)); t('lcse '+n,lambda:x.logcumsumexp(0)); t('lse '+n,lambda:x.logsumexp(0)); t('sort '+n,lambda:x.sort()); t('max '+n,lambda:x.max(0)); t('amax '+n,lambda:x.amax(0)); t('argmax '+n,lambda:x.argmax()); t('median '+n,lambda:x.median()); t('mode '+n,lambda:x.mode()); t('topk '+n,lambda:x.topk(1)); t('uniq '+n,lambda:x.unique()); t('var '+n,lambda:x.var()); t('quant '+n,lambda:torch.quantile(x,0.5)); t('histo '+n,lambda:torch.histogram(x.reshape(-1),3)); t('bincount '+n,lambda:torch.bincount(x.reshape(-1))); t('cdist '+n,lambda:torch.cdist(x,x)); t('clamp '+n,lambda:x.clamp(0,1)); t('lerp '+n,lambda:torch.lerp(x,x,0.5)); t('round '+n,lambda:x.round()); t('floor '+n,lambda:x.floor()); t('sign '+n,lambda:x.sign()); t('relu6 '+n,lambda:F.relu6(x)); t('renorm '+n,lambda:x.renorm(2,0,1)); t('cov '+n,lambda:torch.cov(x)); t('corr '+n,lambda:torch.corrcoef(x)); t('trace '+n,lambda:torch.trace(x)); t('kl '+n,lambda:F.kl_div(x,x)); t('kthv '+n,lambda:x.kthvalue(1)); t('mvl '+n,lambda:torch.mvlgamma(x+2,2)); t('cross '+n,lambda:torch.linalg.cross(x,x)); t('prelu '+n,lambda:F.prelu(x,x[0,:1])); t('rrelu '+n,lambda:F.rrelu(x)); t('multinomial '+n,lambda:torch.multinomial(x,1)); t('bern '+n,lambda:torch.bernoulli(x)); t('poisson '+n,lambda:torch.poisson(x)); t('normal_ '+n,lambda:x.clone().normal_()); t('uniform_ '+n,lambda:x.clone().uniform_()); t('exponential_ '+n,lambda:x.clone().exponential_()); t('rand_like '+n,lambda:torch.rand_like(x)); t('randint_like '+n,lambda:torch.randint_like(x,2)); t('grad '+n,lambda:torch.gradient(x)); t('trapz '+n,lambda:torch.trapezoid(x)); t('fold '+n,lambda:F.unfold(y,2)); t('pixels '+n,lambda:F.pixel_unshuffle(y,2)); t('reflect '+n,lambda:F.pad(y,(1,1),'reflect')); t('circ '+n,lambda:F.pad(y,(1,1),'circular')); t('lp '+n,lambda:F.lp_pool2d(y,2,2)); t('inst '+n,lambda:F.instance_norm(y)); t('ln '+n,lambda:F.layer_norm(y,(8,))); t('cos '+n,lambda:F.cosine_similarity(x,x)); t('pd '+n,lambda:F.pairwise_distance(x,x)); t('norm '+n,lambda:F.normalize(x)); t('oh '+n,lambda:F.one_hot(x)); t('emb '+n,lambda:F.embedding(x,torch.ones(3,2))); t('embw '+n,lambda:F.embedding(torch.tensor([0]),x)); t('trip '+n,lambda:F.triplet_margin_loss(x,x,x)); t('dist '+n,lambda:torch.dist(x,x)); t('normp '+n,lambda:torch.norm(x)); t('sig '+n,lambda:torch.sigmoid(x)); t('sin_ '+n,lambda:x.clone().sin_()); t('add_ '+n,lambda:x.clone().add_(0.5)); t('mul_ '+n,lambda:x.clone().mul_(0.5)); t('div_ '+n,lambda:x.clone().div_(2)); t('nanmean '+n,lambda:x.nanmean()); t('nansum '+n,lambda:x.nansum()); t('msef '+n,lambda:F.mse_loss(x,x)); t('l1 '+n,lambda:F.l1_loss(x,x)); t('ce '+n,lambda:F.cross_entropy(x,torch.tensor([0,1,2]))); t('ce2 '+n,lambda:F.cross_entropy(torch.eye(3),x)); t('hinge '+n,lambda:F.hinge_embedding_loss(x,x)); t('pois '+n,lambda:F.poisson_nll_loss(x,x)); t('margin '+n,lambda:F.margin_ranking_loss(x,x,x)); t('bcel '+n,lambda:F.binary_cross_entropy_with_logits(x,x)); t('bce '+n,lambda:F.binary_cross_entropy(x,x)); t('smooth '+n,lambda:F.smooth_l1_loss(x,x))
