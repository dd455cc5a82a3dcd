package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.autograd.Engine;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

class OperatorTableTest {
  private static final List<String> APPROXIMATE =
      List.of(
          "exp",
          "log",
          "sqrt",
          "rsqrt",
          "reciprocal",
          "sin",
          "cos",
          "tan",
          "tanh",
          "sigmoid",
          "pow.Tensor_Scalar",
          "mm");

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    return StreamSupport.stream(Recorded.file("operators").spliterator(), false)
        .map(row -> DynamicTest.dynamicTest(describe(row), () -> check(row)));
  }

  private static String describe(JsonNode row) {
    StringBuilder text = new StringBuilder(row.get("op").asText());
    for (JsonNode operand : row.get("operands")) {
      text.append(' ')
          .append(
              operand.isObject() ? operand.get("dtype").asText() + operand.get("shape") : operand);
    }
    return text.append(row.get("arguments")).toString();
  }

  private static void check(JsonNode row) {
    Engine engine = new Engine();
    Op op = Objects.requireNonNull(OpTable.find(row.get("op").asText()));
    List<Object> arguments = new ArrayList<>();
    for (JsonNode operand : row.get("operands")) {
      arguments.add(operand.isObject() ? leaf(engine, operand) : number(operand));
    }
    for (JsonNode argument : row.get("arguments")) {
      arguments.add(argument.isArray() ? sizes(argument) : number(argument));
    }
    if (row.has("error")) {
      TorchError error =
          assertThrows(TorchError.class, () -> engine.apply(op, arguments.toArray()));
      assertEquals(row.get("error").asText(), error.getMessage());
      return;
    }
    Tensor result = engine.apply(op, arguments.toArray());
    boolean approximate = APPROXIMATE.contains(op.name());
    assertSame(row.get("result"), result, approximate);
    assertEquals(row.has("grad_fn"), result.gradFn() != null);
    if (row.has("grad_fn")) {
      assertEquals(row.get("grad_fn").asText(), Objects.requireNonNull(result.gradFn()).name());
      engine.backward(result, ramp(engine, result), false, false);
      for (int i = 0; i < row.get("grads").size(); i++) {
        JsonNode expected = row.get("grads").get(i);
        if (!expected.isNull()) {
          assertSame(
              expected, Objects.requireNonNull(((Tensor) arguments.get(i)).grad()), approximate);
        }
      }
    }
  }

  // sizes may be -1, which no shape holds
  private static int[] sizes(JsonNode array) {
    int[] sizes = new int[array.size()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = array.get(i).asInt();
    }
    return sizes;
  }

  private static Object number(JsonNode node) {
    if (node.isTextual()) {
      return Recorded.dtype(node);
    }
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    if (node.isNull()) {
      return null;
    }
    return node.isIntegralNumber() ? (Object) node.asLong() : (Object) node.asDouble();
  }

  private static Tensor leaf(Engine engine, JsonNode spelled) {
    DType dtype = Recorded.dtype(spelled.get("dtype"));
    return engine.tensor(
        Recorded.storage(dtype, spelled.get("data")),
        Recorded.shape(spelled.get("shape")),
        dtype.isFloating());
  }

  /** The gradient that the recording script gave: 0.25, 0.5, 0.75 … */
  private static Tensor ramp(Engine engine, Tensor like) {
    Storage storage = Storage.allocate(like.dtype(), like.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, (i + 1) / 4.0);
    }
    return engine.tensor(storage, like.shape(), false);
  }

  /**
   * Every element to the last bit; for functions that PyTorch's vector code approximates, and for
   * matrix products, whose order of summation depends on size and processor, to about the last
   * digit of the largest element.
   */
  private static void assertSame(JsonNode expected, Tensor actual, boolean approximate) {
    DType dtype = Recorded.dtype(expected.get("dtype"));
    Shape shape = Recorded.shape(expected.get("shape"));
    Tensor recorded = Tensor.contiguous(0, Recorded.storage(dtype, expected.get("data")), shape);
    if (!approximate || !dtype.isFloating()) {
      assertEquals(recorded.value(), actual.value());
      return;
    }
    assertEquals(dtype, actual.dtype());
    assertEquals(shape, actual.shape());
    double largest = 0;
    for (int i = 0; i < shape.numel(); i++) {
      double x = Math.abs(recorded.value().doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    double tolerance = largest * (dtype == DType.FLOAT32 ? 1e-6 : 1e-14);
    for (int i = 0; i < shape.numel(); i++) {
      assertEquals(recorded.value().doubleAt(i), actual.value().doubleAt(i), tolerance);
    }
  }

  @Test
  void aRowThatLacksAPartIsNotBuilt() {
    OpBuilder noSamples =
        Op.define("half(Tensor self)").kernel(call -> call.tensor("self")).reads("½ {self}", "½");
    assertEquals(
        "operator half lacks samples",
        assertThrows(IllegalStateException.class, noSamples::build).getMessage());
    OpBuilder noName =
        Op.define("half(Tensor self)")
            .kernel(call -> call.tensor("self"))
            .reads("½ {self}", "½")
            .samples(Sample.of(Sample.tensor()))
            .derivative("self", "½ {g}", (b, g) -> g);
    assertEquals(
        "operator half lacks a backward name",
        assertThrows(IllegalStateException.class, noName::build).getMessage());
  }
}
