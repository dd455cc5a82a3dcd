package tapedeck.op;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/**
 * How the gradients of the results become the gradient of one tensor argument.
 *
 * @param parameter the argument's name
 * @param uses the tensors that must be saved for it: names of parameters or results
 * @param formula for people: {@code {g}} is the incoming gradient, {@code {name}} an argument
 * @param rule the vector-Jacobian product
 */
public record Derivative(String parameter, List<String> uses, String formula, ListRule rule) {
  /** The name under which a row's own result is saved. */
  public static final String RESULT = "result";

  /**
   * A vector-Jacobian product: maps the gradient of the first result to that of the argument; null
   * stands for zero.
   */
  @FunctionalInterface
  public interface Rule {
    @Nullable Tensor apply(Backward backward, Tensor gradient);
  }

  /**
   * A vector-Jacobian product that looks at the gradients of all results, of which each may be null
   * for zero; so may what it returns.
   */
  @FunctionalInterface
  public interface ResultsRule {
    @Nullable Tensor apply(Backward backward, @Nullable Tensor first);
  }

  /** A vector-Jacobian product for an argument that is a list: one gradient for each tensor. */
  @FunctionalInterface
  public interface ListRule {
    List<? extends @Nullable Tensor> apply(Backward backward, @Nullable Tensor gradient);
  }
}
