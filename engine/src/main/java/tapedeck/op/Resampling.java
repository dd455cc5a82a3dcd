package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that give images another size, or other places. */
public final class Resampling {
  private Resampling() {}

  /**
   * Output element {@code outputs[k]} takes {@code weights[k]} of input element {@code inputs[k]}.
   */
  record Mixture(Shape shape, int[] outputs, int[] inputs, double[] weights) {
    Tensor apply(Call call, double filling) {
      if (call.self().dtype() == DType.INT64) {
        return ofIntegers(call, (long) filling);
      }
      double[] x = Values.doubles(call.self());
      double[] out = new double[shape.numel()];
      if (filling != 0) {
        Arrays.fill(out, filling);
        for (int output : outputs) {
          out[output] = 0;
        }
      }
      for (int k = 0; k < outputs.length; k++) {
        out[outputs[k]] += weights[k] * x[inputs[k]];
      }
      return call.rounded(call.self().dtype(), shape, out);
    }

    /** Integers are only copied: their weights are 1. */
    private Tensor ofIntegers(Call call, long filling) {
      long[] x = Values.longs(call.self());
      long[] out = new long[shape.numel()];
      Arrays.fill(out, filling);
      for (int k = 0; k < outputs.length; k++) {
        out[outputs[k]] = x[inputs[k]];
      }
      return call.result(DType.INT64, shape, out);
    }

    /** The gradient of the input, of {@code shape}. */
    Tensor transposed(Ops b, Tensor gradient, Shape shape) {
      Tensor picked = b.call("index_select", b.reshape(gradient, -1), 0L, index(outputs));
      Tensor scale =
          b.to(
              Tensor.contiguous(0, Storage.of(weights), Shape.of(weights.length)),
              gradient.dtype());
      Tensor zeros = b.call("new_zeros", gradient, new int[] {shape.numel()});
      return b.reshape(
          b.call("index_add", zeros, 0L, index(inputs), b.mul(picked, scale)), shape.toArray());
    }

    private static Tensor index(int[] places) {
      return Tensor.contiguous(
          0, Storage.of(Arrays.stream(places).asLongStream().toArray()), Shape.of(places.length));
    }
  }

  private static final Set<DType> PICTURES =
      EnumSet.of(DType.UINT8, DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.FLOAT64);

  static final List<Op> ROWS =
      List.of(
          nearestRow("", 1, Sample.of(tensor(1, 2, 3), new int[] {5})),
          nearestRow("", 2, Sample.of(tensor(1, 2, 2, 3), new int[] {4, 5})),
          nearestRow("", 3, Sample.of(tensor(1, 1, 2, 2, 2), new int[] {3, 4, 2})),
          nearestRow("exact", 1, Sample.of(tensor(1, 2, 3), new int[] {5})),
          nearestRow("exact", 2, Sample.of(tensor(1, 2, 2, 3), new int[] {4, 5})),
          nearestRow("exact", 3, Sample.of(tensor(1, 1, 2, 2, 2), new int[] {3, 4, 2})),
          weightedRow(
              "upsample_bicubic2d",
              "UpsampleBicubic2DBackward0",
              Resampling::cubic,
              Sample.of(tensor(1, 2, 3, 3), new int[] {5, 4}, true),
              Sample.of(tensor(1, 1, 3, 2), new int[] {4, 5}, false)),
          linearRow(
              "upsample_linear1d",
              "UpsampleLinear1DBackward0",
              Sample.of(tensor(1, 2, 3), new int[] {5}, false)),
          linearRow(
              "upsample_bilinear2d",
              "UpsampleBilinear2DBackward0",
              Sample.of(tensor(1, 2, 3, 3), new int[] {5, 4}, true),
              Sample.of(tensor(1, 1, 3, 2), new int[] {4, 5}, false)),
          linearRow(
              "upsample_trilinear3d",
              "UpsampleTrilinear3DBackward0",
              Sample.of(tensor(1, 1, 2, 2, 2), new int[] {3, 3, 3}, false)));

  /** Where a position outside of {@code size} elements takes its value; −1 for nowhere. */
  interface Border {
    int at(int position, int size);
  }

