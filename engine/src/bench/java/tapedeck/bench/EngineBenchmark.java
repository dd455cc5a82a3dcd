package tapedeck.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * The engine from Java, without Python, tape or window. Each method has a counterpart of the same
 * name in {@code src/bench/oracle/benchmarks.py}, which PyTorch runs; {@code src/bench/run.sh} sets
 * the two side by side.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class EngineBenchmark {
  private static final int MILLION = 1_000_000;

  private final Engine engine = new Engine();
  private final Op add = Arithmetic.ADD;
  private final Op mul = Arithmetic.MUL;
  private final Op exp = row("exp");
  private final Op tanh = row("tanh");
  private final Op relu = row("relu");
  private final Op matmul = row("matmul");
  private final Op linear = row("linear");
  private final Op conv2d = row("conv2d");
  private final Op logSoftmax = row("log_softmax");
  private final Op nllLoss = row("nll_loss_nd");
  private Tensor scalar;
  private Network tiny;
  private Network digits;
  private Tensor left;
  private Tensor right;
  private Tensor manyA;
  private Tensor manyB;
  private Tensor image;
  private Tensor kernel;

  private static Op row(String name) {
    return OpTable.row(name);
  }

  @Setup
  public void prepare() {
    scalar = random(true);
    tiny = new Network(8, false, 2, 16, 16, 2);
    digits = new Network(64, true, 784, 128, 10);
    left = random(false, 512, 512);
    right = random(false, 512, 512);
    manyA = random(false, MILLION);
    manyB = random(false, MILLION);
    image = random(false, 8, 16, 32, 32);
    kernel = random(false, 32, 16, 3, 3);
  }

  private Tensor random(boolean requiresGrad, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[shape.numel()];
    engine.random().fillNormal(values, 0, 0.1f);
    Storage storage = Storage.allocate(engine.defaultFloat(), values.length);
    for (int i = 0; i < values.length; i++) {
      storage.set(i, values[i]);
    }
    return engine.tensor(storage, shape, requiresGrad);
  }

  /** A multilayer perceptron with its batch, trained by SGD with momentum on cross-entropy. */
  private final class Network {
    private final boolean rectified;
    private final List<Tensor> parameters = new ArrayList<>();
    private final Tensor batch;
    private final Tensor classes;
    private final Optimizer optimizer = new Optimizer(engine, new Sgd());
    private final SortedMap<String, Double> options = new TreeMap<>();

    Network(int size, boolean rectified, int... widths) {
      this.rectified = rectified;
      for (int i = 1; i < widths.length; i++) {
        parameters.add(random(true, widths[i], widths[i - 1]));
        parameters.add(random(true, widths[i]));
      }
      batch = random(false, size, widths[0]);
      Storage numbers = Storage.allocate(DType.INT64, size);
      for (int i = 0; i < size; i++) {
        numbers.set(i, (long) (i % widths[widths.length - 1]));
      }
      classes = engine.tensor(numbers, Shape.of(size), false);
      for (String zero :
          Arrays.asList("maximize", "weight_decay", "dampening", "nesterov")) {
        options.put(zero, 0.0);
      }
      options.put("lr", 0.01);
      options.put("momentum", 0.9);
    }

    Tensor step() {
      for (Tensor parameter : parameters) {
        engine.setGrad(parameter, null);
      }
      Tensor hidden = batch;
      for (int i = 0; i < parameters.size(); i += 2) {
        hidden = engine.apply(linear, hidden, parameters.get(i), parameters.get(i + 1));
        if (i + 2 < parameters.size()) {
          hidden = engine.apply(rectified ? relu : tanh, hidden);
        }
      }
      Tensor loss = engine.apply(nllLoss, engine.apply(logSoftmax, hidden, 1L), classes);
      engine.backward(loss);
      optimizer.start(List.of());
      for (Tensor parameter : parameters) {
        optimizer.update(parameter, options);
      }
      optimizer.finish();
      return loss;
    }
  }

  @Benchmark
  public Tensor scalarGraph() {
    engine.setGrad(scalar, null);
    Tensor y =
        engine.apply(mul, engine.apply(add, scalar, 1L), engine.apply(add, scalar, 2L));
    engine.backward(y);
    return y;
  }

  @Benchmark
  public Tensor tinyMlpStep() {
    return tiny.step();
  }

  @Benchmark
  public Tensor digitsMlpStep() {
    return digits.step();
  }

  @Benchmark
  public Tensor matmul512() {
    return engine.apply(matmul, left, right);
  }

  @Benchmark
  public Tensor addMillion() {
    return engine.apply(add, manyA, manyB);
  }

  @Benchmark
  public Tensor expMillion() {
    return engine.apply(exp, manyA);
  }

  @Benchmark
  public Tensor tanhMillion() {
    return engine.apply(tanh, manyA);
  }

  @Benchmark
  public Tensor convolution() {
    return engine.apply(conv2d, image, kernel);
  }
}
