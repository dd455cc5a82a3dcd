import torch
x=torch.eye(2); v=torch.ones(3)
for f in (lambda:torch.linalg.matrix_norm(x,1.5),lambda:torch.linalg.matrix_norm(x,"a"),lambda:torch.linalg.norm(x,3),lambda:torch.linalg.cond(x,1.5),lambda:torch.linalg.cond(x,"a"),lambda:torch.linalg.matrix_norm(v,1),lambda:torch.linalg.matrix_norm(x,1,(0,0)),lambda:torch.linalg.norm(v,"fro"),lambda:torch.linalg.norm(v,"nuc"),lambda:torch.linalg.norm(x,float("inf")),lambda:torch.linalg.norm(x,-1),lambda:torch.linalg.norm(x,0),lambda:torch.linalg.norm(v,0),lambda:torch.norm(x,"a"),lambda:torch.norm(x,"nuc"),lambda:torch.linalg.norm(torch.ones(2,2,2),1),lambda:torch.linalg.cond(torch.ones(2,3)),lambda:torch.linalg.cond(torch.ones(2,3),1),lambda:torch.linalg.cond(v),lambda:torch.linalg.matrix_norm(x,2.5,keepdim=True)):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
for f in (lambda:torch.linalg.cond(x,-2),lambda:torch.linalg.norm(v,2,(0,)),lambda:torch.linalg.norm(x,2,(0,1)),lambda:torch.linalg.norm(x,"fro",(0,1),True),lambda:torch.linalg.norm(torch.ones(2,2,2),1,(0,2)),lambda:torch.linalg.norm(v,"fro",0),lambda:torch.linalg.cond(x*3+1,"fro"),lambda:torch.linalg.cond(torch.ones(3,2)+torch.eye(3)[:,:2],-2),lambda:torch.linalg.norm(torch.ones(2,2,2))):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
