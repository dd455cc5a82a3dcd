package tapedeck.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.op.Parameter;
import tapedeck.op.Parameter.Kind;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TensorState;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/**
 * A recorded operation, run again on what its operands held when the program ran it: on an engine
 * of its own, so neither the program nor the tape notices. It answers what the tape does not hold:
 * other vector-Jacobian products, the Jacobian, finite differences.
 */
public final class RepeatedOperation {
  /** Why an operation cannot be run again. */
  public enum Obstacle {
    /** It has no derivative, or is a function that the program wrote. */
    NOT_IN_THE_TABLE,
    /** It draws random numbers, which would not come again. */
    RANDOM,
    /** It wrote into a part of a tensor, for which autograd puts a node of another kind. */
    WRITES_INTO_A_VIEW,
    /** What its operands held is not on the tape any more. */
    FORGOTTEN
  }

  /**
   * An operand that has a derivative.
   *
   * @param slot which of the node's next functions its gradient takes
   */
  public record Input(int slot, Operand operand, TensorValue value) {}

  private final Op op;
  private final List<Operand> operands;
  private final State before;

  private RepeatedOperation(Op op, OperationState operation, State before) {
    this.op = op;
    this.operands = operation.operands();
    this.before = before;
  }

  /** Why the operation cannot be run again, null if it can. */
  public static @Nullable Obstacle obstacle(Tape tape, OperationState operation) {
    Op op = OpTable.find(operation.op());
    if (op == null || op.isComposed() || op.derivatives().isEmpty()) {
      return Obstacle.NOT_IN_THE_TABLE;
    }
    if (op.parameters().stream().anyMatch(parameter -> parameter.kind() == Kind.GENERATOR)) {
      return Obstacle.RANDOM;
    }
    if (operation.at().step() <= tape.firstStep()) {
      return Obstacle.FORGOTTEN;
    }
    State after = tape.stateAt(operation.at().step());
    NodeState node = operation.node() == null ? null : after.node(operation.node());
    if (node != null
        && !node.name().equals(op.backwardName())
        && !node.name().equals(op.inPlaceBackwardName())) {
      return Obstacle.WRITES_INTO_A_VIEW;
    }
    State before = tape.stateAt(operation.at().step() - 1);
    boolean known =
        operation.operands().stream()
            .allMatch(o -> o.tensor() == null || before.tensor(o.tensor()) != null);
    return known ? null : Obstacle.FORGOTTEN;
  }

  /**
   * The operation, ready to be run.
   *
   * @throws IllegalArgumentException if there is an {@linkplain #obstacle obstacle}
   */
  public static RepeatedOperation of(Tape tape, OperationState operation) {
    Obstacle obstacle = obstacle(tape, operation);
    if (obstacle != null) {
      throw new IllegalArgumentException(operation.op() + " cannot be run again: " + obstacle);
    }
    return new RepeatedOperation(
        OpTable.row(Objects.requireNonNull(OpTable.find(operation.op())).name()),
        operation,
        tape.stateAt(operation.at().step() - 1));
  }

  /** The floating tensors among the operands that have a derivative. */
  public List<Input> inputs() {
    List<Input> inputs = new ArrayList<>();
    int slot = 0;
    for (Operand operand : operands) {
      if (op.derivative(operand.parameter()) != null) {
        TensorState tensor = operand.tensor() == null ? null : before.tensor(operand.tensor());
        if (tensor != null && tensor.value().dtype().isFloating()) {
          inputs.add(new Input(slot, operand, tensor.value()));
        }
        slot++;
      }
    }
    return inputs;
  }

  /**
   * The vector-Jacobian product of each slot, null where there is none.
   *
   * @param incoming the gradient of each result, null for zero
   */
  public List<@Nullable TensorValue> vectorJacobianProduct(
      List<? extends @Nullable TensorValue> incoming) {
    Execution run = new Execution(null);
    return run.pullBack(incoming);
  }

  /**
   * The Jacobian of one result with respect to one input: a row for each element of the result, a
   * column for each of the input, both counted row by row.
   */
  public double[][] jacobian(int output, int slot) {
    Execution run = new Execution(null);
    TensorValue result = run.outputs.get(output).value();
    int rows = result.shape().numel();
    double[][] jacobian = new double[rows][];
    for (int row = 0; row < rows; row++) {
      List<@Nullable TensorValue> unit =
          new ArrayList<>(Collections.nCopies(run.outputs.size(), (TensorValue) null));
      Storage one = Storage.allocate(result.dtype(), rows);
      one.set(row, 1.0);
      unit.set(output, Tensor.contiguous(0, one, result.shape()).value());
      jacobian[row] = numbers(run.pullBack(unit).get(slot), slot);
    }
    return jacobian;
  }

  private double[] numbers(@Nullable TensorValue value, int slot) {
    int count =
        value != null
            ? value.shape().numel()
            : inputs().stream()
                .filter(input -> input.slot() == slot)
                .findFirst()
                .orElseThrow()
                .value()
                .shape()
                .numel();
    double[] numbers = new double[count];
    for (int i = 0; value != null && i < count; i++) {
      numbers[i] = value.doubleAt(i);
    }
    return numbers;
  }

