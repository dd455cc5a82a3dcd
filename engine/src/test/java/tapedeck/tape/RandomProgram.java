package tapedeck.tape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Op;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * A program of random operators, broadcasting, lines, prints, backward passes, in-place writes and
 * optimiser steps, the same for the same seed.
 */
public final class RandomProgram implements Program {
  private static final Op[] OPS = {Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL};

  private final long seed;
  private final int operators;
  private final List<Tensor> leaves = new ArrayList<>();
  private final Consumer<List<Tensor>> watcher;

  public RandomProgram(long seed, int operators) {
    this(seed, operators, leaves -> {});
  }

  /**
   * @param watcher shown the leaves after each thing that the program does
   */
  public RandomProgram(long seed, int operators, Consumer<List<Tensor>> watcher) {
    this.seed = seed;
    this.operators = operators;
    this.watcher = watcher;
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
      listener.lineReached(i + 1, "<module>", names(i, made));
      Op op = OPS[random.nextInt(OPS.length)];
      Tensor a = made.get(random.nextInt(made.size()));
      Tensor b = made.get(random.nextInt(made.size()));
      made.add(compatible(a, b) ? engine.apply(op, a, b) : engine.apply(op, a, 2.0));
      if (random.nextInt(4) == 0) {
        listener.printed(false, "line " + i + "\n");
      }
      Tensor last = made.get(made.size() - 1);
      if (random.nextInt(5) == 0 && last.requiresGrad()) {
        backward(engine, last, random.nextInt(3) == 0);
      }
      if (random.nextInt(8) == 0) {
        engine.attributes().setGrad(leaves.get(0), null);
      }
      disturb(engine, random);
      watcher.accept(leaves);
    }
    listener.finished(Map.of());
    return 0;
  }

  /** Variables for the leaves and the last result. */
  private Map<String, Long> names(int line, List<Tensor> made) {
    return Map.of(
        "a",
        leaves.get(0).id(),
        "b",
        leaves.get(1).id(),
        "c",
        leaves.get(2).id(),
        "v" + line,
        made.get(made.size() - 1).id());
  }

  /** A backward pass, which fails where a saved tensor was written to. */
  private static void backward(Engine engine, Tensor output, boolean createGraph) {
    try {
      engine.backward(output, ones(engine, output), true, createGraph);
    } catch (TorchError modified) {
      // the tape knows that the pass has failed
    }
  }

  /** Writes in place into a leaf, a view of one or its gradient, or lets an optimiser do so. */
  private void disturb(Engine engine, Random random) {
    Tensor leaf = leaves.get(random.nextInt(2));
    Tensor grad = leaf.grad();
    engine.setGradEnabled(false);
    switch (random.nextInt(12)) {
      case 0 -> engine.applyInPlace(Arithmetic.MUL, leaf, 0.5);
      case 1 -> engine.applyInPlace(Arithmetic.ADD, engine.detach(leaf), 1.0);
      case 2 -> {
        if (grad != null && grad.isLeaf()) {
          engine.applyInPlace(Arithmetic.MUL, grad, 0.0);
        }
      }
      case 3 -> {
        Optimizer optimizer = new Optimizer(engine, new Sgd());
        optimizer.start(leaves.subList(0, 2));
        optimizer.update(leaf, new TreeMap<>(Map.of("lr", 0.1)));
        optimizer.finish();
      }
      case 4 -> engine.attributes().setGrad(leaf, ones(engine, leaf));
      default -> {}
    }
    engine.setGradEnabled(true);
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
