package tapedeck.kernel;

import tapedeck.tensor.Tensor;

/** Breaks every rule of the architecture, so that a test can see the rules catch it. */
public final class Canary {
  static int mutable;

  private Canary() {}

  static Tensor tensor(Tensor tensor, java.awt.Point point) {
    mutable += point.x;
    return tensor;
  }
}
