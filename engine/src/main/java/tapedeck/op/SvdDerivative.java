package tapedeck.op;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/**
 * The gradient of a singular value decomposition, in the terms of PyTorch's {@code svd_backward}:
 * no division by a singular value where the matrix of vectors is square.
 */
final class SvdDerivative {
  private SvdDerivative() {}

  static @Nullable Tensor of(Backward b, @Nullable Tensor gradientOfU) {
    Tensor s = b.saved("S");
    int k = s.shape().size(s.shape().dim() - 1);
    boolean full = b.flag("full_matrices");
    Tensor u = full ? firstColumns(b, b.saved("U"), k) : b.saved("U");
    Tensor vh = full ? firstRows(b, b.saved("Vh"), k) : b.saved("Vh");
    Tensor ofU = full && gradientOfU != null ? firstColumns(b, gradientOfU, k) : gradientOfU;
    Tensor ofS = b.gradient(1);
    Tensor givenVh = b.gradient(2);
    Tensor ofVh = full && givenVh != null ? firstRows(b, givenVh, k) : givenVh;
    Shape shape = b.shapeOf("A");
    int m = shape.size(shape.dim() - 2);
    int n = shape.size(shape.dim() - 1);
    if (ofU == null && ofVh == null) {
      return ofS == null
          ? null
          : m >= n
              ? b.matmul(u, b.mul(b.unsqueeze(ofS, -1), vh))
              : b.matmul(b.mul(u, b.unsqueeze(ofS, -2)), vh);
    }
    Tensor inner = inner(b, s, u, vh, ofU, ofVh);
    if (ofS != null) {
      inner = b.add(inner, b.call("diag_embed", ofS));
    }
    Tensor result;
    if (m > n && ofU != null) {
      Tensor scaled = b.div(ofU, b.unsqueeze(s, -2));
      Tensor along = b.matmul(u, b.matmul(b.mT(u), scaled));
      result = b.matmul(b.sub(b.add(b.matmul(u, inner), scaled), along), vh);
    } else if (m < n && ofVh != null) {
      Tensor scaled = b.div(ofVh, b.unsqueeze(s, -1));
      Tensor along = b.matmul(b.matmul(scaled, b.mT(vh)), vh);
      result = b.matmul(u, b.sub(b.add(b.matmul(inner, vh), scaled), along));
    } else {
      result = m >= n ? b.matmul(u, b.matmul(inner, vh)) : b.matmul(b.matmul(u, inner), vh);
    }
    return result;
  }

  /** (skew(Uᵀ gU) S + S skew(Vᵀ gV)) ⊘ E, with the differences of squared singular values E. */
  private static Tensor inner(
      Backward b, Tensor s, Tensor u, Tensor vh, @Nullable Tensor ofU, @Nullable Tensor ofVh) {
    Tensor left = ofU == null ? null : skew(b, b.matmul(b.mT(u), ofU));
    Tensor right = ofVh == null ? null : skew(b, b.matmul(vh, b.mT(ofVh)));
    Tensor gaps = Decompositions.gaps(b, b.mul(s, s));
    if (left == null) {
      return b.mul(b.unsqueeze(s, -1), b.div(Objects.requireNonNull(right), gaps));
    }
    if (right == null) {
      return b.mul(b.div(left, gaps), b.unsqueeze(s, -2));
    }
    Tensor byLeft = b.mul(left, b.unsqueeze(s, -2));
    return b.div(b.add(byLeft, b.mul(b.unsqueeze(s, -1), right)), gaps);
  }

  private static Tensor skew(Ops ops, Tensor a) {
    return ops.sub(a, ops.mT(a));
  }

  private static Tensor firstColumns(Ops ops, Tensor a, int k) {
    return ops.slice(a, a.shape().dim() - 1, 0, k);
  }

  private static Tensor firstRows(Ops ops, Tensor a, int k) {
    return ops.slice(a, a.shape().dim() - 2, 0, k);
  }
}
