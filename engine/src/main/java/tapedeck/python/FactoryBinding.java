package tapedeck.python;

import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.HostAccess.Export;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Factories;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;

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
  public Object arange(double start, double end, double step, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.arange(start, end, step, named(dtype), requiresGrad)));
  }

  @Export
  public Object rand(List<Object> size, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.rand(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randn(List<Object> size, String dtype, boolean requiresGrad) {
    return objects.guarded(
        () -> objects.wrapped(factories.randn(shape(size), named(dtype), requiresGrad)));
  }

  @Export
  public Object randint(long low, long high, List<Object> size, String dtype) {
    return objects.guarded(
        () -> objects.wrapped(factories.randint(low, high, shape(size), named(dtype))));
  }

  @Export
  public Object randperm(int n) {
    return objects.guarded(() -> objects.wrapped(factories.randperm(n)));
  }

  private static Shape shape(List<Object> sizes) {
    return Shape.of(sizes.stream().mapToInt(size -> ((Number) size).intValue()).toArray());
  }

  private static DType named(String dtype) {
    return Objects.requireNonNull(DType.named(dtype));
  }
}
