package tapedeck.op;

import static tapedeck.op.Sample.positive;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.NormalisationGradients;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows that give the gradients of normalisations, those of float32 to the last digit. */
final class NormalisationGradientRows {
  private static final List<String> RESULTS = List.of("grad_input", "grad_weight", "grad_bias");

  private static final List<String> SAVED = List.of("grad_out", "input", "mean", "rstd", "weight");

  private static final String TERMS = ", P(t) = t − mean(t) − x̂ mean(t ⊙ x̂)";

  private static final String OF_GRADIENT = "γ ⊙ σ P(g₀) + x̂ ⊙ g₁ + g₂" + TERMS;

  private static final String OF_INPUT =
      "σ P(g ⊙ g₁) − σ² (x̂ mean(g₀ ⊙ P(γ g)) + P(g₀) mean(γ g ⊙ x̂) + P(γ g) mean(g₀ ⊙ x̂))"
          + TERMS;

  private static final String OF_WEIGHT = "Σ g ⊙ σ P(g₀)" + TERMS;

  private NormalisationGradientRows() {}

  static final List<Op> ROWS =
      List.of(
          row(
                  "native_layer_norm_backward(Tensor grad_out, Tensor input, Ints normalized_shape,"
                      + " Tensor mean, Tensor rstd, Tensor weight=None, Tensor bias=None, Float"
                      + " eps, Ints output_mask)",
                  "layer",
                  NormalisationGradientRows::layer)
              .backward("NativeLayerNormBackwardBackward0")
              .withoutGradients("bias")
              .samples(
                  Sample.of(
                      tensor(2, 4),
                      tensor(2, 4),
                      new int[] {4},
                      tensor(2, 1),
                      positive(2, 1),
                      tensor(4),
                      tensor(4),
                      1e-5,
                      new int[] {1, 1, 1}))
              .build(),
          row(
                  "native_batch_norm_backward(Tensor grad_out, Tensor input, Tensor weight=None,"
                      + " Tensor mean, Tensor rstd, Bool train, Float eps, Ints output_mask)",
                  "batch",
                  NormalisationGradientRows::batch)
              .backward("NativeBatchNormBackwardBackward0")
              .samples(
                  Sample.of(
                      tensor(3, 2),
                      tensor(3, 2),
                      tensor(2),
                      tensor(2),
                      positive(2),
                      true,
                      1e-5,
                      new int[] {1, 1, 1}))
              .build());

  private static OpBuilder row(String signature, String kind, Op.Kernels kernel) {
    return Op.define(signature)
        .kernels(RESULTS, call -> asked(call, kernel.apply(call)))
        .internal()
        .reads(
            "{grad_out} back through the %s normalisation of {input}".formatted(kind),
            kind + "norm′")
        .derivativeOfResults(
            "grad_out",
            SAVED,
            OF_GRADIENT,
            (b, g) -> twice(b).ofGradient(g, fitted(b, b.gradient(1)), fitted(b, b.gradient(2))))
        .derivativeOfResults(
            "input", SAVED, OF_INPUT, (b, g) -> twice(b).ofInput(g, fitted(b, b.gradient(1))))
        .derivativeOfResults("weight", SAVED, OF_WEIGHT, NormalisationGradientRows::ofWeight)
        .withoutGradients("mean", "rstd");
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

  private static List<Tensor> asked(Call call, List<Tensor> all) {
    int[] mask = call.ints("output_mask");
    return IntStream.range(0, mask.length)
        .mapToObj(i -> mask[i] == 0 ? Tensor.undefined() : all.get(i))
        .toList();
  }

  private static boolean isSingle(Call call) {
    return call.self().dtype() == DType.FLOAT32
        && call.tensor("input").dtype() == DType.FLOAT32
        && call.self().shape().numel() > 0;
  }

  private static List<Tensor> layer(Call call) {
    if (!isSingle(call)) {
      return composed(call, call.optionalTensor("weight"));
    }
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
        call.result(DType.FLOAT32, Shape.of(call.ints("normalized_shape")), ofWeight),
        call.result(DType.FLOAT32, Shape.of(call.ints("normalized_shape")), ofBias));
  }