  static Op border(String name, String backward, Border border, int dims) {
    int[] image = new int[dims + 2];
    Arrays.fill(image, 3);
    image[0] = 1;
    int[] pad = new int[2 * dims];
    Arrays.fill(pad, 1);
    pad[1] = 2;
    return Op.define(name + dims + "d(Tensor self, Ints pad)")
        .types(TypeRule.numbers(name + dims + "d"))
        .kernel(
            call -> {
              checkBorder(call);
              return padding(call, call.self().shape(), border).apply(call, 0);
            })
        .internal()
        .reads("{self} padded by {pad}", "pad")
        .backward(backward + dims + "DBackward0")
        .keepsAs("pad", "padding")
        .derivative(
            "self",
            List.of("self"),
            "{g} added back",
            (b, g) -> b.call(name + dims + "d_backward", g, b.saved("self"), b.ints("pad")))
        .samples(Sample.of(tensor(image), pad))
        .build();
  }

  /** What a padding sends back: each element gets what its copies got. */
  static Op borderGradient(String name, String backward, Border border, int dims) {
    int[] image = new int[dims + 2];
    Arrays.fill(image, 3);
    image[0] = 1;
    int[] padded = image.clone();
    Arrays.fill(padded, 2, padded.length, 5);
    int[] pad = new int[2 * dims];
    Arrays.fill(pad, 1);
    return Op.define(name + dims + "d_backward(Tensor grad_output, Tensor self, Ints pad)")
        .composedKernel(
            (ops, call) -> {
              Shape shape = call.tensor("self").shape();
              return padding(call, shape, border)
                  .transposed(ops, call.tensor("grad_output"), shape);
            })
        .internal()
        .reads("{grad_output} added back", "pad′")
        .backward(backward + dims + "DBackwardBackward0")
        .keepsAs("pad", "padding")
        .derivative(
            "grad_output",
            "{g} padded by {pad}",
            (b, g) -> b.call(name + dims + "d", g, b.ints("pad")))
        .derivative("self", List.of("self"), "0", (b, g) -> b.zerosLike(b.saved("self")))
        .samples(Sample.of(tensor(padded), tensor(image), pad))
        .build();
  }

  /**
   * @param kind "exact" for the neighbour of the middle of an element, "" for that of its edge
   */
  private static Op nearestRow(String kind, int dims, Sample... samples) {
    double middle = kind.isEmpty() ? 0 : 0.5;
    String name = (kind.isEmpty() ? "upsample_nearest" : "_upsample_nearest_exact") + dims + "d";
    return withScales(name + "(Tensor self, Ints output_size, Floats scales=None)")
        .types(
            TypeRule.only(
                PICTURES,
                dims == 2 ? "upsample_nearest2d_channels_last" : "compute_indices_weights_nearest"))
        .kernel(call -> nearestNeighbour(call, call.self().shape(), middle).apply(call, 0))
        .internal()
        .reads("{self} enlarged to {output_size}", "upsample")
        .backward("UpsampleNearest" + (kind.isEmpty() ? "" : "Exact") + dims + "DBackward0")
        .derivative(
            "self",
            "{g} added back",
            (b, g) -> b.callWith(name + "_backward", List.of(g, sizes(b)), "output_size", "scales"))
        .samples(samples)
        .build();
  }

  /** A row whose node shows the factors that it was given, each by itself. */
  private static OpBuilder withScales(String signature) {
    return Op.define(signature)
        .shows("scales", b -> scale(b, 1))
        .shows("scales_w", b -> scale(b, 1))
        .shows("scales_h", b -> scale(b, 2))
        .shows("scales_d", b -> scale(b, 3));
  }

  /** The factor that the program gave for a dimension, counted from the last; null for none. */
  private static @Nullable Object scale(Backward b, int fromEnd) {
    double[] scales = (double[]) b.arguments().argument("scales");
    return scales == null ? null : (Object) scales[scales.length - fromEnd];
  }

  private static Op linearRow(String name, String backward, Sample... samples) {
    return weightedRow(name, backward, Resampling::linear, samples);
  }

