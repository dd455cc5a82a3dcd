"""What recurrent layers say of wrong options, sizes and element types."""
import torch, torch.nn as nn, warnings
def t(label,f):
    try:
        r=f(); r=r[0] if isinstance(r,tuple) else r
        print(label, r.shape if hasattr(r,'shape') else r)
    except Exception as e: print(label, type(e).__name__, str(e)[:300].replace('\n',' '))
for C in (nn.RNN,nn.GRU,nn.LSTM):
    n=C.__name__
    for a,k in (((3,5),dict(bias=0)),((3,5),dict(batch_first=1)),((3.0,5),{}),((3,5.0),{}),((0,5),{}),((3,0),{}),((3,5,0),{}),((3,5),dict(dropout=2)),((3,5),dict(dropout=True)),((3,5),dict(proj_size=-1)),((3,5),dict(proj_size=5)),((3,5),dict(proj_size=2)),((3,5),dict(num_layers=-1)),((-1,5),{})):
        t(n+str(a)+str(k),lambda:type(C(*a,**k)).__name__)
    with warnings.catch_warnings(record=True) as w:
        warnings.simplefilter('always'); C(3,5,dropout=0.5)
        for x in w: print(x.category.__name__,x.message)
    m=C(3,5)
    h=lambda *s: (torch.zeros(s),torch.zeros(s)) if n=='LSTM' else torch.zeros(s)
    for xs,hs in (((4,2,3),(1,2,5)),((4,2,3),(2,5)),((4,3),(1,2,5)),((4,3),(1,5)),((4,2,3),(1,3,5)),((4,2,3),(1,2,4)),((4,2,3),(2,2,5)),((4,2,3),None),((4,2,4),None),((4,),None),((1,4,2,3),None)):
        t(n+str(xs)+str(hs),lambda:m(torch.zeros(xs),*([] if hs is None else [h(*hs)])))
    t(n+'dt',lambda:m(torch.zeros(4,2,3,dtype=torch.float64)))
    if n!='LSTM': t(n+'hdt',lambda:m(torch.zeros(4,2,3),tuple(x.double() for x in h(1,2,5)) if n=='LSTM' else h(1,2,5).double()))
for C in (nn.RNNCell,nn.GRUCell,nn.LSTMCell):
    n=C.__name__; m=C(3,5)
    h=lambda *s: (torch.zeros(s),torch.zeros(s)) if n=='LSTMCell' else torch.zeros(s)
    for xs,hs in (((2,3),(2,5)),((2,3),(3,5)),((2,3),(2,4)),((3,),(5,)),((3,),(1,5)),((2,3),(1,2,5)),((2,4),None),((1,2,3),None),((4,),None)):
        t(n+str(xs)+str(hs),lambda:m(torch.zeros(xs),*([] if hs is None else [h(*hs)])))
    t(n+'dt',lambda:m(torch.zeros(2,3,dtype=torch.float64)))
    t(n+'hdt',lambda:m(torch.zeros(2,3),tuple(x.double() for x in h(2,5)) if n=='LSTMCell' else h(2,5).double()))
