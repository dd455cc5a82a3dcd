package tapedeck.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class StorageTest {
  @Test
  void aRecordedValueNeverChanges() {
    Tensor tensor = Tensor.contiguous(1, Storage.of(new float[] {1, 2}), Shape.of(2));
    TensorValue before = tensor.value();
    tensor.storage().set(0, 5.0);
    assertEquals(1, before.doubleAt(0));
    assertEquals(5, tensor.value().doubleAt(0));
  }

  @Test
  void recordingCopiesNothing() {
    float[] array = {1, 2};
    Tensor tensor = Tensor.contiguous(1, Storage.of(array), Shape.of(2));
    assertSame(array, tensor.value().array());
  }

  @Test
  void onlyTheFirstWriteAfterARecordingCopies() {
    Storage storage = Storage.of(new float[] {1, 2});
    Object frozen = storage.freeze();
    Object copy = storage.writable();
    assertNotSame(frozen, copy);
    assertSame(copy, storage.writable());
  }

  @Test
  void eitherSideOfACopyOnWriteKeepsItsOwnValue() {
    Storage first = Storage.of(new double[] {1});
    Storage second = first.copyOnWrite();
    first.set(0, 2.0);
    second.set(0, 3.0);
    assertEquals(2, ((double[]) first.array())[0]);
    assertEquals(3, ((double[]) second.array())[0]);
  }

  @Test
  void valuesAreComparedByElementsNotByLayout() {
    Tensor rows = Tensor.contiguous(1, Storage.of(new float[] {1, 2, 3, 4}), Shape.of(2, 2));
    Tensor columns =
        Tensor.contiguous(2, Storage.of(new float[] {1, 3, 2, 4}), Shape.of(2, 2))
            .view(3, Shape.of(2, 2), new int[] {1, 2}, 0);
    assertEquals(rows.value(), columns.value());
    assertEquals(rows.value().hashCode(), columns.value().hashCode());
  }
}
