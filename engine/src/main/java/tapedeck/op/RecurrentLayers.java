package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.DnnLstm;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
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
  private static final List<String> GRADIENTS =
      List.of("grad_input", "grad_weight_ih", "grad_weight_hh", "grad_bias", "grad_hx", "grad_cx");
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
                      + " reverse=False, Bool train=True)")
              .kernels(List.of("output", "hy", "cy"), RecurrentLayers::forward)
              .internal()
              .reads("LSTM({input})", "LSTM")
              .backward("MkldnnRnnLayerBackward0")
              .derivatives("input", OPERANDS, "∂G @ {weight_ih}, " + GATES, (b, g) -> sent(b, 0))
              .derivatives("weight_ih", OPERANDS, "Σ ∂Gᵀ @ {input}, " + GATES, (b, g) -> sent(b, 1))
              .derivatives(
                  "weight_hh", OPERANDS, "Σ ∂Gᵀ @ h before, " + GATES, (b, g) -> sent(b, 2))
              .derivatives("bias_ih", OPERANDS, "Σ ∂G, " + GATES, (b, g) -> sent(b, 3))
              .derivatives("bias_hh", OPERANDS, "Σ ∂G, " + GATES, (b, g) -> sent(b, 3))
              .derivatives(
                  "hx",
                  OPERANDS,
                  "∂G @ {weight_hh} at the first step, " + GATES,
                  (b, g) -> sent(b, 4))
              .derivatives("cx", OPERANDS, "∂c ⊙ f at the first step", (b, g) -> sent(b, 5))
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
              .build(),
          Op.define(
                  "mkldnn_rnn_layer_backward(Tensor input, Tensor weight_ih, Tensor weight_hh,"
                      + " Tensor bias_ih=None, Tensor bias_hh=None, Tensor hx=None, Tensor cx=None,"
                      + " Tensor grad_output=None, Tensor grad_hy=None, Tensor grad_cy=None, Bool"
                      + " reverse=False)")
              .kernels(GRADIENTS, RecurrentLayers::backward)
              .internal()
              .reads("gradients back through LSTM({input})", "LSTM′")
              .samples(
                  Sample.of(tensor(2, 1, 2), tensor(8, 2), tensor(8, 2))
                      .with("hx", tensor(1, 2))
                      .with("cx", tensor(1, 2))
                      .with("grad_output", tensor(2, 1, 2)))
              .build());

  /** What one operand is sent: by oneDNN's digits, or composed where its graph is recorded. */
  private static List<@Nullable Tensor> sent(Backward b, int index) {
    if (b.recordsGraph() || b.dtypeOf("input") != DType.FLOAT32) {
      return List.of(ComposedLstm.gradients(b).get(index));
    }
    List<Tensor> all =
        b.once(
            "gradients",
            () ->
                b.callAll(
                    "mkldnn_rnn_layer_backward",
                    b.saved("input"),
                    b.saved("weight_ih"),
                    b.saved("weight_hh"),
                    b.optional("bias_ih"),
                    b.optional("bias_hh"),
                    b.saved("hx"),
                    b.saved("cx"),
                    b.gradient(0),
                    b.gradient(1),
                    b.gradient(2),
                    b.flag("reverse")));
    return List.of(all.get(index));
  }

  private static List<Tensor> forward(Call call) {
    if (call.tensor("input").dtype() != DType.FLOAT32) {
      return new ComposedLstm.Steps(call.ops(), call).results(call.ops());
    }
    DnnLstm layer = layer(call, call.flag("train"));
    Shape input = call.tensor("input").shape();
    Shape state = call.tensor("hx").shape();
    return List.of(
        call.result(
            DType.FLOAT32, Shape.of(input.size(0), input.size(1), state.size(1)), layer.output()),
        call.result(DType.FLOAT32, state, layer.lastHidden()),
        call.result(DType.FLOAT32, state, layer.lastCell()));
  }

  private static List<Tensor> backward(Call call) {
    Shape input = call.tensor("input").shape();
    Shape state = call.tensor("hx").shape();
    int all = input.size(0) * state.numel();
    DnnLstm.Gradients gradients =
        layer(call, true)
            .back(
                floats(call.optionalTensor("grad_output"), all),
                floats(call.optionalTensor("grad_hy"), state.numel()),
                floats(call.optionalTensor("grad_cy"), state.numel()));
    Shape bias = Shape.of(gradients.bias().length);
    return List.of(
        call.result(DType.FLOAT32, input, gradients.input()),
        call.result(DType.FLOAT32, call.tensor("weight_ih").shape(), gradients.weightIh()),
        call.result(DType.FLOAT32, call.tensor("weight_hh").shape(), gradients.weightHh()),
        call.result(DType.FLOAT32, bias, gradients.bias()),
        call.result(DType.FLOAT32, state, gradients.hx()),
        call.result(DType.FLOAT32, state, gradients.cx()));
  }

  private static DnnLstm layer(Call call, boolean train) {
    Shape input = call.tensor("input").shape();
    int hidden = call.tensor("hx").shape().size(1);
    float[] bias = floats(call.optionalTensor("bias_ih"), 4 * hidden).clone();
    float[] other = floats(call.optionalTensor("bias_hh"), bias.length);
    for (int i = 0; i < bias.length; i++) {
      bias[i] += other[i];
    }
    return new DnnLstm(
        new DnnLstm.Sizes(input.size(0), input.size(1), input.size(2), hidden),
        new DnnLstm.Operands(
            Values.floats(call.tensor("input")),
            Values.floats(call.tensor("weight_ih")),
            Values.floats(call.tensor("weight_hh")),
            bias,
            Values.floats(call.tensor("hx")),
            Values.floats(call.tensor("cx"))),
        call.flag("reverse"),
        train);
  }

  private static float[] floats(@Nullable Tensor tensor, int count) {
    return tensor == null ? new float[count] : Values.floats(tensor);
  }

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
}
