package tapedeck.graph;

/** A vertex of the computation graph; equal vertices stand for the same thing at any moment. */
public sealed interface GraphVertex {
  /** A short unique name: {@code t3}, {@code op3}, {@code n5}, {@code m2}. */
  String key();

  /** A tensor. */
  record TensorVertex(long tensor) implements GraphVertex {
    @Override
    public String key() {
      return "t" + tensor;
    }
  }

  /** An application of an operator, together with its backward function if it has one. */
  record OperationVertex(long output) implements GraphVertex {
    @Override
    public String key() {
      return "op" + output;
    }
  }

  /** The {@code AccumulateGrad} of a leaf. */
  record AccumulateVertex(long node) implements GraphVertex {
    @Override
    public String key() {
      return "n" + node;
    }
  }

  /**
   * A call of an {@code nn.Module}, drawn as a box around what happened in it or in its place.
   *
   * @param call the call's number, see {@link tapedeck.tape.ModuleCall}
   */
  record ModuleVertex(long call) implements GraphVertex {
    @Override
    public String key() {
      return "m" + call;
    }
  }
}
