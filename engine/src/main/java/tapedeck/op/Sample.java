package tapedeck.op;

import java.util.List;
import java.util.Map;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;

/**
 * Arguments with which the tests try an operator.
 *
 * @param arguments the first arguments, by position; a {@link Drawn} or {@link Whole} stands for a
 *     tensor, a list of them for a list of tensors
 * @param named arguments given by name
 */
public record Sample(List<Object> arguments, Map<String, Object> named) {
  /** A tensor of {@code shape} whose elements a test draws from [low, high). */
  public record Drawn(Shape shape, double low, double high) {}

  /**
   * A tensor of given whole numbers.
   *
   * @param type its type, which no test changes
   */
  public record Whole(Shape shape, List<Long> values, DType type) {}

  public static Sample of(Object... arguments) {
    return new Sample(List.of(arguments), Map.of());
  }

  /** The same sample with an argument by name. */
  public Sample with(String name, Object value) {
    Map<String, Object> more = new java.util.TreeMap<>(named);
    more.put(name, value);
    return new Sample(arguments, java.util.Collections.unmodifiableMap(more));
  }

  /** A tensor drawn from [0.5, 2), away from 0. */
  public static Drawn positive(int... sizes) {
    return new Drawn(Shape.of(sizes), 0.5, 2);
  }

  /** A tensor drawn from [-2, 2). */
  public static Drawn tensor(int... sizes) {
    return new Drawn(Shape.of(sizes), -2, 2);
  }

  /** A tensor drawn from [low, high). */
  public static Drawn between(double low, double high, int... sizes) {
    return new Drawn(Shape.of(sizes), low, high);
  }

  /** A one-dimensional int64 tensor. */
  public static Whole index(long... values) {
    return index(new int[] {values.length}, values);
  }

  /** An int64 tensor of the given sizes. */
  public static Whole index(int[] sizes, long... values) {
    return new Whole(Shape.of(sizes), boxed(values), DType.INT64);
  }

  /** A bool tensor of the given sizes; 1 is true. */
  public static Whole mask(int[] sizes, long... values) {
    return new Whole(Shape.of(sizes), boxed(values), DType.BOOL);
  }

  /** A float64 tensor of the given sizes, of which no gradient is taken. */
  public static Whole constant(int[] sizes, long... values) {
    return new Whole(Shape.of(sizes), boxed(values), DType.FLOAT64);
  }

  private static List<Long> boxed(long[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  /** The sizes of an {@link #index} or {@link #mask}. */
  public static int[] sizes(int... sizes) {
    return sizes;
  }
}
