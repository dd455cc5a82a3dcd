"""Recurrent layers and cells."""

import itertools
import math
import numbers

import torch
from torch import _warnings
from torch._calls import refuse
from torch._tensor import _host
from torch.nn import functional as F
from torch.nn import init
from torch.nn.modules.module import Module, OwnConstructor, OwnForward
from torch.nn.parameter import Parameter


def _check_kind(name, value, kind):
    if not isinstance(value, kind):
        raise TypeError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")


def _check_positive(name, value):
    if value <= 0:
        raise ValueError(f"{name} must be greater than zero")


def _check_dropout(rate, num_layers):
    number = isinstance(rate, numbers.Number) and not isinstance(rate, bool)
    if not (number and 0 <= rate <= 1):
        raise ValueError(
            "dropout should be a number in range [0, 1] representing the probability of an element "
            "being zeroed"
        )
    if rate > 0 and num_layers == 1:
        _warnings.warn(
            "dropout option adds dropout after all but last recurrent layer, so non-zero dropout "
            f"expects num_layers greater than 1, but got dropout={rate} and "
            f"num_layers={num_layers}",
        )


class _RNNBase(Module):
    _gates, _mode = 1, "RNN"

    def __init__(
        self, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
        bidirectional=False, proj_size=0, device=None, dtype=None,
    ):
        super().__init__()
        if proj_size and self._mode != "LSTM":
            raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")
        _check_dropout(dropout, num_layers)
        _check_kind("bias", bias, bool)
        _check_kind("batch_first", batch_first, bool)
        _check_kind("input_size", input_size, int)
        _check_positive("input_size", input_size)
        _check_kind("hidden_size", hidden_size, int)
        _check_positive("hidden_size", hidden_size)
        _check_positive("num_layers", num_layers)
        if proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable projections")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        self.mode = self._mode
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first = bias, batch_first
        self.dropout, self.bidirectional = float(dropout), bidirectional
        self.proj_size = proj_size
        self._all_weights = []
        directions = 2 if bidirectional else 1
        width_out = proj_size or hidden_size
        for layer in range(num_layers):
            for direction in range(directions):
                width = input_size if layer == 0 else width_out * directions
                suffix = f"_l{layer}" + ("_reverse" if direction else "")
                names = []
                shapes = {
                    "weight_ih": (self._gates * hidden_size, width),
                    "weight_hh": (self._gates * hidden_size, width_out),
                }
                if bias:
                    shapes["bias_ih"] = shapes["bias_hh"] = (self._gates * hidden_size,)
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                for name, shape in shapes.items():
                    setattr(self, name + suffix, Parameter(torch.empty(shape, dtype=dtype)))
                    names.append(name + suffix)
                self._all_weights.append(names)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        pass

    @property
    def all_weights(self):
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.proj_size:
            text += f", proj_size={self.proj_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first:
            text += f", batch_first={self.batch_first}"
        if self.dropout:
            text += f", dropout={self.dropout}"
        if self.bidirectional:
            text += f", bidirectional={self.bidirectional}"
        return text

    def _step(self, given, state, weight, bias, projection):
        """The next state; `given` makes what the input contributes to the gates."""
        raise NotImplementedError

    def _run(self, inputs, state, names, backwards, sizes):
        """One layer in one direction, over a sequence or, with `sizes`, over packed ones."""
        weights = [getattr(self, name) for name in names]
        w_ih, w_hh = weights[:2]
        b_ih, b_hh = weights[2:4] if self.bias else (None, None)
        projection = weights[-1] if self.proj_size else None
        gates = F.linear(inputs, w_ih, b_ih)
        if sizes:
            return self._run_packed(gates, state, w_hh, b_hh, projection, backwards, sizes)
        steps = gates.unbind(0)
        outputs = [None] * len(steps)
        order = range(len(steps))
        for t in reversed(order) if backwards else order:
            state = self._step(lambda: steps[t], state, w_hh, b_hh, projection)
            outputs[t] = state[0]
        return torch.stack(outputs), state

    def _run_packed(self, gates, state, weight, bias, projection, backwards, sizes):
        """The same over packed sequences, of which some end early, or begin late backwards."""
        starts = [0, *itertools.accumulate(sizes)]
        outputs, ended, first, now = [None] * len(sizes), [], state, sizes[-1 if backwards else 0]
        if backwards:
            state = tuple(part.narrow(0, 0, now) for part in first)
        order = range(len(sizes))
        for t in reversed(order) if backwards else order:
            count = sizes[t]
            if count > now:
                state = tuple(
                    torch.cat([part, begun.narrow(0, now, count - now)])
                    for part, begun in zip(state, first)
                )
            elif count < now:
                ended.append(tuple(part.narrow(0, count, now - count) for part in state))
                state = tuple(part.narrow(0, 0, count) for part in state)
            now = count
            given = lambda: gates.narrow(0, starts[t], count)
            state = self._step(given, state, weight, bias, projection)
            outputs[t] = state[0]
        if not backwards:
            state = tuple(torch.cat(parts) for parts in zip(*reversed([*ended, state])))
        return torch.cat(outputs), state

    def _states(self, hx, batch, like):
        layers = self.num_layers * (2 if self.bidirectional else 1)
        if hx is None:
            hx = tuple(
                torch.zeros(layers, batch, width, dtype=like.dtype) for width in self._widths()
            )
        elif isinstance(hx, torch.Tensor):
            hx = (hx,) if self._parts == 1 else tuple(hx[i] for i in range(self._parts))
        for part, width, name in zip(hx, self._widths(), self._state_names):
            expected = (layers, batch, width)
            if tuple(part.shape) != expected:
                raise RuntimeError(f"Expected {name} size {expected}, got {list(part.shape)}")
        return hx

    _parts = 1
    _state_names = ("hidden",)

    def _widths(self):
        return (self.proj_size or self.hidden_size, self.hidden_size)[: self._parts]

    def _check_states(self, input, hx):
        if hx is None:
            return
        dims, kind = input.dim(), "unbatched" if input.dim() == 2 else "batched"
        if self._parts == 2:
            if hx[0].dim() != dims or hx[1].dim() != dims:
                raise RuntimeError(
                    f"For {kind} {dims}-D input, hx and cx should also be {dims}-D but got "
                    f"({hx[0].dim()}-D, {hx[1].dim()}-D) tensors"
                )
        elif hx.dim() != dims:
            raise RuntimeError(
                f"For {kind} {dims}-D input, hx should also be {dims}-D but got {hx.dim()}-D tensor"
            )

    def forward(self, input, hx=None):
        from torch.nn.utils.rnn import PackedSequence

        packed = isinstance(input, PackedSequence)
        single = not packed and input.dim() == 2
        sizes = None
        if packed:
            sizes = input.batch_sizes.tolist()
            inputs, batch, like = input.data, sizes[0], input.data
            if hx is not None and input.sorted_indices is not None:
                parts = hx if isinstance(hx, tuple) else (hx,)
                hx = tuple(p.index_select(1, input.sorted_indices) for p in parts)
        else:
            if input.dim() not in (2, 3):
                raise ValueError(
                    f"{type(self).__name__}: Expected input to be 2D or 3D, got {input.dim()}D "
                    + ("tensor instead" if self.mode.startswith("RNN") else "instead")
                )
            self._check_states(input, hx)
            weight = getattr(self, self._all_weights[0][0])
            if input.dtype != weight.dtype:
                raise ValueError(
                    f"RNN input dtype ({input.dtype}) does not match weight dtype "
                    f"({weight.dtype}). Convert input: input.to({weight.dtype}), or convert model: "
                    f"model.to({input.dtype})"
                )
            if input.size(-1) != self.input_size:
                raise RuntimeError(
                    f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got "
                    f"{input.size(-1)}"
                )
            if single:
                input = input.unsqueeze(0 if self.batch_first else 1)
                if hx is not None:
                    parts = hx if isinstance(hx, tuple) else (hx,)
                    hx = tuple(p.unsqueeze(1) for p in parts)
            if self.batch_first:
                input = input.transpose(0, 1)
            if input.size(0) == 0:
                raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
            inputs, batch, like = input, input.size(1), input
        state = self._states(hx, batch, like)
        outputs, state = self._layers(inputs, state, sizes)
        final = tuple(torch.stack(parts) for parts in zip(*state))
        if packed:
            if input.unsorted_indices is not None:
                final = tuple(p.index_select(1, input.unsorted_indices) for p in final)
            result = PackedSequence(
                outputs, input.batch_sizes, input.sorted_indices, input.unsorted_indices
            )
        else:
            result = outputs
            if self.batch_first:
                swap = result.transpose if self.mode == "LSTM" else result.transpose_
                result = swap(0, 1)
            if single:
                result = result.squeeze(0 if self.batch_first else 1)
                final = tuple(p.squeeze(1) for p in final)
        return result, final[0] if self._parts == 1 else final

    def _parts_of(self, state, inputs, sizes):
        """The state that each layer starts from."""
        return state.unbind(0)

    def _layers(self, inputs, state, sizes):
        directions = 2 if self.bidirectional else 1
        finals = []
        state = tuple(self._parts_of(part, inputs, sizes) for part in state)
        for layer in range(self.num_layers):
            made = []
            for direction in range(directions):
                index = layer * directions + direction
                outputs, last = self._run(
                    inputs, tuple(part[index] for part in state), self._all_weights[index],
                    direction == 1, sizes,
                )
                made.append(outputs)
                finals.append(last)
            inputs = torch.cat(made, -1) if directions == 2 else made[0]
            if self.dropout and self.training and layer + 1 < self.num_layers:
                inputs = F.dropout(inputs, self.dropout, True)
        return inputs, finals


