package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.DotProduct;
import tapedeck.kernel.MatrixProduct;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of products of vectors, matrices and batches of them. */
public final class Products {
  /** What a matrix times a vector says of several types. */
  static final String ADDMV_TYPES =
      "addmv input tensors must have the same dtype, but got %s, %s, and %s";

  private Products() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("mv(Tensor self, Tensor vec)")
              .types(Products::checkMv)
              .types(
                  TypeRule.alike(List.of("vec", "self", "vec"), DType::legacyName, ADDMV_TYPES)
                      .then(TypeRule.numbers("addmv_impl_cpu")))
              .kernel(Products::mv)
              .reads("{self} @ {vec}", "@")
              .backward("MvBackward0")
              .derivative(
                  "self", List.of("vec"), "{g} ⊗ {vec}", (b, g) -> outer(b, g, b.saved("vec")))
              .derivative(
                  "vec",
                  List.of("self"),
                  "{self}ᵀ @ {g}",
                  (b, g) -> b.call("mv", b.call(Shapes.T, b.saved("self")), g))
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          inner("dot", "tensor", "DotBackward0"),
          inner("vdot", "other", "VdotBackward0"),
          Op.define("bmm(Tensor self, Tensor mat2)")
              .types(call -> checkBatches(call.self().shape(), call.tensor("mat2").shape()))
              .types(TypeRule.numbers("bmm").then(TypeRule.alike("mat2")))
              .kernel(call -> bmm(call, call.self(), call.tensor("mat2")))
              .reads("{self} @ {mat2}", "@")
              .backward("BmmBackward0")
              .derivative(
                  "self",
                  List.of("mat2"),
                  "{g} @ {mat2}ᵀ",
                  (b, g) -> b.call("bmm", g, b.transpose(b.saved("mat2"), 1, 2)))
              .derivative(
                  "mat2",
                  List.of("self"),
                  "{self}ᵀ @ {g}",
                  (b, g) -> b.call("bmm", b.transpose(b.saved("self"), 1, 2), g))
              .samples(Sample.of(tensor(2, 2, 3), tensor(2, 3, 2)))
              .build(),
          Op.define("squeeze_product(Tensor self, Int dim)")
              .kernel(
                  call -> {
                    int[] sizes = call.self().shape().toArray();
                    int dim = Shapes.wrap(call.integer("dim"), sizes.length);
                    int[] kept = IntStream.range(0, sizes.length).filter(d -> d != dim).toArray();
                    Tensor view = Folding.permuted(call.self(), kept);
                    return call.view(call.self(), view.shape(), view.strides(), view.offset());
                  })
              .internal()
              .reads("{self} without dimension {dim}", "squeeze")
              .backward("SqueezeBackward4")
              .derivative(
                  "self", "{g} in the old shape", (b, g) -> b.unsqueeze(g, b.integer("dim")))
              .samples(Sample.of(tensor(1, 3), 0L))
              .build(),
          Op.define("matmul(Tensor self, Tensor other)")
              .body((ops, call) -> matmul(ops, call.self(), call.tensor("other")))
              .samples(
                  Sample.of(tensor(3), tensor(3)),
                  Sample.of(tensor(2, 3), tensor(3)),
                  Sample.of(tensor(3), tensor(3, 2)),
                  Sample.of(tensor(2, 3), tensor(3, 2)),
                  Sample.of(tensor(2, 2, 3), tensor(3)),
                  Sample.of(tensor(2, 2, 3), tensor(3, 2)),
                  Sample.of(tensor(2, 3), tensor(2, 3, 1)),
                  Sample.of(tensor(2), tensor(3, 2, 2)),
                  Sample.of(tensor(2, 1, 2, 2), tensor(3, 2, 1)))
              .build(),
          Op.define("linear(Tensor input, Tensor weight, Tensor bias=None)")
              .body(
                  (ops, call) ->
                      linear(
                          ops,
                          call.tensor("input"),
                          call.tensor("weight"),
                          call.optionalTensor("bias")))
              .samples(
                  Sample.of(tensor(2, 3), tensor(4, 3), tensor(4)),
                  Sample.of(tensor(2, 2, 3), tensor(4, 3), tensor(4)),
                  Sample.of(tensor(3), tensor(4, 3)))
              .build());

  static Tensor outer(Ops ops, Tensor a, Tensor b) {
    return ops.mul(ops.reshape(a, a.shape().numel(), 1), b);
  }

  /** {@code beta · self + alpha · product}. */
  static Tensor plus(Call call, Tensor product) {
    Shapes.checkExpands(call.tensor("self").shape(), product.shape());
    double alpha = call.real("alpha");
    double beta = call.real("beta");
    float a = (float) alpha;
    float b = (float) beta;
    long wholeA = call.number("alpha").longValue();
    long wholeB = call.number("beta").longValue();
    return new BinaryKernel(
            (p, s) -> (alpha == 1 ? p : a * p) + (beta == 1 ? s : beta == 0 ? 0 : b * s),
            (p, s) -> (alpha == 1 ? p : alpha * p) + (beta == 1 ? s : beta == 0 ? 0 : beta * s),
            (p, s) -> wholeA * p + wholeB * s)
        .compute(call, product, call.tensor("self"));
  }

  /** {@code self + a @ b} in one, where nothing is scaled; {@code b} is a matrix. */
  static Tensor plusProduct(Call call, Tensor a, Tensor b, MatrixProduct.Kind kind) {
    Tensor self = call.tensor("self");
    boolean inOne =
        call.real("alpha") == 1
            && call.real("beta") == 1
            && self.dtype() == a.dtype()
            && (a.dtype() == DType.FLOAT32 || a.dtype() == DType.FLOAT64)
            && a.shape().dim() == 2
            && b.shape().dim() == 2
            && a.shape().size(1) == b.shape().size(0);
    if (!inOne) {
      return plus(call, Matrices.product(call, a, b, kind, null));
    }
    Shapes.checkExpands(self.shape(), Shape.of(a.shape().size(0), b.shape().size(1)));
    return Matrices.product(call, a, b, kind, self);
  }

  /** {@code self + matrix @ vector}. */
  static Tensor plusMv(Call call, Tensor matrix, Tensor vector) {
    Tensor self = call.self();
    int results = matrix.shape().size(0);
    boolean inOne =
        call.real("alpha") == 1
            && call.real("beta") == 1
            && self.dtype() == matrix.dtype()
            && (self.dtype() == DType.FLOAT32 || self.dtype() == DType.FLOAT64)
            && matrix.shape().size(1) == vector.shape().size(0);
    if (!inOne) {
      return plus(call, mv(call, matrix, vector));
    }
    Shapes.checkExpands(self.shape(), Shape.of(results));
    Tensor addend = self.shape().dim() == 0 ? self : column(self);
    Tensor sum = Matrices.product(call, matrix, column(vector), MatrixProduct.Kind.VECTOR, addend);
    return call.view(sum, Shape.of(results), new int[] {1}, 0);
  }

  static int[] plus(int[] sizes, int... more) {
    int[] all = Arrays.copyOf(sizes, sizes.length + more.length);
    System.arraycopy(more, 0, all, sizes.length, more.length);
    return all;
  }

  static Tensor mv(Call call) {
    return mv(call, call.self(), call.tensor("vec"));
  }

  private static void checkMv(Call call) {
    Shape matrix = call.self().shape();
    Shape sum = matrix.dim() == 0 ? Shape.of(1) : Shape.of(matrix.size(0));
    checkVector(1, sum, call.self(), call.tensor("vec"));
  }

  /**
   * Whether a matrix can be multiplied with a vector.
   *
   * @param dims how many dimensions has what the product is added to
   */
  static void checkVector(int dims, Shape sum, Tensor matrix, Tensor vector) {
    if (dims > 1 || matrix.shape().dim() != 2 || vector.shape().dim() != 1) {
      throw TorchError.runtime(
          "vector + matrix @ vector expected, got %d, %d, %d"
              .formatted(dims, matrix.shape().dim(), vector.shape().dim()));
    }
    int rows = matrix.shape().size(0);
    boolean fits = sum.numel() == 1 || sum.numel() == rows;
    if (!fits || matrix.shape().size(1) != vector.shape().size(0)) {
      throw TorchError.runtime(
          "size mismatch, got input (%d), mat (%dx%d), vec (%d)"
              .formatted(sum.numel(), rows, matrix.shape().size(1), vector.shape().size(0)));
    }
  }

  static Tensor mv(Call call, Tensor matrix, Tensor vector) {
    Tensor product =
        Matrices.product(call, matrix, column(vector), MatrixProduct.Kind.VECTOR, null);
    return call.view(product, Shape.of(matrix.shape().size(0)), new int[] {1}, 0);
  }

  private static Tensor column(Tensor vector) {
    return vector.view(
        0,
        Shape.of(vector.shape().size(0), 1),
        new int[] {vector.strides()[0], 0},
        vector.offset());
  }

  /** The inner product of two vectors; of real numbers there is one. */
  static Op inner(String name, String other, String backward) {
    return Op.define("%s(Tensor self, Tensor %s)".formatted(name, other))
        .kernel(call -> dot(call, call.tensor(other)))
        .reads("{self} · {%s}".formatted(other), "·")
        .backward(backward)
        .derivative(
            "self",
            List.of(other),
            "{g} · {%s}".formatted(other),
            (b, g) -> b.mul(g, b.saved(other)))
        .derivative(other, List.of("self"), "{g} · {self}", (b, g) -> b.mul(g, b.saved("self")))
        .samples(Sample.of(tensor(3), tensor(3)))
        .build();
  }

  static Tensor dot(Call call, Tensor b) {
    Tensor a = call.self();
    if (a.shape().dim() != 1 || b.shape().dim() != 1) {
      throw TorchError.runtime(
          "1D tensors expected, but got %dD and %dD tensors"
              .formatted(a.shape().dim(), b.shape().dim()));
    }
    if (a.dtype() != b.dtype()) {
      throw TorchError.runtime(
          "dot : expected both vectors to have same dtype, but found %s and %s"
              .formatted(a.dtype().legacyName(), b.dtype().legacyName()));
    }
    TypeRule.require(TypeRule.NUMBERS, a.dtype(), "dot");
    if (!a.shape().equals(b.shape())) {
      throw TorchError.runtime(
          ("inconsistent tensor size, expected tensor %s and src %s to have the same number of"
                  + " elements, but got %d and %d elements respectively")
              .formatted(a.shape(), b.shape(), a.shape().numel(), b.shape().numel()));
    }
    return dotted(call, a, b);
  }

  private static Tensor dotted(Call call, Tensor a, Tensor b) {
    int count = a.shape().numel();
    int stepA = a.strides()[0];
    int stepB = b.strides()[0];
    if (a.dtype() == DType.FLOAT32) {
      float[] x = (float[]) a.storage().array();
      float[] y = (float[]) b.storage().array();
      float sum = DotProduct.of(x, a.offset(), stepA, y, b.offset(), stepB, count);
      return call.result(a.dtype(), Shape.SCALAR, new float[] {sum});
    }
    if (a.dtype() == DType.FLOAT64) {
      double[] x = (double[]) a.storage().array();
      double[] y = (double[]) b.storage().array();
      double sum = DotProduct.of(x, a.offset(), stepA, y, b.offset(), stepB, count);
      return call.result(a.dtype(), Shape.SCALAR, new double[] {sum});
    }
    Tensor row = a.view(0, Shape.of(1, count), new int[] {0, stepA}, a.offset());
    return call.view(Matrices.product(call, row, column(b)), Shape.SCALAR, new int[0], 0);
  }

  static Tensor bmm(Call call, Tensor a, Tensor b) {
    Shape x = a.shape();
    Shape y = b.shape();
    checkBatches(x, y);
    if (x.size(0) != y.size(0) || x.size(2) != y.size(1)) {
      throw TorchError.runtime(
          ("Expected size for first two dimensions of batch2 tensor to be: [%d, %d] but got: [%d,"
                  + " %d].")
              .formatted(x.size(0), x.size(2), y.size(0), y.size(1)));
    }
    Tensor out = call.allocate(a.dtype(), Shape.of(x.size(0), x.size(1), y.size(2)));
    for (int i = 0; i < x.size(0); i++) {
      Tensor left = slice(a, i);
      Tensor right = slice(b, i);
      Tensor product = Matrices.product(call, left, right, MatrixProduct.Kind.BATCH, null);
      System.arraycopy(
          product.storage().array(),
          0,
          out.storage().writable(),
          i * x.size(1) * y.size(2),
          x.size(1) * y.size(2));
    }
    return out;
  }

  private static void checkBatches(Shape x, Shape y) {
    if (x.dim() != 3 || y.dim() != 3) {
      throw TorchError.runtime("batch%d must be a 3D tensor".formatted(x.dim() != 3 ? 1 : 2));
    }
  }

  static Tensor slice(Tensor batch, int i) {
    return batch.view(
        0,
        Shape.of(batch.shape().size(1), batch.shape().size(2)),
        new int[] {batch.strides()[1], batch.strides()[2]},
        batch.offset() + i * batch.strides()[0]);
  }

  private static Tensor matmul(Ops ops, Tensor a, Tensor b) {
    int p = a.shape().dim();
    int q = b.shape().dim();
    if (p == 0 || q == 0) {
      throw TorchError.runtime(
          "both arguments to matmul need to be at least 1D, but they are %dD and %dD"
              .formatted(p, q));
    }
    if (p == 1 && q == 1) {
      return ops.call("dot", a, b);
    }
    if (p == 2 && q == 1) {
      return ops.call("mv", a, b);
    }
    if (p == 1 && q == 2) {
      return ops.call("squeeze_product", ops.call(Matrices.MM, ops.unsqueeze(a, 0), b), 0L);
    }
    if (p == 2 && q == 2) {
      return ops.call(Matrices.MM, a, b);
    }
    if (p == 3 && q == 3 && a.shape().size(0) == 1 && b.shape().size(0) > 1) {
      return folded(ops, ops.squeeze(a, 0), b);
    }
    if (p == 3 && q == 3 && b.shape().size(0) == 1 && a.shape().size(0) > 1) {
      return folded(ops, a, ops.squeeze(b, 0));
    }
    return folds(a, b) ? folded(ops, a, b) : batched(ops, a, b);
  }

  /** Whether a batch times a matrix is done as one product of matrices, as PyTorch decides. */
  private static boolean folds(Tensor a, Tensor b) {
    boolean larger = a.shape().dim() >= b.shape().dim();
    Tensor batch = larger ? a : b;
    Tensor matrix = larger ? b : a;
    if (batch.shape().dim() < 3 || matrix.shape().dim() > 2) {
      return false;
    }
    if (matrix.requiresGrad()) {
      return true;
    }
    if (a.shape().dim() == 2) {
      return false;
    }
    int[] strides = batch.strides().clone();
    int[] sizes = batch.shape().toArray();
    int last = sizes.length - 1;
    if (!larger) {
      // seen with its last two dimensions swapped
      int stride = strides[last];
      strides[last] = strides[last - 1];
      strides[last - 1] = stride;
      int size = sizes[last];
      sizes[last] = sizes[last - 1];
      sizes[last - 1] = size;
    }
    for (int d = 0; d < last - 1; d++) {
      if (strides[d] != strides[d + 1] * sizes[d + 1]) {
        return false;
      }
    }
    return true;
  }

  private static Tensor folded(Ops ops, Tensor a, Tensor b) {
    boolean larger = a.shape().dim() >= b.shape().dim();
    Tensor batch = larger ? a : ops.mT(b);
    Tensor matrix = larger ? b : a.shape().dim() == 2 ? ops.call(Shapes.T, a) : a;
    int[] sizes = batch.shape().toArray();
    int last = sizes.length - 1;
    int rows = 1;
    for (int d = 0; d < last; d++) {
      rows *= sizes[d];
    }
    Tensor flat = ops.reshape(batch, rows, sizes[last]);
    if (matrix.shape().dim() == 1) {
      return ops.call(Shapes.UNSAFE_VIEW, ops.call("mv", flat, matrix), Arrays.copyOf(sizes, last));
    }
    sizes[last] = matrix.shape().size(1);
    Tensor product = ops.call(Shapes.UNSAFE_VIEW, ops.call(Matrices.MM, flat, matrix), sizes);
    return larger ? product : ops.contiguous(ops.mT(product));
  }

  private static Tensor batched(Ops ops, Tensor a, Tensor b) {
    int p = a.shape().dim();
    int q = b.shape().dim();
    int n = p > 1 ? a.shape().size(p - 2) : 1;
    int m = a.shape().size(p - 1);
    int k = q > 1 ? b.shape().size(q - 2) : b.shape().size(0);
    int c = q > 1 ? b.shape().size(q - 1) : 1;
    int[] batchA = Arrays.copyOf(a.shape().toArray(), Math.max(p - 2, 0));
    int[] batchB = Arrays.copyOf(b.shape().toArray(), Math.max(q - 2, 0));
    int[] batch = Shape.broadcast(Shape.of(batchA), Shape.of(batchB)).toArray();
    int count = Shape.of(batch).numel();
    Tensor left =
        ops.reshape(
            ops.call(Shapes.EXPAND, a, p > 1 ? plus(batch, n, m) : plus(batch, m)), count, n, m);
    Tensor right =
        q > 1
            ? ops.reshape(ops.call(Shapes.EXPAND, b, plus(batch, k, c)), count, k, c)
            : ops.unsqueeze(ops.reshape(ops.call(Shapes.EXPAND, b, plus(batch, k)), count, k), 2);
    int[] result = batch;
    result = p > 1 ? plus(result, n) : result;
    result = q > 1 ? plus(result, c) : result;
    return ops.call(Shapes.UNSAFE_VIEW, ops.call("bmm", left, right), result);
  }

  private static Tensor linear(Ops ops, Tensor input, Tensor weight, @Nullable Tensor bias) {
    int dim = input.shape().dim();
    Tensor transposed = weight.shape().dim() == 2 ? ops.call(Shapes.T, weight) : weight;
    if (bias != null && dim == 2 && weight.shape().dim() != 2) {
      Matrices.checkMatrix(weight, "mat2", true);
    }
    if (bias == null || weight.shape().dim() != 2) {
      Tensor product = matmul(ops, input, transposed);
      return bias == null ? product : ops.add(product, bias);
    }
    if (dim == 2) {
      return ops.call("addmm", bias, input, transposed);
    }
    if (!input.isContiguous()) {
      return ops.add(matmul(ops, input, transposed), bias);
    }
    int[] sizes = input.shape().toArray();
    int width = sizes[dim - 1];
    int rows = 1;
    for (int d = 0; d < dim - 1; d++) {
      rows *= sizes[d];
    }
    Tensor flat = ops.reshape(input, rows, width);
    sizes[dim - 1] = weight.shape().size(0);
    return ops.call(Shapes.VIEW, ops.call("addmm", bias, flat, transposed), sizes);
  }

  static Tensor flat(Ops ops, Tensor a) {
    return a.shape().dim() == 1 ? a : ops.reshape(a, -1);
  }
}
