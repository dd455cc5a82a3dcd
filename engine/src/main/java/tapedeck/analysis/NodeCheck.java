package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tensor.TensorValue;

/**
 * What a node sent, beside the same by finite differences of its operation in float64.
 *
 * @param columns one for each input that it sent a gradient to
 */
public record NodeCheck(List<Column> columns) {
  /** More elements than this are sampled evenly: each costs two runs of the operation. */
  private static final int MOST = 400;

  /**
   * One input's gradient.
   *
   * @param elements which elements were looked at, counted row by row
   * @param sent what the node sent
   * @param measured the finite differences
   */
  public record Column(Operand operand, int[] elements, double[] sent, double[] measured) {
    /** The largest |sent − measured| over the elements; NaN if one of them is no number. */
    public double largestDifference() {
      double largest = 0;
      for (int i = 0; i < sent.length; i++) {
        largest = Math.max(largest, Math.abs(sent[i] - measured[i]));
      }
      return largest;
    }

    /**
     * Whether they agree as well as float32 and differences can: within a thousandth of the value,
     * and a ten-thousandth of the largest.
     */
    public boolean agrees() {
      double largest = 0;
      for (double x : measured) {
        largest = Math.max(largest, Math.abs(x));
      }
      for (int i = 0; i < sent.length; i++) {
        double allowed = 1e-3 * Math.abs(measured[i]) + 1e-4 * largest + 1e-7;
        if (!(Math.abs(sent[i] - measured[i]) <= allowed)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Runs the operation a little beside each element. */
  public static NodeCheck of(RepeatedOperation operation, NodeState.Evaluation evaluation) {
    List<Column> columns = new ArrayList<>();
    for (RepeatedOperation.Input input : operation.inputs()) {
      TensorValue sent =
          input.slot() < evaluation.outgoing().size()
              ? evaluation.outgoing().get(input.slot())
              : null;
      if (sent != null) {
        columns.add(column(operation, evaluation.incoming(), input, sent));
      }
    }
    return new NodeCheck(columns);
  }

  private static Column column(
      RepeatedOperation operation,
      List<? extends @Nullable TensorValue> incoming,
      RepeatedOperation.Input input,
      TensorValue sent) {
    int count = sent.shape().numel();
    int[] elements = new int[Math.min(MOST, count)];
    double[] values = new double[elements.length];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = (int) ((long) i * count / elements.length);
      values[i] = sent.doubleAt(elements[i]);
    }
    double[] measured = operation.finiteDifferences(input.slot(), incoming, elements);
    return new Column(input.operand(), elements, values, measured);
  }
}
