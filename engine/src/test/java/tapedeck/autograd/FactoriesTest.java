package tapedeck.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;
import tapedeck.tensor.TorchError;

class FactoriesTest {
  private final Engine engine = new Engine();
  private final Factories factories = new Factories(engine);

  @TestFactory
  Stream<DynamicTest> giveTheNumbersThatPyTorchGives() {
    return StreamSupport.stream(Recorded.file("streams").spliterator(), false)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get(1).asText() + row.get(2) + row.get(3) + " seed " + row.get(0),
                    () -> check(row)));
  }

  private void check(JsonNode row) {
    engine.random().setSeed(row.get(0).asLong());
    Shape shape = Shape.of(row.get(2).asInt());
    DType dtype = Recorded.dtype(row.get(3));
    Tensor made =
        switch (row.get(1).asText()) {
          case "rand" -> factories.rand(shape, dtype, false);
          case "randn" -> factories.randn(shape, dtype, false);
          case "randint" -> factories.randint(-5, 100, shape, dtype);
          case "randperm" -> factories.randperm(row.get(2).asInt());
          default -> throw new IllegalArgumentException(row.get(1).asText());
        };
    TensorValue expected = Tensor.contiguous(0, Recorded.storage(dtype, row.get(4)), shape).value();
    if (row.get(1).asText().equals("randn") && dtype == DType.FLOAT64) {
      // Java's logarithm and cosine may differ from the C library's in the last place
      for (int i = 0; i < shape.numel(); i++) {
        double x = expected.doubleAt(i);
        assertEquals(x, made.value().doubleAt(i), 4 * Math.ulp(x));
      }
    } else {
      assertEquals(expected, made.value());
    }
    // what comes next shows that as much of the stream was used
    assertEquals(
        Tensor.contiguous(0, Recorded.storage(DType.FLOAT32, row.get(5)), Shape.of(2)).value(),
        factories.rand(Shape.of(2), DType.FLOAT32, false).value());
  }

  @Test
  void rangesAndConstants() {
    assertEquals("tensor([0, 2, 4])", factories.arange(0, 5, 2, DType.INT64, false).toString());
    assertEquals(
        "tensor([3., 2., 1.], requires_grad=True)",
        factories.arange(3, 0, -1, DType.FLOAT32, true).toString());
    assertEquals(
        "tensor([[7., 7.]])", factories.full(Shape.of(1, 2), 7, DType.FLOAT32, false).toString());
    assertEquals(
        "upper bound and lower bound inconsistent with step sign",
        assertThrows(TorchError.class, () -> factories.arange(0, 5, -1, DType.INT64, false))
            .getMessage());
  }
}
