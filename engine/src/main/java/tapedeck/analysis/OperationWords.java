package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tapedeck.op.Derivative;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.RecordedTensor;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;

/**
 * Puts the names or the values of an operation's tensors into its formulas.
 *
 * @param state the moment
 * @param known a state of the same tape that knows the variable names
 */
public record OperationWords(State state, State known) {
  private static final String REDUCTION = "reduction";

  /** The places of what a loss does to the numbers of its elements, and of what each has of it. */
  private static final String MEAN = "{mean}";

  private static final String SHARE = "{1/n·}";

  /** What people call a tensor. */
  public String name(long tensor) {
    return known.nameOf(tensor);
  }

  /** What people call a tensor; {@code w.grad} for a gradient that no variable names. */
  String name(RecordedTensor tensor) {
    List<Long> owners = state.ownersOf(tensor.storage());
    return owners.isEmpty() || known.names().containsKey(tensor.id())
        ? name(tensor.id())
        : name(owners.get(0)) + ".grad";
  }

  /** What a tensor holds, in few characters. */
  public String value(long tensor) {
    TensorState found = state.tensor(tensor);
    return found == null ? name(tensor) : Brief.of(found.value());
  }

  /** The formula with names; the incoming gradient is called g. */
  public String named(String formula, OperationState operation) {
    return fill(formula, operation, "g", this::name);
  }

  /**
   * The formula with values.
   *
   * @param gradient what stands for the incoming gradient
   */
  public String valued(String formula, OperationState operation, String gradient) {
    return fill(formula, operation, gradient, this::value);
  }

  private static String fill(
      String formula, OperationState operation, String gradient, Function<Long, String> words) {
    return Formula.fill(
        formula.replace(SHARE, shareOf(operation)).replace(MEAN, reductionOf(operation)),
        place -> {
          if (place.equals("g")) {
            return gradient;
          }
          if (place.equals(Derivative.RESULT)) {
            return words.apply(operation.output());
          }
          for (Operand operand : operation.operands()) {
            if (operand.parameter().equals(place)) {
              Long tensor = operand.tensor();
              return tensor == null ? operand.text() : words.apply(tensor);
            }
          }
          return listed(place, operation, words);
        });
  }

  /** What is done to the losses of all elements. */
  private static String reductionOf(OperationState operation) {
    return switch (reduction(operation)) {
      case "1" -> "mean ";
      case "2" -> "Σ ";
      default -> "";
    };
  }

  private static String shareOf(OperationState operation) {
    return reduction(operation).equals("1") ? "1/n · " : "";
  }

  private static String reduction(OperationState operation) {
    return operation.operands().stream()
        .filter(operand -> operand.parameter().equals(REDUCTION))
        .map(Operand::text)
        .findFirst()
        .orElse("");
  }

  /** The tensors of a list argument, or the place itself if there is no such argument. */
  private static String listed(
      String place, OperationState operation, Function<Long, String> words) {
    List<String> tensors = new ArrayList<>();
    for (Operand operand : operation.operands()) {
      Long tensor = operand.tensor();
      if (operand.parameter().startsWith(place + "[") && tensor != null) {
        tensors.add(words.apply(tensor));
      }
    }
    return tensors.isEmpty() ? place : String.join(", ", tensors);
  }
}
