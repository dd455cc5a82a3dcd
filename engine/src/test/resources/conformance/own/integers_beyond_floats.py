import torch
b=2**60
x=torch.tensor([b+3,b+1,-b-5,7,b+2]); y=torch.tensor([b+1,b+1,3,-2,5])
def t(n,f):
    try: print(n,f())
    except Exception as e: print(n,type(e).__name__,str(e)[:80])
for n in 'sort argsort max min argmax argmin cumsum cumprod sum prod unique abs neg sign square cummax cummin median mode topk kthvalue msort flip amax amin aminmax any all count_nonzero nonzero tolist floor ceil round trunc bitwise_not logical_not isnan diff'.split():
    if n=='cumsum': t(n,lambda:x.cumsum(0))
    elif n=='cumprod': t(n,lambda:x.cumprod(0))
    elif n in('cummax','cummin'): t(n,lambda:getattr(x,n)(0))
    elif n=='topk': t(n,lambda:x.topk(3))
    elif n=='kthvalue': t(n,lambda:x.kthvalue(4))
    elif n=='flip': t(n,lambda:x.flip(0))
    else: t(n,lambda:getattr(x,n)())
t('max d',lambda:x.view(1,5).max(1)); t('amax d',lambda:x.view(1,5).amax(1)); t('sum d',lambda:x.view(1,5).sum(1)); t('prod d',lambda:x.view(1,5).prod(1))
for n in 'add sub mul div floor_divide remainder fmod maximum minimum eq ne lt le gt ge bitwise_and bitwise_or bitwise_xor gcd lcm pow fmax fmin where'.split():
    if n=='pow': t(n,lambda:torch.pow(torch.tensor([3,2,-3]),torch.tensor([39,62,39])))
    elif n=='where': t(n,lambda:torch.where(x>y,x,y))
    else: t(n,lambda:getattr(torch,n)(x,y))
t('div floor',lambda:torch.div(x,y,rounding_mode='floor')); t('div trunc',lambda:torch.div(x,y,rounding_mode='trunc')); t('//',lambda:x//3); t('%',lambda:x%7); t('+1',lambda:x+1); t('*3',lambda:x*3); t('clamp',lambda:x.clamp(b,b+2)); t('clampt',lambda:x.clamp(min=y)); t('<<',lambda:torch.tensor([1,3])<<60); t('>>',lambda:x>>2)
t('idx',lambda:x[torch.tensor([0,4])]); t('gather',lambda:x.gather(0,torch.tensor([2,0]))); t('scatter',lambda:torch.zeros(5,dtype=torch.long).scatter(0,torch.tensor([0,1,2,3,4]),x)); t('scatter_add',lambda:torch.zeros(5,dtype=torch.long).scatter_add(0,torch.tensor([0,0,2,3,4]),x)); t('index_put',lambda:x.clone().index_put_((torch.tensor([0]),),torch.tensor(b+9))); t('index_add',lambda:x.index_add(0,torch.tensor([0]),torch.tensor([b+7]))); t('masked_fill',lambda:x.masked_fill(x>0,b+11)); t('masked_scatter',lambda:x.masked_scatter(x>0,y)); t('put',lambda:x.put(torch.tensor([1]),torch.tensor([b+13]))); t('take',lambda:x.take(torch.tensor([0]))); t('index_fill',lambda:x.index_fill(0,torch.tensor([0]),b+15)); t('index_copy',lambda:x.index_copy(0,torch.tensor([0]),torch.tensor([b+17]))); t('full',lambda:torch.full((2,),b+1)); t('fill_',lambda:torch.zeros(2,dtype=torch.long).fill_(b+1)); t('tensor',lambda:torch.tensor(b+1)); t('arange',lambda:torch.arange(b,b+3)); t('setitem',lambda:(x.clone().__setitem__(0,b+19))); 
def s():
    z=x.clone(); z[0]=b+21; z[1:3]+=1; return z
t('set',s); t('new_full',lambda:x.new_full((2,),b+1)); t('full_like',lambda:torch.full_like(x,b+1)); t('item',lambda:x[0].item()); t('mm',lambda:torch.tensor([[b+1,1]])@torch.tensor([[1],[1]])); t('dot',lambda:torch.dot(x,torch.tensor([1,1,1,1,1]))); t('cat',lambda:torch.cat([x,y])); t('isin',lambda:torch.isin(x,torch.tensor([b+1]))); t('unique_c',lambda:x.unique_consecutive()); t('searchsorted',lambda:torch.searchsorted(torch.tensor([b,b+1,b+2]),torch.tensor([b+1,b+2]))); t('bincount w',lambda:torch.bincount(torch.tensor([0,1,1]))); t('one_hot',lambda:torch.nn.functional.one_hot(torch.tensor([1,0]))); t('equal',lambda:torch.equal(torch.tensor([b+1]),torch.tensor([b+2]))); t('to',lambda:x.to(torch.int64)); t('tril',lambda:x.view(5,1).expand(5,5).tril()[0]); t('repeat',lambda:x.repeat(2)); t('pad',lambda:torch.nn.functional.pad(x,(1,1),value=b+1)); t('randint',lambda:(torch.manual_seed(0),torch.randint(0,2**62,(3,)))[1]); t('sumb',lambda:(x==y).sum()); t('addcmul',lambda:torch.addcmul(x,y,torch.tensor(2))); t('nansum',lambda:x.nansum()); t('roll',lambda:x.roll(1)); t('cumsumd',lambda:x.view(1,5).cumsum(1)); t('scatter_reduce',lambda:x.scatter_reduce(0,torch.tensor([0]),torch.tensor([b+99]),'amax')); t('hash',lambda:((torch.tensor(6364136223846793005)*torch.tensor(12345)+1442695040888963407)&0xFFFFFFFF)); t('xor',lambda:x^(x>>3)); t('uint8',lambda:torch.tensor([250],dtype=torch.uint8)+10); t('int32 mul',lambda:torch.tensor([2**30],dtype=torch.int32)*4)
