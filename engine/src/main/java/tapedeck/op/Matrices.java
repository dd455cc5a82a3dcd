package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.FreedMemory;
import tapedeck.kernel.MatrixProduct;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of matrix products. */
public final class Matrices {
  private Matrices() {}

  /** {@code torch.mm}: matrix times matrix. */
  public static final Op MM =
      Op.define("mm(Tensor self, Tensor mat2)")
          .kernel(Matrices::mm)
          .reads("{self} @ {mat2}", "@")
          .backward("MmBackward0")
          .derivative(
              "self",
              List.of("mat2"),
              "{g} @ {mat2}ᵀ",
              (b, g) -> gradientOfFirst(b, g, "self", "mat2"))
          .derivative(
              "mat2",
              List.of("self"),
              "{self}ᵀ @ {g}",
              (b, g) -> gradientOfSecond(b, g, "self", "mat2"))
          .samples(Sample.of(tensor(2, 3), tensor(3, 4)), Sample.of(tensor(1, 2), tensor(2, 1)))
          .build();

  static final List<Op> ROWS = List.of(MM);

  /** {@code g · secondᵀ}, column by column where {@code first} is so, as PyTorch does. */
  static Tensor gradientOfFirst(Backward b, Tensor g, String first, String second) {
    Tensor other = b.saved(second);
    return isColumnMajor(b, first)
        ? transposed(b, b.call(MM, other, transposed(b, g)))
        : b.call(MM, g, transposed(b, other));
  }

  /** {@code firstᵀ · g}, column by column where {@code second} is so, as PyTorch does. */
  static Tensor gradientOfSecond(Backward b, Tensor g, String first, String second) {
    Tensor other = b.saved(first);
    return isColumnMajor(b, second)
        ? transposed(b, b.call(MM, transposed(b, g), other))
        : b.call(MM, transposed(b, other), g);
  }

  private static boolean isColumnMajor(Backward b, String name) {
    int[] strides = b.stridesOf(name);
    return strides[0] == 1 && strides[1] == b.shapeOf(name).size(0);
  }

  private static Tensor transposed(Backward b, Tensor matrix) {
    return b.call(Shapes.T, matrix);
  }

  private static Tensor mm(Call call) {
    return product(call, call.self(), call.tensor("mat2"));
  }

  /** The product of two matrices. */
  static Tensor product(Call call, Tensor a, Tensor b) {
    return product(call, a, b, MatrixProduct.Kind.MATRICES, null);
  }

  static void checkMatrix(Tensor given, String name, boolean counts) {
    int dims = given.shape().dim();
    if (dims != 2) {
      throw TorchError.runtime(
          name + " must be a matrix" + (counts ? ", got %d-D tensor".formatted(dims) : ""));
    }
  }

  /** The product of two matrices, added to {@code addend}, which expands to its shape. */
  static Tensor product(
      Call call, Tensor a, Tensor b, MatrixProduct.Kind kind, @Nullable Tensor addend) {
    checkMatrix(a, addend == null ? "self" : "mat1", addend != null);
    checkMatrix(b, "mat2", addend != null);
    if (a.shape().size(1) != b.shape().size(0)) {
      throw TorchError.runtime(
          "mat1 and mat2 shapes cannot be multiplied (%dx%d and %dx%d)"
              .formatted(
                  a.shape().size(0), a.shape().size(1), b.shape().size(0), b.shape().size(1)));
    }
    if (a.dtype() != b.dtype()) {
      throw TorchError.runtime(
          "expected m1 and m2 to have the same dtype, but got: %s != %s"
              .formatted(a.dtype().cName(), b.dtype().cName()));
    }
    TypeRule.require(TypeRule.NUMBERS, a.dtype(), "addmm_impl_cpu_");
    Shape shape = Shape.of(a.shape().size(0), b.shape().size(1));
    return call.result(a.dtype(), shape, multiply(a, b, kind, addend));
  }

  private static Object multiply(
      Tensor a, Tensor b, MatrixProduct.Kind kind, @Nullable Tensor addend) {
    int n = a.shape().size(0);
    int m = b.shape().size(1);
    DType wide = a.dtype().wide();
    Object x = Cast.array(a, wide);
    Object y = Cast.array(b, wide);
    var product =
        new MatrixProduct(kind, n, a.shape().size(1), m, place(a), place(b), addend != null);
    switch (wide) {
      case FLOAT32 -> {
        float[] out = FreedMemory.zeros(n * m);
        if (addend != null) {
          tapedeck.kernel.Elementwise.map(
              out, (float[]) Cast.array(addend, wide), expanded(addend, n, m), v -> v);
        }
        product.addTo(out, (float[]) x, (float[]) y);
        return out;
      }
      case FLOAT64 -> {
        double[] out = new double[n * m];
        if (addend != null) {
          tapedeck.kernel.Elementwise.map(
              out, (double[]) Cast.array(addend, wide), expanded(addend, n, m), v -> v);
        }
        product.addTo(out, (double[]) x, (double[]) y);
        return out;
      }
      default -> {
        long[] out = new long[n * m];
        product.addTo(out, (long[]) x, (long[]) y);
        return out;
      }
    }
  }

  private static MatrixProduct.Place place(Tensor matrix) {
    return new MatrixProduct.Place(matrix.offset(), matrix.strides()[0], matrix.strides()[1]);
  }

  /** Where the elements of {@code addend} lie, seen as {@code n × m}. */
  private static Walk expanded(Tensor addend, int n, int m) {
    int dim = addend.shape().dim();
    int column = dim > 0 && addend.shape().size(dim - 1) > 1 ? addend.strides()[dim - 1] : 0;
    int row = dim > 1 && addend.shape().size(dim - 2) > 1 ? addend.strides()[dim - 2] : 0;
    return new Walk(new int[] {n, m}, new int[] {row, column}, addend.offset());
  }
}
