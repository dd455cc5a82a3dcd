package tapedeck.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tapedeck.op.Arithmetic;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.op.Shapes;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

/** Writing in place reuses the memory, and never what somebody else still looks at. */
class InPlaceTest {
  private final Engine engine = new Engine();
  private final Tensor square =
      engine.tensor(Storage.of(new float[] {1, 2, 3, 4}), Shape.of(2, 2), false);

  private float[] numbers() {
    return (float[]) square.storage().array();
  }

  @Test
  void theResultIsComputedIntoTheSameArray() {
    Object array = square.storage().array();
    engine.applyInPlace(Arithmetic.MUL, square, 2L);
    engine.applyInPlace(Arithmetic.ADD, square, square, 1L);
    engine.applyInPlace(row("relu"), square);
    engine.applyInPlace(row("exp"), square);
    engine.applyInPlace(row("addcmul"), square, square, square);
    assertSame(array, square.storage().array());
    assertEquals((float) Math.exp(4) * ((float) Math.exp(4) + 1), numbers()[0], 0.01);
  }

  @Test
  void aValueTakenBeforeStaysAsItWas() {
    TensorValue before = square.value();
    engine.applyInPlace(Arithmetic.MUL, square, 2L);
    assertArrayEquals(new float[] {2, 4, 6, 8}, numbers());
    assertEquals(4, before.doubleAt(3));
    Object own = square.storage().array();
    engine.applyInPlace(Arithmetic.MUL, square, 2L);
    assertSame(own, square.storage().array());
  }

  @Test
  void whatIsComputedOnTheWayDoesNotTouchTheMemory() {
    Tensor ones = engine.tensor(Storage.of(new float[] {1, 1}), Shape.of(2), false);
    engine.applyInPlace(row("addr"), square, ones, ones);
    assertArrayEquals(new float[] {2, 3, 4, 5}, numbers());
  }

  @Test
  void anOperandThatIsAnotherViewOfTheMemoryIsRefused() {
    Tensor turned = engine.apply(Shapes.T, square);
    TorchError refused =
        assertThrows(
            TorchError.class, () -> engine.applyInPlace(Arithmetic.ADD, square, turned, 1L));
    assertTrue(
        String.valueOf(refused.getMessage())
            .startsWith("unsupported operation: some elements of the input tensor"));
    assertArrayEquals(new float[] {1, 2, 3, 4}, numbers());
  }

  @Test
  void whatIsSavedForTheBackwardPassStaysAsItWas() {
    Tensor x = engine.tensor(Storage.of(new float[] {1, 2, 3, 4}), Shape.of(4), true);
    Tensor y = engine.apply(Arithmetic.MUL, x, 1L);
    engine.applyInPlace(Arithmetic.MUL, y, x);
    engine.backward(engine.apply(row("sum"), y));
    assertEquals(8, x.grad().value().doubleAt(3));
  }

  private static Op row(String name) {
    return OpTable.row(name);
  }
}
