package tapedeck.bench;

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
  private final Op sigmoid = row("sigmoid");
  private final Op softmax = row("softmax");
  private final Op matmul = row("matmul");
  private final Op conv2d = row("conv2d");
  private Tensor scalar;
  private Perceptron tiny;
  private Perceptron digits;
  private Tensor left;
  private Tensor right;
  private Tensor manyA;
  private Tensor manyB;
  private Tensor rows;
  private Tensor image;
  private Tensor kernel;

  private static Op row(String name) {
    return OpTable.row(name);
  }

  @Setup
  public void prepare() {
    scalar = random(true);
    tiny = new Perceptron(engine, 8, false, 2, 16, 16, 2);
    digits = new Perceptron(engine, 64, true, 784, 128, 10);
    left = random(false, 512, 512);
    right = random(false, 512, 512);
    manyA = random(false, MILLION);
    manyB = random(false, MILLION);
    rows = random(false, 1000, 1000);
    image = random(false, 8, 16, 32, 32);
    kernel = random(false, 32, 16, 3, 3);
  }

  private Tensor random(boolean requiresGrad, int... sizes) {
    return Perceptron.random(engine, requiresGrad, sizes);
  }

  @Benchmark
  public Tensor scalarGraph() {
    engine.attributes().setGrad(scalar, null);
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
  public void matmul512Released() {
    engine.release(engine.apply(matmul, left, right));
  }

  @Benchmark
  public Tensor addMillion() {
    return engine.apply(add, manyA, manyB);
  }

  @Benchmark
  public void addMillionReleased() {
    engine.release(engine.apply(add, manyA, manyB));
  }

  @Benchmark
  public Tensor expMillion() {
    return engine.apply(exp, manyA);
  }

  @Benchmark
  public void expMillionReleased() {
    engine.release(engine.apply(exp, manyA));
  }

  @Benchmark
  public Tensor tanhMillion() {
    return engine.apply(tanh, manyA);
  }

  @Benchmark
  public void tanhMillionReleased() {
    engine.release(engine.apply(tanh, manyA));
  }

  @Benchmark
  public Tensor sigmoidMillion() {
    return engine.apply(sigmoid, manyA);
  }

  @Benchmark
  public Tensor softmaxThousandRows() {
    return engine.apply(softmax, rows, -1L);
  }

  @Benchmark
  public Tensor convolution() {
    return engine.apply(conv2d, image, kernel);
  }
}
