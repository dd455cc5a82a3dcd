package tapedeck.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Application;
import tapedeck.autograd.Engine;
import tapedeck.autograd.EngineListener;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.optim.UpdateRule;
import tapedeck.optim.UpdateRules;
import tapedeck.optim.Working;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/**
 * One optimiser step of one parameter as a worked sum: the rule runs again on what the tape holds,
 * and each operator that it applies is written down. The results are therefore those of the step to
 * the last bit, and a new rule is worked out without saying anything of it here.
 *
 * @param lines one for each result that has a name; the last one is the parameter after the step
 */
public record WorkedUpdate(List<Line> lines) {
  /** The name of the last line, which is the parameter itself. */
  public static final String PARAMETER = "parameter";

  private static final Map<String, String> SYMBOLS =
      Map.of(
          "momentum_buffer", "b",
          "exp_avg", "m",
          "exp_avg_sq", "v",
          "max_exp_avg_sq", "v̂",
          "denominator", "d",
          "weight_decay", "g′",
          "maximize", "−g",
          "nesterov", "n",
          "square_avg", "s");

  /**
   * A named result.
   *
   * @param name as on the tape, see {@link ParameterUpdate.Term}
   * @param symbol what it is called in formulas
   * @param value what it is, in the parameter's shape
   */
  public record Line(String name, String symbol, Written formula, TensorValue value) {
    /** The formula with symbols: {@code 0.9 · bₜ₋₁ + g}. */
    public String inSymbols() {
      return formula.inSymbols();
    }

    /** The formula with the numbers of one element, counted row by row. */
    public String inNumbers(int element) {
      return formula.inNumbers(element);
    }
  }

  /** A formula or a part of one. */
  public sealed interface Written {
    String inSymbols();

    String inNumbers(int element);

    /** Something with a name. */
    record Named(String symbol, TensorValue value) implements Written {
      @Override
      public String inSymbols() {
        return symbol;
      }

      @Override
      public String inNumbers(int element) {
        return Brief.exact(value, value.shape().numel() == 1 ? 0 : element);
      }
    }

    /** A number, made of hyper-parameters if it is {@code written} in another way. */
    record Scalar(String written, String digits) implements Written {
      @Override
      public String inSymbols() {
        return written;
      }

      @Override
      public String inNumbers(int element) {
        return digits;
      }
    }

    /** An operator and what it was applied to. */
    record Applied(String template, Map<String, Written> operands) implements Written {
      @Override
      public String inSymbols() {
        return fill(Written::inSymbols);
      }

      @Override
      public String inNumbers(int element) {
        return fill(part -> part.inNumbers(element));
      }

      private String fill(Function<Written, String> words) {
        return Formula.fill(
            template,
            place -> {
              Written part = operands.get(place);
              if (part == null) {
                return place;
              }
              String text = words.apply(part);
              boolean several = part instanceof Applied of && of.operands().size() > 1;
              boolean bare = several && !template.startsWith(alone(place));
              return bare || (text.startsWith("−") && !template.startsWith("{" + place))
                  ? "(" + text + ")"
                  : text;
            });
      }

      /** A sum may begin with another sum or product without brackets. */
      private static String alone(String place) {
        return "{" + place + "} + ";
      }
    }
  }

  /**
   * Works out an update.
   *
   * @param optimizer the rule's name in {@code torch.optim}
   * @param parameter what people call the parameter
   * @return null if there is no such rule
   */
  public static @Nullable WorkedUpdate of(
      String optimizer, String parameter, ParameterUpdate update) {
    UpdateRule rule = UpdateRules.find(optimizer);
    return rule == null ? null : new Notes(parameter, update).take(rule);
  }

  /** The line of a term, null if the rule has none of that name. */
  public @Nullable Line line(String name) {
    return lines.stream().filter(line -> line.name().equals(name)).findFirst().orElse(null);
  }

  private static String symbol(String name) {
    return SYMBOLS.getOrDefault(name, name);
  }

  /** Writes down what the rule computes. */
  private static final class Notes implements EngineListener, Working {
    private final String parameter;
    private final ParameterUpdate update;
    private final Engine engine = new Engine(this);
    private final Map<Long, Written> written = new HashMap<>();
    private final Map<Double, String> numbers = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();

    Notes(String parameter, ParameterUpdate update) {
      this.parameter = parameter;
      this.update = update;
    }

    WorkedUpdate take(UpdateRule rule) {
      Map<String, Tensor> state = new TreeMap<>();
      update
          .state()
          .forEach(kept -> state.put(kept.name(), named(before(kept.name()), kept.value())));
      Tensor after =
          rule.update(
              engine,
              named(parameter, update.before()),
              named("g", update.gradient()),
              state,
              update.hyperparameters(),
              this);
      lines.add(new Line(PARAMETER, parameter, writtenOf(after), after.value()));
      return new WorkedUpdate(List.copyOf(lines));
    }

    private static String before(String name) {
      return symbol(name) + "ₜ₋₁";
    }

    private Tensor named(String symbol, TensorValue value) {
      Tensor tensor = Tensor.of(engine.nextTensorId(), value);
      written.put(tensor.id(), new Written.Named(symbol, value));
      return tensor;
    }

    private Written writtenOf(Tensor tensor) {
      Written known = written.get(tensor.id());
      return known != null ? known : new Written.Named("#" + tensor.id(), tensor.value());
    }

    @Override
    public void number(String text, double value) {
      numbers.put(value, text);
    }

    @Override
    public void term(String name, Tensor value) {
      Written formula = writtenOf(value);
      boolean same = lines.stream().anyMatch(line -> line.name().equals(name));
      if (!same) {
        lines.add(new Line(name, symbol(name), formula, value.value()));
        written.put(value.id(), new Written.Named(symbol(name), value.value()));
      }
    }

    @Override
    public void opApplied(Application application) {
      Op op = Objects.requireNonNull(OpTable.find(application.op()));
      Map<String, Written> operands = new TreeMap<>();
      for (Application.Argument argument : application.arguments()) {
        if (argument.value() != null) {
          operands.put(argument.name(), operand(argument.value()));
        }
      }
      for (Tensor output : application.outputs()) {
        written.put(output.id(), written(op, operands, output));
      }
    }

    private static Written written(Op op, Map<String, Written> operands, Tensor output) {
      return switch (op.name()) {
        case "zeros_like" -> new Written.Named("0", output.value());
        case "clone" -> Objects.requireNonNull(operands.get("self"));
        default -> new Written.Applied(op.expression(), operands);
      };
    }

    private Written operand(Object argument) {
      if (argument instanceof Tensor tensor && !tensor.isWrappedNumber()) {
        return writtenOf(tensor);
      }
      double value =
          argument instanceof Tensor number
              ? number.peek().doubleAt(0)
              : argument instanceof Number given ? given.doubleValue() : Double.NaN;
      String digits = Double.isNaN(value) ? String.valueOf(argument) : Brief.number(value);
      return new Written.Scalar(numbers.getOrDefault(value, digits), digits);
    }
  }
}