# messages name the class that it is in PyTorch
_RNNBase.__init__.__qualname__ = "RNNBase.__init__"


class RNN(_RNNBase):
    _mode = "RNN_TANH"

    def __init__(self, *arguments, nonlinearity="tanh", **keywords):
        arguments = list(arguments)
        if len(arguments) > 3 and isinstance(arguments[3], str):
            nonlinearity = arguments.pop(3)
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        self.__dict__["nonlinearity"] = nonlinearity
        super().__init__(*arguments, **keywords)
        self.nonlinearity = nonlinearity
        self.mode = "RNN_" + nonlinearity.upper()

    def _step(self, given, state, weight, bias, projection=None):
        total = F.linear(state[0], weight, bias) + given()
        return (total.tanh() if self.nonlinearity == "tanh" else total.relu(),)


class LSTM(_RNNBase):
    _gates, _mode, _parts = 4, "LSTM", 2
    _state_names = ("hidden[0]", "hidden[1]")

    def _is_one_operator(self, inputs, sizes):
        """Whether PyTorch computes a layer by one operator on the CPU."""
        plain = not sizes and not self.proj_size
        return plain and inputs.dtype is torch.float32 and bool(inputs.numel())

    def _parts_of(self, state, inputs, sizes):
        # that operator is given views, and the others unbind
        return state if self._is_one_operator(inputs, sizes) else state.unbind(0)

    def _run(self, inputs, state, names, backwards, sizes):
        if not self._is_one_operator(inputs, sizes):
            return super()._run(inputs, state, names, backwards, sizes)
        weights = [getattr(self, name)._j for name in names]
        output, hidden, cell = _host.row(
            "mkldnn_rnn_layer",
            [inputs.contiguous()._j, *weights, *([] if self.bias else [None, None]), *(s._j for s in state),
             bool(backwards), torch.is_grad_enabled()], {},
        )
        return output, (hidden, cell)

    def _step(self, given, state, weight, bias, projection=None):
        hidden, cell = state
        i, f, g, o = (F.linear(hidden, weight, bias) + given()).unsafe_chunk(4, -1)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        cell = f * cell + i * g
        hidden = o * cell.tanh()
        return hidden if projection is None else F.linear(hidden, projection), cell


