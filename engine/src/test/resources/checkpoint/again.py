# What Tapedeck writes of what it read has the entries, the memory and the names of PyTorch's file.
import pickletools
import zipfile

import torch


def entries(path):
    archive = zipfile.ZipFile(path)
    return {name.partition("/")[2]: archive.read(name) for name in sorted(archive.namelist())}


def names(entries):
    return {argument for op, argument, _ in pickletools.genops(entries["data.pkl"]) if op.name == "GLOBAL"}


for path in ("weights.pt", "module.pt"):
    torch.save(torch.load(f"{FOLDER}/{path}", weights_only=path == "weights.pt"), f"{OUT}/{path}")
    theirs, ours = entries(f"{FOLDER}/{path}"), entries(f"{OUT}/{path}")
    memory = [name for name in theirs if name.startswith("data/")]
    print(list(theirs) == list(ours), names(theirs) == names(ours))
    print(len(memory) > 5, all(theirs[name] == ours[name] for name in memory))
print(str(torch.load(f"{OUT}/weights.pt")) == str(torch.load(f"{FOLDER}/weights.pt")))
with open(f"{OUT}/weights.pt", "rb") as file:
    print(all(data % 64 == 0 for data in [
        info.header_offset + 30 + len(info.filename) + len(info.extra)
        for info in zipfile.ZipFile(file).infolist()
    ]))
