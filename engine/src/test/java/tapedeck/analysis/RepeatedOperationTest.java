package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.analysis.RepeatedOperation.Obstacle;
import tapedeck.autograd.Engine;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.op.SampleArguments;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

class RepeatedOperationTest {
  private final Tape tape = new Tape();
  private final Engine engine = new Engine(new Recorder(tape::append));

  private Tensor leaf(DType dtype, double... numbers) {
    Storage storage = Storage.allocate(dtype, numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      storage.set(i, numbers[i]);
    }
    return engine.tensor(storage, Shape.of(numbers.length), true);
  }

  private OperationState operation(Tensor output) {
    return Objects.requireNonNull(tape.end().operation(output.id()));
  }

  /** Every row, on every sample: what it sends again is what it sent, to the last bit. */
  @TestFactory
  Stream<DynamicTest> everyNodeSendsTheSameAgain() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Op op : OpTable.all()) {
      for (int i = 0; i < op.samples().size() && op.backwardName() != null; i++) {
        int sample = i;
        tests.add(
            DynamicTest.dynamicTest(
                op.name() + " sample " + i, () -> new RepeatedOperationTest().check(op, sample)));
      }
    }
    return tests.stream();
  }

  private void check(Op op, int sample) {
    SampleArguments arguments = new SampleArguments(op, op.samples().get(sample));
    Object[] bound =
        arguments.bind(
            engine,
            arguments.draw(),
            (drawn, values) -> {
              Storage storage = Storage.allocate(DType.FLOAT64, values.length);
              for (int i = 0; i < values.length; i++) {
                storage.set(i, values[i]);
              }
              return engine.tensor(storage, drawn.shape(), true);
            });
    List<Tensor> results = engine.applyAll(op, bound);
    OperationState operation = operation(results.get(0));
    Obstacle obstacle = RepeatedOperation.obstacle(tape, operation);
    if (operation.node() == null || obstacle == Obstacle.RANDOM) {
      return;
    }
    assertNull(obstacle);
    List<Tensor> roots = results.stream().filter(Tensor::requiresGrad).toList();
    try {
      engine.backward(roots, roots.stream().map(this::ramp).toList(), List.of(), true, false);
    } catch (tapedeck.tensor.TorchError refused) {
      return;
    }
    State end = tape.end();
    NodeState.Evaluation evaluation =
        Objects.requireNonNull(Objects.requireNonNull(end.node(operation.node())).evaluation());
    List<TensorValue> again =
        RepeatedOperation.of(tape, operation).vectorJacobianProduct(evaluation.incoming());
    for (int slot = 0; slot < evaluation.outgoing().size(); slot++) {
      assertEquals(evaluation.outgoing().get(slot), again.get(slot), "slot " + slot);
    }
  }

  private Tensor ramp(Tensor like) {
    Storage storage = Storage.allocate(like.dtype(), like.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, (i + 1) / 4.0);
    }
    return engine.tensor(storage, like.shape(), false);
  }

  @Test
  void theJacobianHasARowForEachElementOfTheResult() {
    Tensor x = leaf(DType.FLOAT32, 1, 2);
    Tensor y = engine.call("outer", x, leaf(DType.FLOAT32, 3, 4));
    Tensor product = engine.call("mul", x, x);
    assertTrue(y.requiresGrad());
    RepeatedOperation operation = RepeatedOperation.of(tape, operation(product));
    assertArrayEquals(
        new double[][] {{1, 0}, {0, 2}}, operation.jacobian(0, 0), "d(x ⊙ x)/dx by its first use");
    assertEquals(2, operation.inputs().size());
  }

  @Test
  void itIsRunOnWhatTheOperandsHeldThen() {
    Tensor x = leaf(DType.FLOAT32, 3);
    Tensor y = engine.call("mul", x, x);
    engine.setGradEnabled(false);
    engine.applyInPlace(OpTable.row("mul"), x, 10L);
    RepeatedOperation operation = RepeatedOperation.of(tape, operation(y));
    assertArrayEquals(new double[][] {{3}}, operation.jacobian(0, 1));
  }

  @Test
  void finiteDifferencesNeedNoDerivative() {
    Tensor x = leaf(DType.FLOAT32, 0.5, -1, 2);
    Tensor y = engine.call("tanh", x);
    RepeatedOperation operation = RepeatedOperation.of(tape, operation(y));
    double[] numeric =
        operation.finiteDifferences(
            0, List.of(leaf(DType.FLOAT32, 1, 2, 0).value()), new int[] {1, 2});
    assertEquals(2 * (1 - Math.pow(Math.tanh(-1), 2)), numeric[0], 1e-8);
    assertEquals(0, numeric[1]);
  }

  @Test
  void aNodeIsCheckedAgainstFiniteDifferences() {
    Tensor x = leaf(DType.FLOAT32, 0.5, -1, 2);
    Tensor y = engine.call("mul", x, engine.call("sigmoid", x));
    engine.backward(engine.call("sum", y));
    NodeState.Evaluation evaluation =
        Objects.requireNonNull(
            Objects.requireNonNull(tape.end().node(Objects.requireNonNull(operation(y).node())))
                .evaluation());
    NodeCheck check = NodeCheck.of(RepeatedOperation.of(tape, operation(y)), evaluation);
    assertEquals(2, check.columns().size());
    for (NodeCheck.Column column : check.columns()) {
      assertTrue(column.agrees(), column.toString());
      assertTrue(column.largestDifference() < 1e-6);
    }
    NodeCheck.Column good = check.columns().get(0);
    double[] wrong = good.sent().clone();
    wrong[1] += 0.01;
    NodeCheck.Column bad =
        new NodeCheck.Column(good.operand(), good.elements(), wrong, good.measured());
    assertTrue(!bad.agrees());
  }

  @Test
  void whatCannotComeAgainSaysWhy() {
    Tensor x = leaf(DType.FLOAT32, 0.5, 0.5, 0.5);
    assertEquals(
        Obstacle.RANDOM, RepeatedOperation.obstacle(tape, operation(engine.call("bernoulli", x))));
    Tensor y = engine.call("mul", x, 2L);
    engine.applyInPlace(OpTable.row("mul"), engine.call("select", y, 0L, 1L), 3L);
    long writes = tape.length();
    assertTrue(tape.event(writes) instanceof TapeEvent.OpApplied);
    assertEquals(
        Obstacle.WRITES_INTO_A_VIEW,
        tape.end().operations().values().stream()
            .filter(operation -> operation.op().equals("mul_"))
            .map(operation -> RepeatedOperation.obstacle(tape, operation))
            .findFirst()
            .orElse(null));
  }
}
