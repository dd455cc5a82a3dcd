package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tapedeck.autograd.Engine;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** Compares the derivatives of every row, on every sample, with finite differences in float64. */
class GradcheckTest {
  private static final double STEP = 1e-6;
  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> firstDerivatives() {
    return samples((op, sample) -> check(op, sample, false));
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return samples((op, sample) -> check(op, sample, true));
  }

  private interface Check {
    void run(Op op, Sample sample);
  }

  private static Stream<DynamicTest> samples(Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Op op : OpTable.all()) {
      for (int i = 0; i < op.samples().size(); i++) {
        Sample sample = op.samples().get(i);
        if (op.backwardName() != null) {
          tests.add(
              DynamicTest.dynamicTest(op.name() + " sample " + i, () -> check.run(op, sample)));
        }
      }
    }
    return tests.stream();
  }

  /**
   * The function under test is f(inputs) = Σ weights ⊙ op(inputs), or for second derivatives Σ
   * weights ⊙ ∂f/∂inputs, whose gradient must agree with its differences.
   */
  private static void check(Op op, Sample sample, boolean second) {
    List<double[]> data = draw(sample);
    List<double[]> analytic = gradients(op, sample, data, second);
    for (int i = 0; i < data.size(); i++) {
      for (int k = 0; k < data.get(i).length; k++) {
        double x = data.get(i)[k];
        data.get(i)[k] = x + STEP;
        double up = scalar(op, sample, data, second);
        data.get(i)[k] = x - STEP;
        double down = scalar(op, sample, data, second);
        data.get(i)[k] = x;
        assertEquals(
            (up - down) / (2 * STEP),
            analytic.get(i)[k],
            TOLERANCE * Math.max(1, Math.abs(analytic.get(i)[k])),
            op + ", operand " + i + ", element " + k);
      }
    }
  }

  private static List<double[]> draw(Sample sample) {
    Random random = new Random(1);
    List<double[]> data = new ArrayList<>();
    for (Object argument : sample.arguments()) {
      if (argument instanceof Sample.Drawn drawn) {
        double[] values = new double[drawn.shape().numel()];
        for (int i = 0; i < values.length; i++) {
          values[i] = drawn.low() + (drawn.high() - drawn.low()) * random.nextDouble();
        }
        data.add(values);
      }
    }
    return data;
  }

  /** The scalar function, built on an engine of its own. */
  private record Built(Engine engine, List<Tensor> leaves, Tensor scalar) {}

  private static Built build(Op op, Sample sample, List<double[]> data, boolean second) {
    Engine engine = new Engine();
    List<Tensor> leaves = new ArrayList<>();
    Object[] arguments = sample.arguments().toArray();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i] instanceof Sample.Drawn drawn) {
        Storage storage = Storage.of(data.get(leaves.size()).clone());
        Tensor leaf = engine.tensor(storage, drawn.shape(), true);
        leaves.add(leaf);
        arguments[i] = leaf;
      }
    }
    Tensor first = weighted(engine, engine.apply(op, arguments), 3);
    if (!second) {
      return new Built(engine, leaves, first);
    }
    Tensor sum = weighted(engine, leaves.get(0), 7);
    for (Tensor gradient : engine.grad(List.of(first), leaves, List.of(), true, true, false)) {
      sum =
          engine.apply(Arithmetic.ADD, sum, weighted(engine, Objects.requireNonNull(gradient), 5));
    }
    return new Built(engine, leaves, sum);
  }

  private static Tensor weighted(Engine engine, Tensor tensor, long seed) {
    Random random = new Random(seed);
    Storage weights = Storage.allocate(DType.FLOAT64, tensor.shape().numel());
    for (int i = 0; i < weights.length(); i++) {
      weights.set(i, random.nextDouble() + 0.5);
    }
    Tensor product =
        engine.apply(Arithmetic.MUL, tensor, engine.tensor(weights, tensor.shape(), false));
    // squared, so that second derivatives of linear operators do not vanish
    Tensor squared = engine.apply(Arithmetic.MUL, product, product);
    return engine.apply(Shapes.SUM_TO_SIZE, squared, new int[0]);
  }

  private static double scalar(Op op, Sample sample, List<double[]> data, boolean second) {
    return build(op, sample, data, second).scalar().value().doubleAt(0);
  }

  private static List<double[]> gradients(
      Op op, Sample sample, List<double[]> data, boolean second) {
    Built built = build(op, sample, data, second);
    built.engine().backward(built.scalar());
    List<double[]> gradients = new ArrayList<>();
    for (Tensor leaf : built.leaves()) {
      double[] values = new double[leaf.shape().numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = Objects.requireNonNull(leaf.grad()).value().doubleAt(i);
      }
      gradients.add(values);
    }
    return gradients;
  }
}
