package tapedeck.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import tapedeck.op.Arithmetic;
import tapedeck.op.OpTable;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * Gradients of random programs (broadcasting, views, writes in place through views, hooks) agree
 * with finite differences, to the second order.
 */
class RandomGradientsTest {
  private static final double STEP = 1e-5;
  private static final List<Shape> LEAVES = List.of(Shape.of(2, 3), Shape.of(3), Shape.of(1));

  /** What a place with a hook that doubles the gradient does. */
  private enum Hooking {
    /** Nothing. */
    NONE,
    /** The hook. */
    HOOK,
    /** An operation with the same value and twice the gradient. */
    DOUBLED
  }

  /** A program of one seed, which can run with other values of its leaves. */
  private record RandomFunction(long seed, int size, Hooking hooking) {
    Tensor run(Engine engine, List<Tensor> leaves) {
      Random random = new Random(seed);
      List<Tensor> made = new ArrayList<>(leaves);
      for (int i = 0; i < size; i++) {
        made.add(next(engine, made, random));
      }
      Tensor total = engine.sum(made.get(made.size() - 1));
      for (int i = LEAVES.size(); i < made.size() - 1; i++) {
        total = engine.add(total, engine.mul(engine.sum(made.get(i)), 0.1 * i));
      }
      return total;
    }

    private Tensor next(Engine engine, List<Tensor> made, Random random) {
      Tensor a = made.get(random.nextInt(made.size()));
      Tensor b = made.get(random.nextInt(made.size()));
      return switch (random.nextInt(8)) {
        case 0 -> fits(a, b) ? engine.add(a, b) : engine.add(a, 0.5);
        case 1 -> fits(a, b) ? engine.sub(a, b) : engine.neg(a);
        case 2, 3 -> engine.call("tanh", fits(a, b) ? engine.mul(a, b) : engine.mul(a, a));
        case 4 -> engine.call(random.nextBoolean() ? "sin" : "sigmoid", a);
        case 5 -> view(engine, a, random);
        case 6 -> written(engine, a, b, random);
        default -> hooked(engine, engine.call("tanh", a));
      };
    }

    private static Tensor view(Engine engine, Tensor a, Random random) {
      int dims = a.shape().dim();
      return switch (random.nextInt(dims == 0 ? 1 : 4)) {
        case 0 -> engine.unsqueeze(a, 0);
        case 1 -> engine.select(a, 0, a.shape().size(0) - 1);
        case 2 -> engine.slice(a, dims - 1, 0, Math.max(1, a.shape().size(dims - 1) - 1));
        default -> dims < 2 ? engine.reshape(a, -1, 1) : engine.transpose(a, 0, dims - 1);
      };
    }

    /** A copy of {@code a}, into which a view of it writes. */
    private static Tensor written(Engine engine, Tensor a, Tensor b, Random random) {
      Tensor copy = engine.call("clone", a);
      Tensor view = view(engine, copy, random);
      Tensor factor = engine.sum(b);
      if (random.nextBoolean()) {
        engine.applyInPlace(Arithmetic.MUL, view, engine.call("tanh", factor));
      } else {
        engine.applyInPlace(OpTable.row("sin"), view);
        engine.applyInPlace(Arithmetic.ADD, copy, factor);
      }
      return copy;
    }

    private Tensor hooked(Engine engine, Tensor a) {
      if (hooking == Hooking.DOUBLED) {
        return engine.sub(engine.mul(a, 2.0), engine.detach(a));
      }
      if (hooking == Hooking.HOOK && a.gradFn() instanceof Node node) {
        node.hooks()
            .addTensorHook(
                a.outputNr(), gradient -> gradient == null ? null : engine.mul(gradient, 2.0));
      }
      return a;
    }

    private static boolean fits(Tensor a, Tensor b) {
      int dims = Math.min(a.shape().dim(), b.shape().dim());
      for (int d = 1; d <= dims; d++) {
        int n = a.shape().size(a.shape().dim() - d);
        int m = b.shape().size(b.shape().dim() - d);
        if (n != m && n != 1 && m != 1) {
          return false;
        }
      }
      return true;
    }
  }

  private static List<double[]> values(long seed) {
    Random random = new Random(~seed);
    return LEAVES.stream().map(s -> random.doubles(s.numel(), -1.2, 1.2).toArray()).toList();
  }