  private static TypeRule weightedTypes(String name) {
    return switch (name) {
      case "upsample_bilinear2d" -> TypeRule.only(PICTURES, name + "_channels_last");
      case "upsample_bicubic2d" -> TypeRule.only(PICTURES, "compute_indices_weights_cubic");
      default -> TypeRule.floating("compute_indices_weights_linear");
    };
  }

  /** The weights with which input elements make output elements. */
  interface Weighting {
    Mixture of(Call call, Shape from);
  }

  private static Op weightedRow(
      String name, String backward, Weighting weighting, Sample... samples) {
    return withScales(
            name + "(Tensor self, Ints output_size, Bool align_corners, Floats scales=None)")
        .types(weightedTypes(name))
        .kernel(call -> weighting.of(call, call.self().shape()).apply(call, 0))
        .internal()
        .reads("{self} interpolated to {output_size}", "upsample")
        .backward(backward)
        .derivative(
            "self",
            "{g} added back by the same weights",
            (b, g) ->
                b.callWith(
                    name + "_backward",
                    List.of(g, sizes(b)),
                    "output_size",
                    "align_corners",
                    "scales"))
        .samples(samples)
        .build();
  }

  private static int[] sizes(Backward b) {
    return b.shapeOf("self").toArray();
  }

  static void checkBorder(Call call) {
    int[] pad = call.ints("pad");
    Shape shape = call.self().shape();
    for (int k = 0; call.op().name().startsWith("reflection") && k < pad.length; k++) {
      int size = shape.size(shape.dim() - 1 - k / 2);
      if (pad[k] >= size) {
        throw TorchError.runtime(
            ("Argument #4: Padding size should be less than the corresponding input dimension, but"
                    + " got: padding (%d, %d) at dimension %d of input %s")
                .formatted(pad[k / 2 * 2], pad[k / 2 * 2 + 1], shape.dim() - 1 - k / 2, shape));
      }
    }
  }

  static Mixture padding(Call call, Shape from, Border border) {
    int[] pad = call.ints("pad");
    int[] sizes = from.toArray();
    int[] before = new int[sizes.length];
    for (int k = 0; k < pad.length / 2; k++) {
      int d = sizes.length - 1 - k;
      before[d] = pad[2 * k];
      sizes[d] += pad[2 * k] + pad[2 * k + 1];
      if (sizes[d] < 0) {
        throw TorchError.runtime(
            "The input size %d, plus negative padding %d and %d resulted in a negative output size, which is invalid. Check dimension %d of your input."
                .formatted(from.size(d), pad[2 * k], pad[2 * k + 1], d));
      }
    }
    Shape shape = Shape.of(sizes);
    return picked(shape, from, (d, o) -> border.at(o - before[d], from.size(d)));
  }

  /** For an output position along a dimension the input position, −1 for none. */
  interface Position {
    int of(int dim, int output);
  }

  /** Each output element takes one input element, dimension by dimension. */
  static Mixture picked(Shape shape, Shape from, Position position) {
    int dim = shape.dim();
    int[] strides = from.contiguousStrides();
    int[][] table = new int[dim][];
    for (int d = 0; d < dim; d++) {
      int own = d;
      table[d] = IntStream.range(0, shape.size(d)).map(o -> position.of(own, o)).toArray();
    }
    int[] outputs = new int[shape.numel()];
    int[] inputs = new int[shape.numel()];
    int count = 0;
    int[] index = new int[dim];
    for (int o = 0; o < shape.numel(); o++) {
      int at = 0;
      for (int d = 0; d < dim && at >= 0; d++) {
        int p = table[d][index[d]];
        at = p < 0 ? -1 : at + p * strides[d];
      }
      if (at >= 0) {
        outputs[count] = o;
        inputs[count++] = at;
      }
      for (int d = dim - 1; d >= 0 && ++index[d] == shape.size(d); d--) {
        index[d] = 0;
      }
    }
    double[] weights = new double[count];
    Arrays.fill(weights, 1);
    return new Mixture(shape, Arrays.copyOf(outputs, count), Arrays.copyOf(inputs, count), weights);
  }

  private static Shape resized(Shape from, int[] output) {
    int[] sizes = from.toArray();
    System.arraycopy(output, 0, sizes, 2, output.length);
    return Shape.of(sizes);
  }

