package tapedeck.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Op;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * A program of random operators, broadcasting, lines, prints and backward passes, the same for the
 * same seed.
 */
public final class RandomProgram implements Program {
  private static final Op[] OPS = {Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL};

  private final long seed;
  private final int operators;
  private final List<Tensor> leaves = new ArrayList<>();

  public RandomProgram(long seed, int operators) {
    this.seed = seed;
    this.operators = operators;
  }

  /** The leaves, after a run. */
  public List<Tensor> leaves() {
    return leaves;
  }

  @Override
  public String name() {
    return "random " + seed;
  }

  @Override
  public String source() {
    return "";
  }

  @Override
  public int run(Engine engine, ProgramListener listener) {
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      int size = 1 + random.nextInt(3);
      Storage storage = Storage.of(random.doubles(size, -2, 2).toArray());
      leaves.add(engine.tensor(storage, Shape.of(size == 2 ? 1 : size), i < 2));
    }
    leaves.replaceAll(t -> t.shape().numel() == t.storage().length() ? t : leaf(engine, random));
    List<Tensor> made = new ArrayList<>(leaves);
    for (int i = 0; i < operators; i++) {
      listener.lineReached(i + 1, "<module>", Map.of("v" + i, made.get(made.size() - 1).id()));
      Op op = OPS[random.nextInt(OPS.length)];
      Tensor a = made.get(random.nextInt(made.size()));
      Tensor b = made.get(random.nextInt(made.size()));
      made.add(compatible(a, b) ? engine.apply(op, a, b) : engine.apply(op, a, 2.0));
      if (random.nextInt(4) == 0) {
        listener.printed(false, "line " + i + "\n");
      }
      Tensor last = made.get(made.size() - 1);
      if (random.nextInt(5) == 0 && last.requiresGrad()) {
        engine.backward(last, ones(engine, last), true, random.nextInt(3) == 0);
      }
      if (random.nextInt(8) == 0) {
        engine.setGrad(leaves.get(0), null);
      }
    }
    listener.finished(Map.of());
    return 0;
  }

  private static Tensor leaf(Engine engine, Random random) {
    return engine.tensor(Storage.of(random.doubles(1, -2, 2).toArray()), Shape.of(1), true);
  }

  private static Tensor ones(Engine engine, Tensor like) {
    double[] ones = new double[like.shape().numel()];
    java.util.Arrays.fill(ones, 1);
    return engine.tensor(Storage.of(ones), like.shape(), false);
  }

  private static boolean compatible(Tensor a, Tensor b) {
    int sizeA = a.shape().numel();
    int sizeB = b.shape().numel();
    return sizeA == sizeB || sizeA == 1 || sizeB == 1;
  }

  @Override
  public void stop() {}
}
