package tapedeck.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Call;
import tapedeck.op.Parameter;
import tapedeck.tensor.Tensor;

/**
 * One application of an operator, as listeners hear of it.
 *
 * @param op the operator's name, or that of a custom function's class
 * @param arguments what it was applied to
 * @param outputs the tensors it made
 * @param node the backward function, null if no gradient is recorded
 */
public record Application(
    String op, List<Argument> arguments, List<Tensor> outputs, @Nullable Node node) {

  /**
   * One argument.
   *
   * @param name the parameter's; the tensors of a list have it with a number behind: {@code
   *     tensors[0]}
   * @param tensorId the number that the argument had before the operator ran, if it is a tensor
   */
  public record Argument(String name, @Nullable Object value, long tensorId) {
    static Argument of(String name, @Nullable Object value) {
      return new Argument(name, value, value instanceof Tensor tensor ? tensor.id() : 0);
    }
  }

  /** The arguments of a call, lists of tensors one by one. */
  static List<Argument> arguments(Call call) {
    List<Argument> arguments = new ArrayList<>();
    List<Parameter> parameters = call.op().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i).name();
      if (parameters.get(i).kind() == Parameter.Kind.TENSORS) {
        List<@Nullable Tensor> tensors = call.tensorsAt(i);
        for (int k = 0; k < tensors.size(); k++) {
          arguments.add(Argument.of(name + "[" + k + "]", tensors.get(k)));
        }
      } else {
        arguments.add(Argument.of(name, call.argument(i)));
      }
    }
    return arguments;
  }
}
