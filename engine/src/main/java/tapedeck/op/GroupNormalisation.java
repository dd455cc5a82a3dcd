package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of normalisation by groups of channels. */
final class GroupNormalisation {
  private static final List<String> RESULTS = List.of("result0", "result1", "result2");

  private static final List<String> SAVED = List.of("input", "weight", "result1", "result2");

  private GroupNormalisation() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "native_group_norm(Tensor input, Int num_groups, Tensor weight=None, Tensor"
                      + " bias=None, Float eps=1e-05)")
              .types(Normalisation.MIXED.then(TypeRule.floating("GroupNormKernelImpl")))
              .kernels(RESULTS, GroupNormalisation::groupNorm)
              .internal()
              .reads("{input} normalised over {num_groups} groups", "groupnorm")
              .backward("NativeGroupNormBackward0")
              .shows("N", b -> (long) b.shapeOf("input").size(0))
              .shows("C", b -> (long) b.shapeOf("input").size(1))
              .shows(
                  "HxW",
                  b -> {
                    Shape input = b.shapeOf("input");
                    return (long) input.numel() / Math.max(1, input.size(0) * input.size(1));
                  })
              .keepsAs("num_groups", "group")
              .derivativeOfResults(
                  "input",
                  SAVED,
                  "{g} without its mean and its part along the normalised {input}",
                  GroupNormalisationGradients::ofInput)
              .derivativeOfResults(
                  "weight",
                  SAVED,
                  "Σ {g} ⊙ normalised {input}",
                  GroupNormalisationGradients::ofWeight)
              .derivativeOfResults("bias", SAVED, "Σ {g}", GroupNormalisationGradients::ofBias)
              .samples(Sample.of(tensor(2, 4, 3), 2L, tensor(4), tensor(4)))
              .build(),
          Op.define(
                  "group_norm(Tensor input, Int num_groups, Tensor weight=None, Tensor bias=None,"
                      + " Float eps=1e-05)")
              .body(
                  (ops, call) -> {
                    if (call.integer("num_groups") <= 0) {
                      throw TorchError.runtime(
                          "Expected num groups to be greater than 0, got "
                              + call.integer("num_groups"));
                    }
                    int channels = call.tensor("input").shape().size(1);
                    if (channels % call.integer("num_groups") != 0) {
                      throw TorchError.runtime(
                          "Expected number of channels in input to be divisible by num_groups, but got input of shape %s and num_groups=%d"
                              .formatted(call.tensor("input").shape(), call.integer("num_groups")));
                    }
                    checkVector(call, "weight", channels);
                    checkVector(call, "bias", channels);
                    return ops.callAll(
                            "native_group_norm",
                            call.tensor("input"),
                            call.argument("num_groups"),
                            call.argument("weight"),
                            call.argument("bias"),
                            call.argument("eps"))
                        .get(0);
                  })
              .samples(Sample.of(tensor(2, 4, 3), 2L))
              .build());

  private static void checkVector(Call call, String name, int channels) {
    Tensor vector = call.optionalTensor(name);
    // PyTorch's message names the shape of the weight, whichever of the two it is about
    Tensor weight = call.optionalTensor("weight");
    if (vector != null && (vector.shape().dim() != 1 || vector.shape().numel() != channels)) {
      throw TorchError.runtime(
          "Expected %s to be a vector of size equal to the number of channels in input, but got %s of shape %s and input of shape %s"
              .formatted(
                  name,
                  name,
                  weight == null ? Shape.of(0) : weight.shape(),
                  call.tensor("input").shape()));
    }
  }

  private static List<Tensor> groupNorm(Call call) {
    Tensor input = call.tensor("input");
    Shape shape = input.shape();
    int groups = call.integer("num_groups");
    int channels = shape.size(1);
    int inner = shape.numel() / Math.max(1, shape.size(0) * channels);
    double[] weight = Normalisation.vector(call.optionalTensor("weight"), channels, 1);
    double[] bias = Normalisation.vector(call.optionalTensor("bias"), channels, 0);
    int perGroup = channels / groups;
    return Normalisation.normalisedRows(
        call,
        input,
        perGroup * inner,
        Shape.of(shape.size(0), groups),
        (row, i) -> weight[row % groups * perGroup + i / inner],
        (row, i) -> bias[row % groups * perGroup + i / inner]);
  }
}
