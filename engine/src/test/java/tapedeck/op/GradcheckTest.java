package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
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
  private static final double TOLERANCE = 2e-5;

  /**
   * Rows whose derivative is refused, as in PyTorch, whose draws jump with the parameter, whose
   * gradient is that of a softmax before it, or goes, as in PyTorch, to both triangles of a factor
   * of which one is read.
   */
  private static final List<String> WITHOUT_DIFFERENCES =
      List.of(
          "floor_divide",
          "poisson",
          "binomial",
          "_ctc_loss",
          "_ctc_loss_backward",
          "hardsigmoid_backward",
          "_cdist_backward",
          "_pdist_backward",
          "_margin_gradient",
          "_embedding_bag_backward",
          "_scaled_dot_product_flash_attention_for_cpu_backward",
          "_delayed_error",
          "heaviside",
          "normal.Tensor_float",
          "normal.float_Tensor",
          "normal.Tensor_Tensor",
          "cholesky_inverse",
          "cholesky_solve");

  /** The rows whose gradients refuse to be differentiated, as in PyTorch. */
  private static final List<String> ONCE =
      List.of(
          "hardsigmoid",
          "cdist",
          "pdist",
          "multi_margin_loss",
          "multilabel_margin_loss",
          "_embedding_bag",
          "scaled_dot_product_attention");

  @TestFactory
  Stream<DynamicTest> firstDerivatives() {
    return samples((op, sample) -> new Checked(op, sample, false).run());
  }

  @TestFactory
  Stream<DynamicTest> secondDerivatives() {
    return samples((op, sample) -> new Checked(op, sample, true).run())
        .filter(test -> !ONCE.contains(test.getDisplayName().split(" ", 2)[0]));
  }

  private interface Check {
    void run(Op op, Sample sample);
  }

  private static Stream<DynamicTest> samples(Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Op op : OpTable.all()) {
      for (int i = 0; i < op.samples().size(); i++) {
        Sample sample = op.samples().get(i);
        // the gradient of a padding row is 0 by definition
        boolean padded = op.name().equals("embedding") && sample.arguments().size() > 2;
        boolean differentiable = !padded && (op.backwardName() != null || op.isComposed());
        if (differentiable && !WITHOUT_DIFFERENCES.contains(op.name())) {
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
  private static final class Checked {
    private final Op op;
    private final SampleArguments arguments;
    private final boolean second;

    Checked(Op op, Sample sample, boolean second) {
      this.op = op;
      this.arguments = new SampleArguments(op, sample);
      this.second = second;
    }

    void run() {
      List<double[]> data = arguments.draw();
      List<double[]> analytic = gradients(data);
      List<Tensor> leaves = build(data).leaves();
      for (int i = 0; i < data.size(); i++) {
        for (int k = 0; k < data.get(i).length && leaves.get(i).requiresGrad(); k++) {
          double x = data.get(i)[k];
          data.get(i)[k] = x + STEP;
          double up = build(data).scalar().value().doubleAt(0);
          data.get(i)[k] = x - STEP;
          double down = build(data).scalar().value().doubleAt(0);
          data.get(i)[k] = x;
          assertEquals(
              (up - down) / (2 * STEP),
              analytic.get(i)[k],
              TOLERANCE * Math.max(1, Math.abs(analytic.get(i)[k])),
              op + ", operand " + i + ", element " + k);
        }
      }
    }

    /** The scalar function, built on an engine of its own. */
    private record Built(Engine engine, List<Tensor> leaves, Tensor scalar) {}

    private Built build(List<double[]> data) {
      Engine engine = new Engine();
      List<Tensor> leaves = new ArrayList<>();
      Object[] bound =
          arguments.bind(
              engine,
              data,
              (drawn, values) -> {
                Tensor leaf = engine.tensor(Storage.of(values.clone()), drawn.shape(), true);
                leaves.add(leaf);
                return leaf;
              });
      for (int i = 0; i < bound.length; i++) {
        // what has no derivative, such as the target of some losses, stays constant
        if (!op.isComposed() && op.derivativeAt(i) == null && bound[i] instanceof Tensor fixed) {
          fixed.setRequiresGrad(false);
        }
      }
      Tensor first = null;
      for (Tensor output : engine.applyAll(op, bound)) {
        if (output.dtype().isFloating() && output.requiresGrad()) {
          Tensor part = weighted(engine, output, 3);
          first = first == null ? part : engine.apply(Arithmetic.ADD, first, part);
        }
      }
      if (first == null) {
        return new Built(engine, leaves, engine.tensor(0));
      }
      if (!second) {
        return new Built(engine, leaves, first);
      }
      List<Tensor> followed = leaves.stream().filter(Tensor::requiresGrad).toList();
      Tensor sum = weighted(engine, followed.get(0), 7);
      for (Tensor gradient : engine.grad(List.of(first), followed, List.of(), true, true, true)) {
        if (gradient != null) {
          sum = engine.apply(Arithmetic.ADD, sum, weighted(engine, gradient, 5));
        }
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

    private List<double[]> gradients(List<double[]> data) {
      Built built = build(data);
      if (built.scalar().requiresGrad()) {
        built.engine().backward(built.scalar());
      }
      List<double[]> gradients = new ArrayList<>();
      for (Tensor leaf : built.leaves()) {
        double[] values = new double[leaf.shape().numel()];
        Tensor grad = leaf.grad();
        for (int i = 0; i < values.length && grad != null; i++) {
          values[i] = grad.value().doubleAt(i);
        }
        gradients.add(values);
      }
      return gradients;
    }
  }
}