  /**
   * Elements of one vector-Jacobian product by central differences in float64: {@code Σ v · (f(x +
   * h) − f(x − h)) / 2h}, without any derivative.
   *
   * @param elements which elements of the input, counted row by row
   */
  public double[] finiteDifferences(
      int slot, List<? extends @Nullable TensorValue> incoming, int[] elements) {
    Input input = inputs().stream().filter(known -> known.slot() == slot).findFirst().orElseThrow();
    double[] differences = new double[elements.length];
    for (int i = 0; i < elements.length; i++) {
      double x = input.value().doubleAt(elements[i]);
      double h = 1e-6 * Math.max(1, Math.abs(x));
      List<Tensor> above = new Execution(new Nudge(slot, elements[i], h)).outputs;
      List<Tensor> below = new Execution(new Nudge(slot, elements[i], -h)).outputs;
      double sum = 0;
      for (int k = 0; k < incoming.size(); k++) {
        TensorValue v = incoming.get(k);
        for (int e = 0; v != null && e < v.shape().numel(); e++) {
          double change = above.get(k).peek().doubleAt(e) - below.get(k).peek().doubleAt(e);
          // what an infinite result does not change by is not its gradient
          sum += v.doubleAt(e) == 0 ? 0 : v.doubleAt(e) * change;
        }
      }
      differences[i] = sum / (2 * h);
    }
    return differences;
  }

  /** One element of one input that is changed a little; the run is in float64 then. */
  private record Nudge(int slot, int element, double by) {}

  /** One run. */
  private final class Execution {
    private final @Nullable Nudge nudge;
    private final Engine engine = new Engine();
    private final List<@Nullable Tensor> slots = new ArrayList<>();
    private final List<Tensor> outputs;

    Execution(@Nullable Nudge nudge) {
      this.nudge = nudge;
      engine.setGradEnabled(nudge == null);
      @Nullable Object[] arguments = new Object[op.parameters().size()];
      for (int i = 0; i < arguments.length; i++) {
        arguments[i] = argument(op.parameters().get(i));
      }
      outputs = engine.applyAll(op, arguments);
    }

    private @Nullable Object argument(Parameter parameter) {
      if (parameter.kind() == Kind.TENSORS) {
        return operands.stream()
            .filter(operand -> operand.parameter().startsWith(parameter.name() + "["))
            .map(operand -> (Tensor) tensorOrNumber(operand))
            .toList();
      }
      for (Operand operand : operands) {
        if (operand.parameter().equals(parameter.name())) {
          return operand.tensor() != null || parameter.kind() == Kind.TENSOR
              ? tensorOrNumber(operand)
              : Literals.read(parameter.kind(), operand.text(), nudge != null);
        }
      }
      return parameter.defaultValue();
    }

    private @Nullable Object tensorOrNumber(Operand operand) {
      boolean derived = op.derivative(operand.parameter()) != null;
      Object value;
      if (operand.tensor() == null) {
        value = Literals.read(Kind.NUMBER, operand.text(), false);
      } else {
        TensorState state = Objects.requireNonNull(before.tensor(operand.tensor()));
        value = tensor(state.value(), derived);
        if (value instanceof Tensor made && made.dtype().isFloating()) {
          // nobody asks for the gradient of what does not require one
          made.setRequiresGrad(derived && nudge == null && state.requiresGrad());
        }
      }
      if (derived) {
        slots.add(value instanceof Tensor tensor ? tensor : null);
      }
      return value;
    }

    private Tensor tensor(TensorValue value, boolean derived) {
      boolean floating = value.dtype().isFloating();
      if (nudge != null && floating) {
        return Tensor.contiguous(engine.nextTensorId(), wide(value, nudge, derived), value.shape());
      }
      return Tensor.of(engine.nextTensorId(), value);
    }

    private Storage wide(TensorValue value, Nudge change, boolean derived) {
      Storage storage = Storage.allocate(DType.FLOAT64, value.shape().numel());
      for (int i = 0; i < storage.length(); i++) {
        boolean changed = derived && slots.size() == change.slot() && i == change.element();
        storage.set(i, value.doubleAt(i) + (changed ? change.by() : 0));
      }
      return storage;
    }

    /** What the node sends to each slot when it receives {@code incoming}. */
    List<@Nullable TensorValue> pullBack(List<? extends @Nullable TensorValue> incoming) {
      List<Tensor> roots = new ArrayList<>();
      List<Tensor> vectors = new ArrayList<>();
      for (int i = 0; i < Math.min(incoming.size(), outputs.size()); i++) {
        TensorValue v = incoming.get(i);
        if (v != null && outputs.get(i).gradFn() != null) {
          roots.add(outputs.get(i));
          vectors.add(Tensor.of(engine.nextTensorId(), v));
        }
      }
      List<Tensor> wanted = slots.stream().filter(t -> t != null && t.requiresGrad()).toList();
      @Nullable TensorValue[] products = new TensorValue[slots.size()];
      if (!roots.isEmpty()) {
        List<@Nullable Tensor> gradients = engine.grad(roots, wanted, vectors, true, false, true);
        for (int i = 0; i < wanted.size(); i++) {
          Tensor gradient = gradients.get(i);
          products[slots.indexOf(wanted.get(i))] = gradient == null ? null : gradient.value();
        }
      }
      return Arrays.asList(products);
    }
  }
}
