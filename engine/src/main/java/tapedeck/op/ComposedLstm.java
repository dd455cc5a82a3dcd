package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * A layer of LSTM cells composed of other rows, step by step: for float64, and where the graph of
 * its gradients is recorded.
 */
final class ComposedLstm {
  private ComposedLstm() {}

  /** One step: its gates after their functions, the cell before it and the cell's tanh after it. */
  private record Step(
      int t,
      Tensor before,
      Tensor i,
      Tensor f,
      Tensor g,
      Tensor o,
      Tensor cellBefore,
      Tensor tanh) {}

  /** The forward pass, step by step in the direction of the layer. */
  static final class Steps {
    private final List<Step> steps = new ArrayList<>();
    private final Tensor[] outputs;
    private Tensor h;
    private Tensor c;

    Steps(Ops ops, Call call) {
      this(
          ops,
          call.tensor("input"),
          call.tensor("weight_ih"),
          call.tensor("weight_hh"),
          call.optionalTensor("bias_ih"),
          call.optionalTensor("bias_hh"),
          call.tensor("hx"),
          call.tensor("cx"),
          call.flag("reverse"));
    }

    Steps(Backward b) {
      this(
          b,
          b.saved("input"),
          b.saved("weight_ih"),
          b.saved("weight_hh"),
          b.optional("bias_ih"),
          b.optional("bias_hh"),
          b.saved("hx"),
          b.saved("cx"),
          b.flag("reverse"));
    }

    private Steps(
        Ops ops,
        Tensor input,
        Tensor inputWeight,
        Tensor weight,
        @Nullable Tensor inputBias,
        @Nullable Tensor bias,
        Tensor hx,
        Tensor cx,
        boolean reverse) {
      int length = input.shape().size(0);
      Tensor given = ops.call("linear", input, inputWeight, inputBias);
      outputs = new Tensor[length];
      h = hx;
      c = cx;
      for (int k = 0; k < length; k++) {
        int t = reverse ? length - 1 - k : k;
        Tensor sum = ops.add(ops.call("linear", h, weight, bias), ops.select(given, 0, t));
        int width = sum.shape().size(1) / 4;
        Tensor i = ops.call("sigmoid", ops.slice(sum, 1, 0, width));
        Tensor f = ops.call("sigmoid", ops.slice(sum, 1, width, 2 * width));
        Tensor g = ops.call("tanh", ops.slice(sum, 1, 2 * width, 3 * width));
        Tensor o = ops.call("sigmoid", ops.slice(sum, 1, 3 * width, 4 * width));
        Tensor next = ops.add(ops.mul(f, c), ops.mul(i, g));
        Tensor tanh = ops.call("tanh", next);
        steps.add(new Step(t, h, i, f, g, o, c, tanh));
        c = next;
        h = ops.mul(o, tanh);
        outputs[t] = h;
      }
    }

    /** All hidden states, time first, and the last hidden and cell states. */
    List<Tensor> results(Ops ops) {
      return List.of(ops.call("stack", List.of(outputs), 0L), h, c);
    }
  }

  /**
   * What the backward pass through time leaves.
   *
   * @param gates the gradient of the sums of which gates are made, time first
   * @param before the hidden state before each step, time first
   * @param h the gradient of the first hidden state
   * @param c the gradient of the first cell state
   */
  record Passed(Tensor gates, Tensor before, Tensor h, Tensor c) {}

  static Passed passed(Backward b) {
    return b.once("passed", () -> passBack(b));
  }

  private static Passed passBack(Backward b) {
    List<Step> steps = new Steps(b).steps;
    Tensor[] gates = new Tensor[steps.size()];
    Tensor[] before = new Tensor[steps.size()];
    Tensor weight = b.saved("weight_hh");
    Tensor output = b.gradient(0);
    Tensor h = orZeros(b, b.gradient(1), "hx");
    Tensor c = orZeros(b, b.gradient(2), "cx");
    for (int k = steps.size() - 1; k >= 0; k--) {
      Step s = steps.get(k);
      Tensor g = output == null ? h : b.add(h, b.select(output, 0, s.t()));
      Tensor cell = b.add(c, b.mul(b.mul(g, s.o()), b.oneMinus(b.mul(s.tanh(), s.tanh()))));
      Tensor sums =
          b.cat(
              List.of(
                  throughSigmoid(b, b.mul(cell, s.g()), s.i()),
                  throughSigmoid(b, b.mul(cell, s.cellBefore()), s.f()),
                  b.mul(b.mul(cell, s.i()), b.oneMinus(b.mul(s.g(), s.g()))),
                  throughSigmoid(b, b.mul(g, s.tanh()), s.o())),
              1);
      gates[s.t()] = sums;
      before[s.t()] = s.before();
      c = b.mul(cell, s.f());
      h = b.matmul(sums, weight);
    }
    return new Passed(
        b.call("stack", List.of(gates), 0L), b.call("stack", List.of(before), 0L), h, c);
  }

  private static Tensor orZeros(Backward b, @Nullable Tensor gradient, String like) {
    return Objects.requireNonNullElseGet(gradient, () -> b.zerosLike(b.detach(b.saved(like))));
  }

  private static Tensor throughSigmoid(Ops ops, Tensor g, Tensor value) {
    return ops.mul(ops.mul(g, value), ops.oneMinus(value));
  }

  static Tensor toWeight(Ops ops, Tensor gates, Tensor met) {
    Tensor rows = ops.reshape(gates, -1, gates.shape().size(2));
    return ops.matmul(ops.mT(rows), ops.reshape(met, -1, met.shape().size(2)));
  }

  static Tensor toBias(Ops ops, Passed passed) {
    return ops.sum(passed.gates(), new int[] {0, 1}, false);
  }
}
