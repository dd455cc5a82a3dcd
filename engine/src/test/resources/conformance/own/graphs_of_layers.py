# The graphs of recurrent layers, attention and transformers, node by node.
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
nn.LSTMCell(2,3)(L(1,2))[0]
nn.LSTMCell(2,3)(L(1,2))[1]
nn.LSTMCell(2,3,bias=False)(L(1,2))[0]
nn.GRUCell(2,3)(L(1,2))
nn.GRUCell(2,3)(L(1,2),L(1,3))
nn.RNNCell(2,3)(L(1,2))
nn.RNNCell(2,3)(L(2),L(3))
nn.MultiheadAttention(4,2)(L(3,1,4),L(3,1,4),L(3,1,4))[0]
nn.MultiheadAttention(4,2)(L(3,1,4),L(3,1,4),L(3,1,4))[1]
nn.MultiheadAttention(4,2,batch_first=True)(L(1,3,4),L(1,3,4),L(1,3,4),need_weights=False)[0]
(lambda m,x:m(x,x,x))(nn.MultiheadAttention(4,2,batch_first=True),L(1,3,4))[0]
(lambda m,x:m(x,x,x,attn_mask=torch.zeros(3,3)))(nn.MultiheadAttention(4,2),L(3,1,4))[0]
(lambda m,x:m(x,x,x,key_padding_mask=torch.zeros(1,3).bool()))(nn.MultiheadAttention(4,2),L(3,1,4))[0]
nn.TransformerEncoderLayer(4,2,8,dropout=0.0)(L(3,1,4))
nn.TransformerEncoderLayer(4,2,8,dropout=0.1,batch_first=True)(L(1,3,4))
nn.TransformerEncoderLayer(4,2,8,dropout=0.0,norm_first=True)(L(3,1,4))
nn.TransformerDecoderLayer(4,2,8,dropout=0.0)(L(3,1,4),L(3,1,4))
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
    made = eval(code)
    made = made[0] if isinstance(made, tuple) else made
    text = chain(made.grad_fn)
    if len(text) > 2000:
        text = "%d characters, %d nodes" % (len(text), text.count("("))
    print(code, text, tuple(made.stride()))
