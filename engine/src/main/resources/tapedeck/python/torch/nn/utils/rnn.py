"""torch.nn.utils.rnn: sequences of different lengths."""

import itertools
from collections import namedtuple

import torch
from torch._tensor import _host


class PackedSequence(
    namedtuple("PackedSequence", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])
):
    """Sequences time step by time step, longest first."""

    def __new__(cls, data, batch_sizes=None, sorted_indices=None, unsorted_indices=None):
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *arguments, **keywords):
        return self._replace(data=self.data.to(*arguments, **keywords))


def invert_permutation(permutation):
    if permutation is None:
        return None
    inverse = torch.empty_like(permutation)
    inverse[permutation] = torch.arange(len(permutation))
    return inverse


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    lengths = torch.as_tensor(lengths, dtype=torch.int64)
    batch = input.size(0 if batch_first else 1)
    if len(lengths) != batch:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(lengths)} "
            f"(batch_size={batch})"
        )
    if enforce_sorted:
        order = None
        if any(a < b for a, b in zip(lengths.tolist(), lengths.tolist()[1:])):
            raise RuntimeError(
                "`lengths` array must be sorted in decreasing order when `enforce_sorted` is "
                "True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or "
                "pack_sequence to sidestep this requirement if you do not need ONNX "
                "exportability."
            )
    else:
        lengths, order = lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    sizes = lengths.tolist()
    if sizes and min(sizes) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' "
            "that is <= 0"
        )
    counts = [sum(1 for n in sizes if n > t) for t in range(max(sizes))]
    data = _host.row("_pack_padded_sequence", [input._j, counts, bool(batch_first)], {})
    return PackedSequence(data, torch.tensor(counts), order)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    counts = sequence.batch_sizes.tolist()
    batch, length = counts[0], len(counts)
    if total_length is not None:
        if total_length < length:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in "
                f"input, but got total_length={total_length} and max sequence length being {length}"
            )
        length = total_length
    data = sequence.data
    padded = data.new_full((length, batch, *data.shape[1:]), padding_value)
    at = start = 0
    # steps with as many sequences go together
    for count, steps in itertools.groupby(counts):
        steps = len(list(steps))
        part = data.narrow(0, at, steps * count).view(steps, count, *data.shape[1:])
        padded.narrow(0, start, steps).narrow(1, 0, count).copy_(part)
        at, start = at + steps * count, start + steps
    lengths = torch.tensor([sum(1 for c in counts if c > i) for i in range(batch)])
    padded = padded.transpose(0, 1) if batch_first else padded
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(0 if batch_first else 1, sequence.unsorted_indices)
        lengths = lengths[sequence.unsorted_indices]
    return padded, lengths


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    longest = max(len(s) for s in sequences)
    shape = (len(sequences), longest) if batch_first else (longest, len(sequences))
    padded = sequences[0].new_full((*shape, *sequences[0].shape[1:]), padding_value)
    for i, s in enumerate(sequences):
        own = padded.select(0 if batch_first else 1, i)
        own.narrow(0, 0 if padding_side == "right" else longest - len(s), len(s)).copy_(s)
    return padded


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences.transpose_(0, 1)
    steps = torch.arange(padded_sequences.shape[1])
    return [row[steps < length] for row, length in zip(padded_sequences, lengths, strict=True)]


def pack_sequence(sequences, enforce_sorted=True):
    lengths = torch.tensor([len(s) for s in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed):
    padded, lengths = pad_packed_sequence(packed, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
