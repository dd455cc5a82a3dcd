package tapedeck.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;

class PrintingTest {
  @TestFactory
  Stream<DynamicTest> printsLikePyTorch() {
    return StreamSupport.stream(Recorded.file("printing").spliterator(), false)
        .map(row -> DynamicTest.dynamicTest(row.get(0).asText() + row.get(1), () -> check(row)));
  }

  private static void check(JsonNode row) {
    Storage storage = Recorded.storage(Recorded.dtype(row.get(0)), row.get(2));
    Tensor tensor = Tensor.contiguous(1, storage, Recorded.shape(row.get(1)));
    assertEquals(row.get(3).asText(), tensor.toString());
  }

  @Test
  void namesTheGradFnOfAResultAndTheMarkOfALeaf() {
    Tensor leaf = Tensor.contiguous(1, Storage.of(new float[] {1, 2}), Shape.of(2));
    leaf.setRequiresGrad(true);
    assertEquals("tensor([1., 2.], requires_grad=True)", leaf.toString());
    Tensor result = Tensor.contiguous(2, Storage.of(new float[] {1, 2}), Shape.of(2));
    result.setGradFn(() -> "MulBackward0", 0);
    assertEquals("tensor([1., 2.], grad_fn=<MulBackward0>)", result.toString());
  }
}