  private static List<Tensor> batch(Call call) {
    if (!isSingle(call)) {
      Tensor weight = call.optionalTensor("weight");
      int dim = call.self().shape().dim();
      return composed(
          call, weight == null ? null : Normalisation.perChannel(call.ops(), weight, dim));
    }
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

  /** The gradients of numbers that are no float32, out of other rows. */
  private static List<Tensor> composed(Call call, @Nullable Tensor weight) {
    Ops ops = call.ops();
    Tensor gradient = call.self();
    Tensor x = call.tensor("input");
    int[] dims = dims(call, x.shape().dim());
    Moments moments =
        isConstant(call)
            ? given(ops, call, x, call.tensor("mean"), call.tensor("rstd"))
            : Moments.of(ops, x, dims, call.number("eps"));
    Tensor normalised = moments.normalise(ops, x);
    Tensor g = weight == null ? gradient : ops.mul(gradient, weight);
    Tensor ofInput =
        isConstant(call)
            ? ops.mul(g, moments.inverse())
            : Normalisation.through(ops, g, normalised, moments.inverse(), dims);
    int[] others =
        isLayer(call) ? IntStream.range(0, dims[0]).toArray() : Normalisation.batchDims(x);
    return List.of(
        ofInput, total(ops, ops.mul(gradient, normalised), others), total(ops, gradient, others));
  }

  /** The sum over {@code dims}, which may be none. */
  private static Tensor total(Ops ops, Tensor tensor, int[] dims) {
    return dims.length == 0 ? tensor : ops.sum(tensor, dims, false);
  }

  private static Moments given(Ops ops, Call like, Tensor x, Tensor mean, Tensor inverse) {
    return isLayer(like)
        ? new Moments(mean, inverse)
        : new Moments(
            Normalisation.perChannel(ops, mean, x.shape().dim()),
            Normalisation.perChannel(ops, inverse, x.shape().dim()));
  }

  /** Over which dimensions the moments are taken. */
  private static int[] dims(Call call, int dim) {
    return IntStream.range(0, dim)
        .filter(d -> isLayer(call) ? d >= dim - call.ints("normalized_shape").length : d != 1)
        .toArray();
  }

  private static boolean isLayer(Call call) {
    return call.op().hasParameter("normalized_shape");
  }

  private static boolean isConstant(Call call) {
    return !isLayer(call) && !call.flag("train");
  }

  private static NormalisationDoubleBackward twice(Backward b) {
    Call call = b.arguments();
    Tensor x = b.saved("input");
    boolean constant = isConstant(call);
    int[] dims = dims(call, x.shape().dim());
    // the input's own moments where somebody differentiates a third time, or in float64
    boolean settled = !b.recordsGraph() && x.dtype() == DType.FLOAT32;
    Moments moments =
        constant || settled
            ? given(b, call, x, b.saved("mean"), b.saved("rstd"))
            : Moments.of(b, x, dims, call.number("eps"));
    return new NormalisationDoubleBackward(
        b,
        moments.normalise(b, x),
        moments.inverse(),
        fitted(b, b.optional("weight")),
        b.saved("grad_out"),
        constant,
        dims);
  }

  /** A vector over the channels in a shape that fits the input; that of a layer does already. */
  private static @Nullable Tensor fitted(Backward b, @Nullable Tensor vector) {
    return vector == null || isLayer(b.arguments())
        ? vector
        : Normalisation.perChannel(b, vector, b.shapeOf("input").dim());
  }

  private static @Nullable Tensor ofWeight(Backward b, @Nullable Tensor ofInput) {
    Tensor all = twice(b).ofWeight(ofInput);
    if (all == null) {
      return null;
    }
    return isLayer(b.arguments())
        ? b.sumTo(all, b.shapeOf("weight"))
        : b.sum(all, Normalisation.batchDims(all), false);
  }
}
