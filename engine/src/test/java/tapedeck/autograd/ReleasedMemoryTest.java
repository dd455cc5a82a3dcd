package tapedeck.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import tapedeck.op.Arithmetic;
import tapedeck.op.OpTable;
import tapedeck.op.Shapes;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

class ReleasedMemoryTest {
  private static final int COUNT = 20_011;

  private final Engine engine = new Engine();

  private Tensor numbers(float first, boolean requiresGrad) {
    Storage storage = Storage.allocate(DType.FLOAT32, COUNT);
    for (int i = 0; i < COUNT; i++) {
      storage.set(i, first + i);
    }
    return engine.tensor(storage, Shape.of(COUNT), requiresGrad);
  }

  private Tensor sum(Tensor a, Tensor b) {
    return engine.apply(Arithmetic.ADD, a, b);
  }

  @Test
  void theNextResultOfThatSizeTakesTheMemory() {
    Tensor a = numbers(0, false);
    Tensor first = sum(a, a);
    Object memory = first.storage().array();
    engine.release(first);
    Tensor second = sum(a, numbers(1, false));
    assertSame(memory, second.storage().array());
    float[] expected = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      expected[i] = 2 * i + 1;
    }
    assertArrayEquals(expected, (float[]) second.storage().array());
    assertNotSame(memory, sum(a, a).storage().array());
  }

  @Test
  void aProductTakesItWhateverItHolds() {
    Tensor a = sum(numbers(0, false), numbers(1, false));
    Tensor column = engine.apply(Shapes.VIEW, numbers(0, false), new int[] {COUNT, 1});
    Tensor one = engine.tensor(Storage.allocate(DType.FLOAT32, 1), Shape.of(1, 1), false);
    one.storage().set(0, 3);
    Object memory = a.storage().array();
    engine.release(a);
    Tensor product = engine.apply(OpTable.row("mm"), column, one);
    assertSame(memory, product.storage().array());
    assertEquals(3 * 20_010, ((float[]) product.storage().array())[COUNT - 1]);
  }

  @Test
  void aResultOfAnotherSizeDoesNot() {
    Tensor a = numbers(0, false);
    Tensor first = sum(a, a);
    Object memory = first.storage().array();
    engine.release(first);
    Tensor longer = engine.apply(OpTable.row("repeat"), a, new int[] {2});
    assertNotSame(memory, sum(longer, longer).storage().array());
  }

  @Test
  void whoeverStillLooksAtItIsRefused() {
    Tensor made = sum(numbers(0, false), numbers(1, false));
    Tensor view = engine.apply(Shapes.VIEW, made, new int[] {1, COUNT});
    engine.release(made);
    for (Tensor gone : new Tensor[] {made, view}) {
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> engine.apply(Arithmetic.NEG, gone));
      assertEquals("the memory of this tensor was released", refused.getMessage());
    }
  }

  @Test
  void backwardDoesNotReadSavedMemoryThatWasReleased() {
    Tensor a = numbers(0, true);
    Tensor made = engine.apply(OpTable.row("exp"), a);
    Tensor total = engine.apply(OpTable.row("sum"), made);
    engine.release(made);
    assertThrows(IllegalStateException.class, () -> engine.backward(total));
  }

  @Test
  void whatARecordingHoldsStays() {
    Tensor a = numbers(0, false);
    Tensor made = sum(a, a);
    Object recorded = made.storage().freeze();
    engine.release(made);
    assertNotSame(recorded, sum(a, a).storage().array());
    assertEquals(2 * (COUNT - 1), ((float[]) recorded)[COUNT - 1]);
  }
}
