package tapedeck.tape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backward function as it was when its operator was applied.
 *
 * @param id the engine's number
 * @param name PyTorch's name
 * @param next where its gradients go, one for each tensor input, null where none is needed
 * @param saved the tensors kept for backward
 */
public record RecordedNode(
    long id, String name, long sequenceNr, List<@Nullable NextFunction> next, List<Saved> saved) {

  /**
   * One entry of {@code next_functions}.
   *
   * @param node the node's number
   * @param inputNr which of its gradients this is
   * @param leaf the leaf, if the node is that leaf's {@code AccumulateGrad}
   */
  public record NextFunction(long node, int inputNr, @Nullable Long leaf) {
    /** Whether this is that input of that node. */
    boolean leadsTo(long toNode, int toInputNr) {
      return node == toNode && inputNr == toInputNr;
    }
  }

  /**
   * A saved tensor.
   *
   * @param name the parameter it was an argument of, or {@code result}
   * @param version its version when it was saved
   */
  public record Saved(String name, long tensor, int version) {}
}
