package tapedeck.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TensorValueTest {
  private static TensorValue floats(float... elements) {
    Shape shape = Shape.of(elements.length);
    return TensorValue.of(DType.FLOAT32, shape, new int[] {1}, 0, elements);
  }

  @Test
  void theRootMeanSquareIsThatOfTheElementsThatAreSeen() {
    assertEquals(5, floats(3, -4, 5, (float) Math.sqrt(50)).rootMeanSquare(), 1e-6);
    float[] array = {1, 100, 7, 100};
    TensorValue strided = TensorValue.of(DType.FLOAT32, Shape.of(2), new int[] {2}, 0, array);
    assertEquals(5, strided.rootMeanSquare(), 1e-6);
    assertEquals(0, floats().rootMeanSquare());
    assertEquals(0, floats(0, 0).rootMeanSquare());
  }

  @Test
  void nanAndInfAreNotFinite() {
    assertTrue(floats(1, Float.NaN).hasNonFinite());
    assertTrue(floats(Float.NEGATIVE_INFINITY).hasNonFinite());
    assertTrue(Float.isNaN(floats(Float.POSITIVE_INFINITY).rootMeanSquare()));
    assertFalse(floats(Float.MAX_VALUE, Float.MIN_VALUE).hasNonFinite());
  }

  @Test
  void aSquareThatOverflowsIsNoInfinity() {
    double[] large = {1e200, -1e200};
    TensorValue value = TensorValue.of(DType.FLOAT64, Shape.of(2), new int[] {1}, 0, large);
    assertFalse(value.hasNonFinite());
    assertEquals(Float.MAX_VALUE, value.rootMeanSquare());
  }

  @Test
  void itIsMeasuredOnce() {
    TensorValue value = floats(1, 2);
    assertFalse(value.isMeasured());
    value.hasNonFinite();
    assertTrue(value.isMeasured());
  }
}
