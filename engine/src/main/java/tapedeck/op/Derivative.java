package tapedeck.op;

import java.util.List;
import tapedeck.tensor.Tensor;

/**
 * How the gradient of a result becomes the gradient of one tensor argument.
 *
 * @param parameter the argument's name
 * @param uses the tensors that must be saved for it: parameter names, or {@code result}
 * @param formula for people: {@code {g}} is the incoming gradient, {@code {name}} an argument
 * @param rule the vector-Jacobian product
 */
public record Derivative(String parameter, List<String> uses, String formula, Rule rule) {
  /** The name under which a row's own result is saved. */
  public static final String RESULT = "result";

  /** A vector-Jacobian product: maps the gradient of the result to that of the argument. */
  @FunctionalInterface
  public interface Rule {
    Tensor apply(Backward backward, Tensor gradient);
  }
}
