package tapedeck.python;

import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.HostAccess.Export;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Factories;
import tapedeck.tensor.DType;
import tapedeck.tensor.RandomGenerator;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** Makes tensors from shapes, and seeds the random stream. */
public final class FactoryBinding {
  private final Engine engine;
  private final Factories factories;
  private final PythonObjects objects;

  FactoryBinding(Engine engine, PythonObjects objects) {
    this.engine = engine;
    this.factories = new Factories(engine);
    this.objects = objects;
  }

  @Export
  public void manual_seed(long seed) {
    engine.random().setSeed(seed);
  }

  @Export
  public long initial_seed() {
    return engine.random().seed();
  }

  @Export
  public Object full(List<Object> size, double value, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.full(shape(size), value, named(dtype), requiresGrad)));
  }

  @Export
  public Object full_like(Tensor like, double value, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.fullLike(like, value, named(dtype), requiresGrad)));
  }

  @Export
  public Object rand_like(Tensor like, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.randLike(like, named(dtype), requiresGrad)));
  }

  @Export
  public Object randn_like(Tensor like, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.randnLike(like, named(dtype), requiresGrad)));
  }

  @Export
  public Object randint_like(long low, long high, Tensor like, String dtype) {
    return objects.guarded(
        () -> objects.wrapped(factories.randintLike(low, high, like, named(dtype))));
  }

  @Export
  public Object arange(double start, double end, double step, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.arange(start, end, step, named(dtype), requiresGrad)));
  }

  @Export
  public Object linspace(double start, double end, int steps, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.linspace(start, end, steps, named(dtype), requiresGrad)));
  }

  @Export
  public Object rand(
      List<Object> size, String dtype, boolean requiresGrad, @Nullable RandomGenerator generator) {
    return objects.guarded(
        () -> objects.wrapped(from(generator).rand(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randn(
      List<Object> size, String dtype, boolean requiresGrad, @Nullable RandomGenerator generator) {
    return objects.guarded(
        () -> objects.wrapped(from(generator).randn(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randint(
      long low, long high, List<Object> size, String dtype, @Nullable RandomGenerator generator) {
    return objects.guarded(
        () -> objects.wrapped(from(generator).randint(low, high, shape(size), named(dtype))));
  }

  @Export
  public Object randperm(int n, @Nullable RandomGenerator generator) {
    return objects.guarded(() -> objects.wrapped(from(generator).randperm(n)));
  }

  @Export
  public Object new_generator() {
    return new RandomGenerator();
  }

  @Export
  public void seed_generator(RandomGenerator generator, long seed) {
    generator.setSeed(seed);
  }

  @Export
  public long generator_seed(RandomGenerator generator) {
    return generator.seed();
  }

  @Export
  public Object default_generator() {
    return engine.random();
  }

  /** Everything that decides which numbers come next, as a tensor of bytes. */
  @Export
  public Object generator_state(RandomGenerator generator) {
    byte[] saved = generator.save();
    Storage storage = Storage.allocate(DType.UINT8, saved.length);
    for (int i = 0; i < saved.length; i++) {
      storage.set(i, (long) saved[i]);
    }
    return objects.wrapped(engine.tensor(storage, Shape.of(saved.length), false));
  }

  @Export
  public void restore_generator(RandomGenerator generator, Tensor state) {
    objects.guarded(
        () -> {
          byte[] saved = new byte[state.shape().numel()];
          for (int i = 0; i < saved.length; i++) {
            saved[i] = (byte) state.peek().longAt(i);
          }
          generator.restore(saved);
          return this;
        });
  }

  private Factories from(@Nullable RandomGenerator generator) {
    return generator == null ? factories : new Factories(engine, generator);
  }

  private static Shape shape(List<Object> sizes) {
    return Shape.of(sizes.stream().mapToInt(size -> ((Number) size).intValue()).toArray());
  }

  private static DType named(String dtype) {
    return Objects.requireNonNull(DType.named(dtype));
  }
}
