package tapedeck.op;

import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.kernel.NormalisationGradients;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The rows that give the gradients of normalisations of float32 numbers to the last digit. They are
 * not differentiable: where a graph of the gradients is recorded, they are composed of other rows.
 */
final class NormalisationGradientRows {
  private static final List<String> RESULTS = List.of("grad_input", "grad_weight", "grad_bias");

  private NormalisationGradientRows() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "native_layer_norm_backward(Tensor grad_out, Tensor input, Tensor mean, Tensor"
                      + " rstd, Tensor weight=None)")
              .kernels(RESULTS, NormalisationGradientRows::layer)
              .internal()
              .reads("{grad_out} through the layer normalisation of {input}", "∂layernorm")
              .samples(
                  Sample.of(tensor(2, 4), tensor(2, 4), tensor(2, 1), positive(2, 1), tensor(4)))
              .build(),
          Op.define(
                  "native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor mean, Tensor"
                      + " rstd, Bool train, Tensor weight=None)")
              .kernels(RESULTS, NormalisationGradientRows::batch)
              .internal()
              .reads("{grad_out} through the batch normalisation of {input}", "∂batchnorm")
              .samples(
                  Sample.of(tensor(3, 2), tensor(3, 2), tensor(2), positive(2), true, tensor(2)))
              .build());

  /** Whether the gradients of {@code input} can be taken from here. */
  static boolean serve(Backward b, Tensor gradient) {
    return !b.recordsGraph()
        && gradient.dtype() == DType.FLOAT32
        && b.dtypeOf("input") == DType.FLOAT32
        && gradient.shape().numel() > 0;
  }

  private static Tensor[] operands(Call call) {
    return new Tensor[] {
      call.self(), call.tensor("input"), call.tensor("mean"), call.tensor("rstd")
    };
  }

  private static float[] weight(Call call) {
    Tensor weight = call.optionalTensor("weight");
    return weight == null ? new float[0] : (float[]) Values.of(weight, DType.FLOAT32);
  }

  private static float[][] floats(Tensor[] tensors) {
    float[][] all = new float[tensors.length][];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float[]) Values.of(tensors[i], DType.FLOAT32);
    }
    return all;
  }

  private static List<Tensor> layer(Call call) {
    float[][] given = floats(operands(call));
    int rows = given[2].length;
    int n = rows == 0 ? 0 : given[1].length / rows;
    float[] ofInput = new float[given[1].length];
    NormalisationGradients.layerInput(
        ofInput, given[0], given[1], given[2], given[3], weight(call));
    float[] ofWeight = new float[n];
    NormalisationGradients.layerWeight(ofWeight, given[0], given[1], given[2], given[3]);
    float[] ofBias = new float[n];
    for (int i = 0; i < given[0].length; i++) {
      ofBias[i % n] += given[0][i];
    }
    return List.of(
        call.result(DType.FLOAT32, call.tensor("input").shape(), ofInput),
        call.result(DType.FLOAT32, Shape.of(n), ofWeight),
        call.result(DType.FLOAT32, Shape.of(n), ofBias));
  }

  private static List<Tensor> batch(Call call) {
    float[][] given = floats(operands(call));
    int channels = given[2].length;
    Shape shape = call.tensor("input").shape();
    int inner = shape.numel() / Math.max(1, shape.size(0) * channels);
    double[] sums = new double[channels];
    double[] products = new double[channels];
    NormalisationGradients.batchSums(sums, products, given[0], given[1], given[2], inner);
    float[] out = new float[given[1].length];
    NormalisationGradients.batchInput(
        out, given, weight(call), call.flag("train") ? sums : new double[0], products, inner);
    float[] ofWeight = new float[channels];
    float[] ofBias = new float[channels];
    for (int c = 0; c < channels; c++) {
      ofWeight[c] =
          inner == 1 ? (float) products[c] * given[3][c] : (float) (products[c] * given[3][c]);
      ofBias[c] = (float) sums[c];
    }
    return List.of(
        call.result(DType.FLOAT32, shape, out),
        call.result(DType.FLOAT32, Shape.of(channels), ofWeight),
        call.result(DType.FLOAT32, Shape.of(channels), ofBias));
  }
}
