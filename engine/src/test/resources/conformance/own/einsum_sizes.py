"""Which sizes einsum holds against each other, and how it names the operand that does not fit."""

import torch


def show(equation, *sizes):
    try:
        print(equation, sizes, torch.einsum(equation, *(torch.ones(size) for size in sizes)).shape)
    except RuntimeError as error:
        print(equation, sizes, error)


show("ij,ij->i", (2, 3), (2, 4))
show("ij,ij,ij->i", (2, 3), (2, 3), (2, 4))
show("ij,jk->ik", (2, 0), (5, 2))
show("ij,jk->ik", (2, 5), (0, 2))
show("ij,jk->ik", (2, 0), (0, 2))
show("ij,jk->ik", (2, 0), (1, 2))
show("ii,i->i", (3, 3), (4,))
show("ii->i", (3, 4))
show("ii->i", (1, 4))
show("ij,ii->i", (3, 3), (3, 4))
show("ii,ii->i", (3, 3), (3, 4))
show("...i,i...->...", (2, 3), (3, 2))
show("...i,i...->...", (2, 3), (4, 2))
show("i...j,j->i...", (2, 5, 3), (4,))
show("i...j,j->i...", (2, 3), (4,))
