package tapedeck.session;

import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Expression;
import tapedeck.analysis.ExpressionError;
import tapedeck.analysis.Names;
import tapedeck.analysis.NonFinite;
import tapedeck.tape.Goal;
import tapedeck.tape.RecordedTensor;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;

/**
 * Where a run stops, in either direction. Tensors are meant by the program's names, so that a
 * breakpoint holds for every run of the program; {@link #text()} and {@link #parse} keep it between
 * two starts.
 */
public sealed interface Breakpoint extends Goal {
  /** The breakpoint as one line of text, such as {@code gradient w1}. */
  String text();

  /**
   * Reads what {@link #text()} wrote.
   *
   * @throws ExpressionError if it is none, with what is wrong
   */
  static Breakpoint parse(String text) {
    String[] words = text.strip().split(" +", 2);
    String rest = words.length < 2 ? "" : words[1];
    return switch (words[0]) {
      case "nan" -> new OnNonFinite();
      case "none" -> new OnMissingGradient();
      case "line" -> OnLine.parse(rest);
      case "op" -> new OnOperation(rest);
      case "value" -> new OnTensor(rest, Change.VALUE);
      case "gradient" -> new OnTensor(rest, Change.GRADIENT);
      case "version" -> new OnTensor(rest, Change.VERSION);
      default -> OnCondition.of(words[0].equals("when") ? rest : text);
    };
  }

  /** Stops before a line of the program. */
  record OnLine(int line) implements Breakpoint {
    private static OnLine parse(String number) {
      try {
        return new OnLine(Integer.parseInt(number));
      } catch (NumberFormatException e) {
        throw new ExpressionError("a line is a number, not '" + number + "'");
      }
    }

    @Override
    public String text() {
      return "line " + line;
    }

    @Override
    public boolean concerns(TapeEvent event) {
      return event instanceof TapeEvent.LineReached && event.line() == line;
    }

    @Override
    public boolean needsStates() {
      return false;
    }

    @Override
    public boolean isReached(State before, State after) {
      return true;
    }
  }

  /** Stops where an operator of that name is applied, or a backward function of that name runs. */
  record OnOperation(String name) implements Breakpoint {
    @Override
    public String text() {
      return "op " + name;
    }

    @Override
    public boolean concerns(TapeEvent event) {
      if (event instanceof TapeEvent.OpApplied applied) {
        return isCalled(applied.op());
      }
      return event instanceof TapeEvent.NodeEvaluated
          || (event instanceof TapeEvent.TensorMutated mutated && isCalled(mutated.op()));
    }

    /** Whether an operator has the name, whatever its overload. */
    private boolean isCalled(String op) {
      int overload = op.indexOf('.');
      return op.equals(name) || (overload > 0 && op.substring(0, overload).equals(name));
    }

    @Override
    public boolean isReached(State before, State after) {
      if (after.last() instanceof TapeEvent.NodeEvaluated evaluated) {
        var node = after.node(evaluated.node());
        return node != null && node.name().equals(name);
      }
      return true;
    }
  }

  /** What about a tensor is watched. */
  enum Change {
    /** Its elements, or which tensor the name stands for. */
    VALUE,
    /** A gradient comes to it: at its {@code grad_fn}, or in its {@code .grad}. */
    GRADIENT,
    /** Its memory is written to. */
    VERSION
  }

  /** Stops where something about a tensor changes. */
  record OnTensor(String tensor, Change change) implements Breakpoint {
    @Override
    public String text() {
      return change.name().toLowerCase(java.util.Locale.ROOT) + " " + tensor;
    }

    @Override
    public boolean concerns(TapeEvent event) {
      return switch (change) {
        case VALUE -> writes(event) || event instanceof TapeEvent.LineReached;
        case VERSION -> writes(event);
        case GRADIENT ->
            event instanceof TapeEvent.GradAccumulated || event instanceof TapeEvent.NodeEvaluated;
      };
    }

    private static boolean writes(TapeEvent event) {
      return event instanceof TapeEvent.TensorMutated
          || event instanceof TapeEvent.ParameterUpdated
          || (event instanceof TapeEvent.OpApplied applied && applied.inPlace());
    }

    @Override
    public boolean isReached(State before, State after) {
      Long id = Names.find(after, tensor);
      TensorState now = id == null ? null : after.tensor(id);
      if (id == null || now == null) {
        return false;
      }
      return switch (change) {
        case VALUE -> hasChanged(before, now);
        case GRADIENT -> isReachedBy(after.last(), now);
        case VERSION -> {
          Long known = Names.find(before, tensor);
          yield isWritten(after, known == null ? now : before.tensor(known));
        }
      };
    }

    private boolean hasChanged(State before, TensorState now) {
      Long id = Names.find(before, tensor);
      TensorState then = id == null ? null : before.tensor(id);
      return then == null || !then.value().equals(now.value());
    }

    private static boolean isReachedBy(@Nullable TapeEvent event, TensorState now) {
      if (event instanceof TapeEvent.GradAccumulated accumulated) {
        return accumulated.leaf() == now.id();
      }
      Long gradFn = now.made().gradFn();
      return event instanceof TapeEvent.NodeEvaluated evaluated
          && gradFn != null
          && evaluated.node() == gradFn;
    }

    private static boolean isWritten(State after, @Nullable TensorState then) {
      RecordedTensor written = null;
      if (after.last() instanceof TapeEvent.TensorMutated mutated) {
        written = mutated.tensor();
      } else if (after.last() instanceof TapeEvent.OpApplied applied) {
        written = applied.output();
      } else if (after.last() instanceof TapeEvent.ParameterUpdated updated) {
        TensorState parameter = after.tensor(updated.update().parameter());
        written = parameter == null ? null : parameter.made();
      }
      return then != null && written != null && written.storage() == then.made().storage();
    }
  }

  /** Stops where a condition over tensors becomes true. */
  record OnCondition(String condition, Expression expression) implements Breakpoint {
    static OnCondition of(String condition) {
      return new OnCondition(condition.strip(), Expression.parse(condition));
    }

    @Override
    public String text() {
      return "when " + condition;
    }

    @Override
    public boolean concerns(TapeEvent event) {
      return !(event instanceof TapeEvent.Printed
          || event instanceof TapeEvent.BuffersReleased
          || event instanceof TapeEvent.NodeEvaluated
          || event instanceof TapeEvent.HookCalled);
    }

    @Override
    public boolean isReached(State before, State after) {
      return Names.anyChanged(expression.names(), before, after) && holds(after) && !holds(before);
    }

    private boolean holds(State state) {
      try {
        return expression.at(state).isTrue();
      } catch (ExpressionError undefined) {
        return false;
      }
    }
  }

  /** Stops where a NaN or an infinity arises: it comes out of something into which none went. */
  record OnNonFinite() implements Breakpoint {
    @Override
    public String text() {
      return "nan";
    }

    @Override
    public boolean concerns(TapeEvent event) {
      return NonFinite.comesOut(event);
    }

    @Override
    public boolean isReached(State before, State after) {
      return after.last() != null && !NonFinite.goesIn(after.last(), before);
    }
  }

  /** Stops at an optimiser's step for which a parameter has no gradient. */
  record OnMissingGradient() implements Breakpoint {
    @Override
    public String text() {
      return "none";
    }

    @Override
    public boolean concerns(TapeEvent event) {
      return event instanceof TapeEvent.OptimizerStepStarted;
    }

    @Override
    public boolean isReached(State before, State after) {
      return after.last() instanceof TapeEvent.OptimizerStepStarted started
          && started.parameters().stream().anyMatch(id -> after.gradOf(id) == null);
    }
  }
}
