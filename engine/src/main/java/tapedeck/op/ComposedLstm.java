package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * A layer of LSTM cells composed of other rows, step by step: for float64, and where the graph of
 * its gradients is recorded, in the order of PyTorch's {@code
 * mkldnn_rnn_layer_differentiable_backward}.
 */
final class ComposedLstm {
  private ComposedLstm() {}

  /** One step: its gates after their functions, and the states before and after it. */
  private record Step(
      int t,
      Tensor before,
      Tensor cellBefore,
      Tensor i,
      Tensor f,
      Tensor g,
      Tensor o,
      Tensor cell) {}

  /** The operands of a layer. */
  private record Operands(
      Tensor input,
      Tensor inputWeight,
      Tensor weight,
      @Nullable Tensor inputBias,
      @Nullable Tensor bias,
      Tensor hx,
      Tensor cx,
      boolean reverse) {
    static Operands of(Call call) {
      return new Operands(
          call.tensor("input"),
          call.tensor("weight_ih"),
          call.tensor("weight_hh"),
          call.optionalTensor("bias_ih"),
          call.optionalTensor("bias_hh"),
          call.tensor("hx"),
          call.tensor("cx"),
          call.flag("reverse"));
    }

    static Operands of(Backward b) {
      return new Operands(
          b.saved("input"),
          b.saved("weight_ih"),
          b.saved("weight_hh"),
          bias(b, "bias_ih"),
          bias(b, "bias_hh"),
          b.saved("hx"),
          b.saved("cx"),
          b.flag("reverse"));
    }

    private static Tensor bias(Backward b, String name) {
      Tensor given = b.optional(name);
      Tensor weight = b.detach(b.saved("weight_ih"));
      return given == null
          ? b.call("new_zeros", weight, new int[] {weight.shape().size(0)})
          : given;
    }
  }

  /** The forward pass, step by step in the direction of the layer. */
  static final class Steps {
    private final List<Step> steps = new ArrayList<>();
    private final Tensor[] outputs;
    private Tensor h;
    private Tensor c;

    Steps(Ops ops, Call call) {
      this(ops, Operands.of(call));
    }

    private Steps(Ops ops, Operands given) {
      int length = given.input().shape().size(0);
      outputs = new Tensor[length];
      h = given.hx();
      c = given.cx();
      for (int k = 0; k < length; k++) {
        int t = given.reverse() ? length - 1 - k : k;
        Tensor met = ops.select(given.input(), 0, t);
        Tensor sum =
            ops.add(
                ops.call("linear", met, given.inputWeight(), given.inputBias()),
                ops.call("linear", h, given.weight(), given.bias()));
        long width = sum.shape().size(1) / 4;
        List<Tensor> gates = ops.callAll("unsafe_split.Tensor", sum, width, 1L);
        Tensor i = ops.call("sigmoid", gates.get(0));
        Tensor f = ops.call("sigmoid", gates.get(1));
        Tensor g = ops.call("tanh", gates.get(2));
        Tensor o = ops.call("sigmoid", gates.get(3));
        Tensor next = ops.add(ops.mul(f, c), ops.mul(i, g));
        steps.add(new Step(t, h, c, i, f, g, o, next));
        c = next;
        h = ops.mul(o, ops.call("tanh", next));
        outputs[t] = h;
      }
    }

    /** All hidden states, time first, and the last hidden and cell states. */
    List<Tensor> results(Ops ops) {
      return List.of(ops.call("stack", List.of(outputs), 0L), h, c);
    }
  }

  /** The gradients of input, both weights, the biases and the first states, in this order. */
  static List<Tensor> gradients(Backward b) {
    return b.once("composed", () -> new BackThroughTime(b).gradients());
  }

  /** Backpropagation through time. */
  private static final class BackThroughTime {
    private final Backward b;
    private final Operands given;
    private @Nullable Tensor ofInputWeight;
    private @Nullable Tensor ofWeight;
    private @Nullable Tensor ofBias;

    BackThroughTime(Backward b) {
      this.b = b;
      this.given = Operands.of(b);
    }

    List<Tensor> gradients() {
      List<Step> steps = new Steps(b, given).steps;
      Tensor[] ofInput = new Tensor[steps.size()];
      Tensor output = output(steps.size());
      Tensor h = orZeros(b.gradient(1), given.hx());
      Tensor c = orZeros(b.gradient(2), given.cx());
      for (int k = steps.size() - 1; k >= 0; k--) {
        Step s = steps.get(k);
        Tensor g = b.add(b.select(output, 0, s.t()), h);
        Tensor tanh = b.call("tanh", s.cell());
        Tensor cell = b.add(c, b.mul(b.mul(g, s.o()), b.oneMinus(b.mul(tanh, tanh))));
        Tensor sums = sums(s, g, cell, tanh);
        ofBias = b.plus(ofBias, b.sum(sums, new int[] {0}, false));
        ofInput[s.t()] = b.unsqueeze(b.matmul(sums, given.inputWeight()), 0);
        h = b.matmul(sums, given.weight());
        c = b.mul(cell, s.f());
        Tensor turned = b.transpose(sums, 0, 1);
        Tensor met = b.select(given.input(), 0, s.t());
        ofInputWeight = b.plus(ofInputWeight, b.matmul(turned, met));
        ofWeight = b.plus(ofWeight, b.matmul(turned, s.before()));
      }
      return List.of(
          b.cat(List.of(ofInput), 0),
          Objects.requireNonNull(ofInputWeight),
          Objects.requireNonNull(ofWeight),
          Objects.requireNonNull(ofBias),
          h,
          c);
    }

    private Tensor output(int length) {
      int[] sizes = {length, given.hx().shape().size(0), given.hx().shape().size(1)};
      return Objects.requireNonNullElseGet(
          b.gradient(0), () -> b.call("new_zeros", b.detach(given.hx()), sizes));
    }

    /** The gradient of the sums of which the gates of a step are made. */
    private Tensor sums(Step s, Tensor g, Tensor cell, Tensor tanh) {
      Tensor ofO = throughSigmoid(b.mul(g, tanh), s.o());
      Tensor ofG = b.mul(b.mul(cell, s.i()), b.oneMinus(b.mul(s.g(), s.g())));
      Tensor ofF = throughSigmoid(b.mul(cell, s.cellBefore()), s.f());
      Tensor ofI = throughSigmoid(b.mul(cell, s.g()), s.i());
      return b.cat(List.of(ofI, ofF, ofG, ofO), 1);
    }

    private Tensor throughSigmoid(Tensor g, Tensor value) {
      return b.mul(b.mul(g, value), b.oneMinus(value));
    }

    private Tensor orZeros(@Nullable Tensor gradient, Tensor like) {
      return Objects.requireNonNullElseGet(gradient, () -> b.zerosLike(b.detach(like)));
    }
  }
}
