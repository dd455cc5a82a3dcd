package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * The rows of packed sequences and of a layer of LSTM cells in one direction, which is one operator
 * on the CPU.
 *
 * <p>S. Hochreiter and J. Schmidhuber, "Long Short-Term Memory", 1997, in the form of <a
 * href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html">PyTorch, LSTM</a>.
 */
final class RecurrentLayers {
  private RecurrentLayers() {}

  private static final List<String> OPERANDS =
      List.of("input", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "hx", "cx");
  private static final String GATES =
      "∂G the gradient of the gates, by backpropagation through time";

  static final List<Op> ROWS =
      List.of(
          Op.define("_pack_padded_sequence(Tensor input, Ints batch_sizes, Bool batch_first=False)")
              .composedKernel(
                  (ops, call) -> {
                    Tensor input = call.tensor("input");
                    Tensor steps = call.flag("batch_first") ? ops.transpose(input, 0, 1) : input;
                    List<Tensor> rows = new ArrayList<>();
                    int[] counts = call.ints("batch_sizes");
                    for (int t = 0; t < counts.length; t++) {
                      rows.add(ops.slice(ops.select(steps, 0, t), 0, 0, counts[t]));
                    }
                    return ops.cat(rows, 0);
                  })
              .internal()
              .reads("{input} without its padding", "pack")
              .backward("PackPaddedSequenceBackward0")
              .derivative("input", "{g} with zeros where the padding was", RecurrentLayers::padded)
              .samples(
                  Sample.of(tensor(3, 2, 2), new int[] {2, 1}),
                  Sample.of(tensor(2, 2, 1), new int[] {2, 1}, true))
              .build(),
          Op.define(
                  "mkldnn_rnn_layer(Tensor input, Tensor weight_ih, Tensor weight_hh, Tensor"
                      + " bias_ih=None, Tensor bias_hh=None, Tensor hx=None, Tensor cx=None, Bool"
                      + " reverse=False)")
              .composedKernels(
                  List.of("output", "hy", "cy"),
                  (ops, call) -> {
                    Steps steps = new Steps(ops, call);
                    return List.of(ops.call("stack", steps.outputs(), 0L), steps.h, steps.c);
                  })
              .internal()
              .reads("LSTM({input})", "LSTM")
              .backward("MkldnnRnnLayerBackward0")
              .derivatives(
                  "input",
                  OPERANDS,
                  "∂G @ {weight_ih}, " + GATES,
                  (b, g) -> List.of(b.matmul(passed(b).gates(), b.saved("weight_ih"))))
              .derivatives(
                  "weight_ih",
                  OPERANDS,
                  "Σ ∂Gᵀ @ {input}, " + GATES,
                  (b, g) -> List.of(toWeight(b, passed(b).gates(), b.saved("input"))))
              .derivatives(
                  "weight_hh",
                  OPERANDS,
                  "Σ ∂Gᵀ @ h before, " + GATES,
                  (b, g) -> List.of(toWeight(b, passed(b).gates(), passed(b).before())))
              .derivatives("bias_ih", OPERANDS, "Σ ∂G, " + GATES, (b, g) -> List.of(toBias(b)))
              .derivatives("bias_hh", OPERANDS, "Σ ∂G, " + GATES, (b, g) -> List.of(toBias(b)))
              .derivatives(
                  "hx",
                  OPERANDS,
                  "∂G @ {weight_hh} at the first step, " + GATES,
                  (b, g) -> List.of(passed(b).h()))
              .derivatives(
                  "cx", OPERANDS, "∂c ⊙ f at the first step", (b, g) -> List.of(passed(b).c()))
              .samples(
                  Sample.of(
                      tensor(2, 1, 2),
                      tensor(8, 2),
                      tensor(8, 2),
                      tensor(8),
                      tensor(8),
                      tensor(1, 2),
                      tensor(1, 2)),
                  Sample.of(tensor(3, 2, 1), tensor(4, 1), tensor(4, 1))
                      .with("hx", tensor(2, 1))
                      .with("cx", tensor(2, 1))
                      .with("reverse", true))
              .build());

  private static Tensor padded(Backward b, Tensor g) {
    boolean batchFirst = b.flag("batch_first");
    int[] sizes = b.shapeOf("input").toArray();
    int length = sizes[batchFirst ? 1 : 0];
    int batch = sizes[batchFirst ? 0 : 1];
    int[] counts = b.ints("batch_sizes");
    List<Tensor> steps = new ArrayList<>();
    int row = 0;
    for (int t = 0; t < length; t++) {
      int count = t < counts.length ? counts[t] : 0;
      int[] rest = Arrays.copyOfRange(sizes, 1, sizes.length);
      rest[0] = batch - count;
      Tensor zeros = b.call("new_zeros", g, rest);
      steps.add(b.cat(List.of(b.slice(g, 0, row, row + count), zeros), 0));
      row += count;
    }
    return b.call("stack", steps, batchFirst ? 1L : 0L);
  }

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
  private static final class Steps {
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

    List<Tensor> outputs() {
      return List.of(outputs);
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
  private record Passed(Tensor gates, Tensor before, Tensor h, Tensor c) {}

  private static Passed passed(Backward b) {
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

  private static Tensor toWeight(Ops ops, Tensor gates, Tensor met) {
    Tensor rows = ops.reshape(gates, -1, gates.shape().size(2));
    return ops.matmul(ops.mT(rows), ops.reshape(met, -1, met.shape().size(2)));
  }

  private static Tensor toBias(Backward b) {
    return b.sum(passed(b).gates(), new int[] {0, 1}, false);
  }
}