class GRU(_RNNBase):
    _gates, _mode = 3, "GRU"

    def _step(self, given, state, weight, bias, projection=None):
        hidden = state[0]
        r, z, n = given().unsafe_chunk(3, -1)
        hr, hz, hn = F.linear(hidden, weight, bias).unsafe_chunk(3, -1)
        reset, update = (hr + r).sigmoid(), (hz + z).sigmoid()
        new = (n + hn.mul_(reset)).tanh()
        return ((hidden - new).mul_(update).add_(new),)


class _RNNCellBase(OwnConstructor, OwnForward, Module):
    _gates = 1

    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = self._gates * hidden_size
        self.weight_ih = Parameter(torch.empty(rows, input_size, dtype=dtype))
        self.weight_hh = Parameter(torch.empty(rows, hidden_size, dtype=dtype))
        if bias:
            self.bias_ih = Parameter(torch.empty(rows, dtype=dtype))
            self.bias_hh = Parameter(torch.empty(rows, dtype=dtype))
        else:
            self.register_parameter("bias_ih", None)
            self.register_parameter("bias_hh", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text + (f", nonlinearity={nonlinearity}" if nonlinearity != "tanh" else "")

    def _check_hidden(self, input, hidden, i):
        if hidden.size(0) != input.size(0):
            raise RuntimeError(
                f"Input batch size {input.size(0)} doesn't match hidden{i} batch size "
                f"{hidden.size(0)}"
            )
        if hidden.size(1) != self.hidden_size:
            raise RuntimeError(
                f"hidden{i} has inconsistent hidden_size: got {hidden.size(1)}, expected "
                f"{self.hidden_size}"
            )

    def forward(self, input, hx=None):
        single = input.dim() == 1
        if input.dim() not in (1, 2):
            raise ValueError(
                f"{type(self).__name__}: Expected input to be 1D or 2D, got {input.dim()}D instead"
            )
        if single:
            input = input.unsqueeze(0)
        if input.size(1) != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {input.size(1)} "
                f"expected {self.input_size}"
            )
        if hx is None:
            zeros = torch.zeros(input.size(0), self.hidden_size, dtype=input.dtype)
            state = (zeros, zeros)
        else:
            if not isinstance(hx, tuple) and self._gates == 4:
                refuse("torch", "lstm_cell", (input, hx, self.weight_ih, self.weight_hh), {})
            if isinstance(hx, tuple) and self._gates != 4:
                raise AttributeError("'tuple' object has no attribute 'dim'")
            state = hx if isinstance(hx, tuple) else (hx,)
            for i, part in enumerate(state):
                name = f"hx[{i}]" if isinstance(hx, tuple) else "hidden"
                if part.dim() not in (1, 2):
                    raise ValueError(
                        f"{type(self).__name__}: Expected {name} to be 1D or 2D, got "
                        f"{part.dim()}D instead"
                    )
            state = tuple(s.unsqueeze(0) if single else s for s in state)
            for i, part in enumerate(state):
                self._check_hidden(input, part, i)
        made = self._step(
            lambda: F.linear(input, self.weight_ih, self.bias_ih), state, self.weight_hh,
            self.bias_hh,
        )
        made = tuple(m.squeeze(0) for m in made) if single else made
        return made[0] if len(made) == 1 else made


class RNNCell(_RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None,
                 dtype=None):
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    _step = RNN._step


class LSTMCell(_RNNCellBase):
    _gates = 4
    _step = LSTM._step


class GRUCell(_RNNCellBase):
    _gates = 3
    _step = GRU._step
