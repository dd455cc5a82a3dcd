package tapedeck.op;

import java.util.List;
import tapedeck.tensor.Shape;

/**
 * Arguments with which the tests try an operator.
 *
 * @param arguments one for each positional parameter; a {@link Drawn} stands for a tensor
 */
public record Sample(List<Object> arguments) {
  /** A tensor of {@code shape} whose elements a test draws from [low, high). */
  public record Drawn(Shape shape, double low, double high) {}

  public static Sample of(Object... arguments) {
    return new Sample(List.of(arguments));
  }

  /** A tensor drawn from [0.5, 2), away from 0. */
  public static Drawn positive(int... sizes) {
    return new Drawn(Shape.of(sizes), 0.5, 2);
  }

  /** A tensor drawn from [-2, 2). */
  public static Drawn tensor(int... sizes) {
    return new Drawn(Shape.of(sizes), -2, 2);
  }
}