  /** How many input elements an output element advances. */
  private static double step(Call call, Shape from, int[] output, int d) {
    double[] scales = (double[]) call.argument("scales");
    return scales != null && scales[d] > 0 ? 1 / scales[d] : (double) from.size(d + 2) / output[d];
  }

  static Mixture nearestNeighbour(Call call, Shape from, double middle) {
    int[] output = call.ints("output_size");
    return picked(
        resized(from, output),
        from,
        (d, o) ->
            d < 2
                ? o
                : Math.min(
                    (int)
                        Math.floor((float) (o + middle) * (float) step(call, from, output, d - 2)),
                    from.size(d) - 1));
  }

  static Mixture linear(Call call, Shape from) {
    int[] output = call.ints("output_size");
    boolean align = call.flag("align_corners");
    Shape shape = resized(from, output);
    int dims = output.length;
    int corners = 1 << dims;
    int count = shape.numel() * corners;
    int[] outputs = new int[count];
    int[] inputs = new int[count];
    double[] weights = new double[count];
    int[] strides = from.contiguousStrides();
    int image = Shape.of(output).numel();
    int fromImage = 1;
    for (int d = 0; d < dims; d++) {
      fromImage *= from.size(d + 2);
    }
    for (int o = 0; o < shape.numel(); o++) {
      for (int corner = 0; corner < corners; corner++) {
        int rest = o % image;
        int at = o / image * fromImage;
        double weight = 1;
        for (int d = dims - 1; d >= 0; d--) {
          int place = rest % output[d];
          rest /= output[d];
          int n = from.size(d + 2);
          double x =
              align
                  ? output[d] > 1 ? (double) place * (n - 1) / (output[d] - 1) : 0
                  : Math.max(0, (place + 0.5) * step(call, from, output, d) - 0.5);
          int low = Math.min((int) x, n - 1);
          double share = x - low;
          boolean high = (corner >> d & 1) == 1;
          at += (high ? Math.min(low + 1, n - 1) : low) * strides[d + 2];
          weight *= high ? share : 1 - share;
        }
        outputs[o * corners + corner] = o;
        inputs[o * corners + corner] = at;
        weights[o * corners + corner] = weight;
      }
    }
    return new Mixture(shape, outputs, inputs, weights);
  }

  /** Keys's cubic convolution with a = −0.75: four by four neighbours, repeated at the border. */
  static Mixture cubic(Call call, Shape from) {
    int[] output = call.ints("output_size");
    Shape shape = resized(from, output);
    int[][] at = new int[2][];
    double[][] share = new double[2][];
    for (int d = 0; d < 2; d++) {
      int n = from.size(d + 2);
      at[d] = new int[4 * output[d]];
      share[d] = new double[4 * output[d]];
      for (int o = 0; o < output[d]; o++) {
        double x =
            call.flag("align_corners")
                ? output[d] > 1 ? (double) o * (n - 1) / (output[d] - 1) : 0
                : (o + 0.5) * step(call, from, output, d) - 0.5;
        int low = (int) Math.floor(x);
        for (int k = 0; k < 4; k++) {
          at[d][4 * o + k] = Math.max(0, Math.min(n - 1, low - 1 + k));
          share[d][4 * o + k] = cubicShare(Math.abs(x - low + 1 - k));
        }
      }
    }
    int count = shape.numel() * 16;
    int[] outputs = new int[count];
    int[] inputs = new int[count];
    double[] weights = new double[count];
    int image = output[0] * output[1];
    for (int i = 0; i < count; i++) {
      int o = i / 16;
      int row = o % image / output[1] * 4 + i % 16 / 4;
      int column = o % output[1] * 4 + i % 4;
      outputs[i] = o;
      inputs[i] = (o / image * from.size(2) + at[0][row]) * from.size(3) + at[1][column];
      weights[i] = share[0][row] * share[1][column];
    }
    return new Mixture(shape, outputs, inputs, weights);
  }

  private static double cubicShare(double distance) {
    double a = -0.75;
    return distance <= 1
        ? ((a + 2) * distance - (a + 3)) * distance * distance + 1
        : ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a;
  }
}