  private static List<Tensor> leaves(Engine engine, List<double[]> values) {
    List<Tensor> leaves = new ArrayList<>();
    for (int i = 0; i < LEAVES.size(); i++) {
      leaves.add(engine.tensor(Storage.of(values.get(i).clone()), LEAVES.get(i), true));
    }
    return leaves;
  }

  private static List<double[]> gradients(RandomFunction function, List<double[]> values) {
    Engine engine = new Engine();
    List<Tensor> leaves = leaves(engine, values);
    engine.backward(function.run(engine, leaves));
    return leaves.stream().map(leaf -> numbers(leaf.grad(), leaf.shape())).toList();
  }

  private static double[] numbers(@Nullable Tensor gradient, Shape shape) {
    double[] numbers = new double[shape.numel()];
    for (int i = 0; gradient != null && i < numbers.length; i++) {
      numbers[i] = gradient.peek().doubleAt(i);
    }
    return numbers;
  }

  /** Compares {@code gradients} with the differences of {@code function}. */
  private static void check(
      List<double[]> gradients,
      List<double[]> values,
      Function<List<double[]>, Double> function,
      double tolerance) {
    for (int leaf = 0; leaf < values.size(); leaf++) {
      for (int i = 0; i < values.get(leaf).length; i++) {
        double kept = values.get(leaf)[i];
        values.get(leaf)[i] = kept + STEP;
        double above = function.apply(values);
        values.get(leaf)[i] = kept - STEP;
        double below = function.apply(values);
        values.get(leaf)[i] = kept;
        double expected = (above - below) / (2 * STEP);
        double allowed = tolerance * (1 + Math.abs(expected));
        assertEquals(expected, gradients.get(leaf)[i], allowed, "leaf " + leaf + "[" + i + "]");
      }
    }
  }

  @Property(tries = 150)
  void gradientsAreThoseOfFiniteDifferences(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 20) int size) {
    RandomFunction function = new RandomFunction(seed, size, Hooking.NONE);
    List<double[]> values = values(seed);
    check(
        gradients(function, values),
        values,
        changed -> {
          Engine engine = new Engine();
          return function.run(engine, leaves(engine, changed)).peek().doubleAt(0);
        },
        1e-6);
  }

  @Property(tries = 100)
  void hooksThatDoubleAreOperationsThatDouble(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 20) int size) {
    List<double[]> values = values(seed);
    List<double[]> hooked = gradients(new RandomFunction(seed, size, Hooking.HOOK), values);
    List<double[]> doubled = gradients(new RandomFunction(seed, size, Hooking.DOUBLED), values);
    for (int leaf = 0; leaf < values.size(); leaf++) {
      for (int i = 0; i < values.get(leaf).length; i++) {
        double expected = doubled.get(leaf)[i];
        assertEquals(expected, hooked.get(leaf)[i], 1e-9 * (1 + Math.abs(expected)));
      }
    }
  }

  /** Σ (i + 1) · ∂f/∂leafᵢ summed, of which the second derivatives are checked. */
  private static Tensor slope(Engine engine, RandomFunction function, List<Tensor> leaves) {
    Tensor output = function.run(engine, leaves);
    List<@Nullable Tensor> first =
        engine.grad(List.of(output), leaves, Arrays.asList((Tensor) null), true, true, true);
    Tensor total = engine.sum(engine.mul(leaves.get(0), 0.0));
    for (int i = 0; i < first.size(); i++) {
      Tensor gradient = first.get(i);
      if (gradient != null) {
        total = engine.add(total, engine.mul(engine.sum(gradient), i + 1.0));
      }
    }
    return total;
  }

  @Property(tries = 100)
  void secondDerivativesAreThoseOfFiniteDifferences(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 14) int size) {
    RandomFunction function = new RandomFunction(seed, size, Hooking.NONE);
    List<double[]> values = values(seed);
    Engine engine = new Engine();
    List<Tensor> leaves = leaves(engine, values);
    engine.backward(slope(engine, function, leaves));
    List<double[]> gradients =
        leaves.stream().map(leaf -> numbers(leaf.grad(), leaf.shape())).toList();
    check(
        gradients,
        values,
        changed -> {
          Engine other = new Engine();
          return slope(other, function, leaves(other, changed)).peek().doubleAt(0);
        },
        1e-5);
  }
}
