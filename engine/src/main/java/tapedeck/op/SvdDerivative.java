package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
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

  static List<Tensor> of(Backward b, @Nullable Tensor ofU) {
    Tensor s = b.saved("S");
    int k = s.shape().size(s.shape().dim() - 1);
    Tensor u = firstColumns(b, b.saved("U"), k);
    Tensor vh = firstRows(b, b.saved("Vh"), k);
    Tensor ofS = b.gradient(1);
    Tensor ofVh = b.gradient(2);
    if (ofU == null && ofVh == null) {
      Tensor gs = Objects.requireNonNull(ofS);
      return List.of(b.matmul(b.mul(u, b.unsqueeze(gs, -2)), vh));
    }
    Tensor gaps = Decompositions.gaps(b, b.mul(s, s));
    List<Tensor> inner = new ArrayList<>();
    if (ofU != null) {
      Tensor skew = skew(b, b.matmul(b.mT(u), firstColumns(b, ofU, k)));
      inner.add(b.mul(b.div(skew, gaps), b.unsqueeze(s, -2)));
    }
    if (ofVh != null) {
      Tensor skew = skew(b, b.matmul(vh, b.mT(firstRows(b, ofVh, k))));
      inner.add(b.mul(b.unsqueeze(s, -1), b.div(skew, gaps)));
    }
    if (ofS != null) {
      inner.add(b.call("diag_embed", ofS));
    }
    Tensor sum = inner.stream().reduce(b::add).orElseThrow();
    Tensor result = b.matmul(b.matmul(u, sum), vh);
    Shape shape = b.shapeOf("A");
    if (ofU != null && shape.size(shape.dim() - 2) > k) {
      result = b.add(result, besideU(b, u, s, vh, firstColumns(b, ofU, k)));
    }
    if (ofVh != null && shape.size(shape.dim() - 1) > k) {
      result = b.add(result, besideV(b, u, s, vh, firstRows(b, ofVh, k)));
    }
    return List.of(result);
  }

  /** What lies outside of the space of the left vectors. */
  private static Tensor besideU(Ops b, Tensor u, Tensor s, Tensor vh, Tensor gradient) {
    Tensor scaled = b.div(gradient, b.unsqueeze(s, -2));
    return b.matmul(b.sub(scaled, b.matmul(u, b.matmul(b.mT(u), scaled))), vh);
  }

  /** What lies outside of the space of the right vectors. */
  private static Tensor besideV(Ops b, Tensor u, Tensor s, Tensor vh, Tensor gradient) {
    Tensor scaled = b.div(gradient, b.unsqueeze(s, -1));
    return b.matmul(u, b.sub(scaled, b.matmul(b.matmul(scaled, b.mT(vh)), vh)));
  }

  private static Tensor skew(Ops ops, Tensor a) {
    return ops.sub(a, ops.mT(a));
  }

  private static Tensor firstColumns(Ops ops, Tensor a, int k) {
    int d = a.shape().dim() - 1;
    return a.shape().size(d) == k ? a : ops.slice(a, d, 0, k);
  }

  private static Tensor firstRows(Ops ops, Tensor a, int k) {
    int d = a.shape().dim() - 2;
    return a.shape().size(d) == k ? a : ops.slice(a, d, 0, k);
  }
}
