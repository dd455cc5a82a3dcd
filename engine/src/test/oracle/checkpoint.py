"""
Writes the files that torch.load is tested with, and what PyTorch says of them.

usage: checkpoint.py      (in a Python with PyTorch)
"""

import contextlib
import io
import pathlib

import torch

FOLDER = pathlib.Path(__file__).parents[1] / "resources" / "checkpoint"


def main():
    FOLDER.mkdir(exist_ok=True)
    torch.manual_seed(0)
    net = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.ReLU(), torch.nn.Flatten(),
        torch.nn.Linear(8, 2),
    )
    optimizer = torch.optim.Adam(net.parameters())
    net(torch.rand(3, 1, 4, 4)).sum().backward()
    optimizer.step()
    weights = torch.arange(6.0).reshape(2, 3)
    torch.save(
        {
            "net": net.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3,
            "views": [weights, weights.t()], "half": torch.tensor([0.1], dtype=torch.float16),
            "shape": weights.shape, "dtype": torch.float64, "device": torch.device("cpu"),
        },
        FOLDER / "weights.pt",
    )
    torch.save(net, FOLDER / "module.pt")
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        exec((FOLDER / "load.py").read_text(), {"FOLDER": str(FOLDER)})
    (FOLDER / "load.out").write_text(text.getvalue())


if __name__ == "__main__":
    main()
