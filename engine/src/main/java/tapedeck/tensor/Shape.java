package tapedeck.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The sizes of a tensor, outermost first; immutable. A scalar has no dimensions. */
public final class Shape {
  /** The shape of a 0-dimensional tensor. */
  public static final Shape SCALAR = new Shape(new int[0]);

  private final int[] sizes;
  private final int numel;

  private Shape(int[] sizes) {
    this.sizes = sizes;
    long product = 1;
    for (int size : sizes) {
      product *= size;
    }
    if (product > Integer.MAX_VALUE) {
      throw TorchError.runtime("tensors of more than 2147483647 elements are not supported");
    }
    this.numel = (int) product;
  }

  /** A shape of the given sizes, none of them negative. */
  public static Shape of(int... sizes) {
    if (sizes.length == 0) {
      return SCALAR;
    }
    for (int size : sizes) {
      if (size < 0) {
        throw TorchError.runtime(
            "Trying to create tensor with negative dimension " + size + ": " + bracketed(sizes));
      }
    }
    return new Shape(sizes.clone());
  }

  /** The number of dimensions. */
  public int dim() {
    return sizes.length;
  }

  /** The size of dimension {@code d}, counted from 0. */
  public int size(int d) {
    return sizes[d];
  }

  /** The number of elements. */
  public int numel() {
    return numel;
  }

  /** A copy of the sizes. */
  public int[] toArray() {
    return sizes.clone();
  }

  /** The strides, in elements, of a row-major tensor of this shape. */
  public int[] contiguousStrides() {
    int[] strides = new int[sizes.length];
    int step = 1;
    for (int d = sizes.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= Math.max(sizes[d], 1);
    }
    return strides;
  }

  /**
   * The shape to which both operands of an element-wise operator expand.
   *
   * @throws TorchError if a pair of sizes differs and neither is 1, with PyTorch's message
   * @see <a href="https://docs.pytorch.org/docs/stable/notes/broadcasting.html">PyTorch,
   *     broadcasting semantics</a>
   */
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int dim = Math.max(a.dim(), b.dim());
    int[] out = new int[dim];
    for (int d = dim - 1; d >= 0; d--) {
      int da = d - (dim - a.dim());
      int db = d - (dim - b.dim());
      int sizeA = da < 0 ? 1 : a.sizes[da];
      int sizeB = db < 0 ? 1 : b.sizes[db];
      if (sizeA != sizeB && sizeA != 1 && sizeB != 1) {
        throw TorchError.runtime(
            ("The size of tensor a (%d) must match the size of tensor b (%d) at non-singleton"
                    + " dimension %d")
                .formatted(sizeA, sizeB, d));
      }
      out[d] = sizeA == 1 ? sizeB : sizeA;
    }
    return of(out);
  }

  /** Sizes in brackets, as PyTorch writes them in messages: {@code [2, 3]}. */
  public static String bracketed(int[] sizes) {
    return Arrays.stream(sizes)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  @Override
  public String toString() {
    return bracketed(sizes);
  }
}
