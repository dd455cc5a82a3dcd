package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.autograd.Engine;
import tapedeck.tensor.DType;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/**
 * Compares every row on its samples with what PyTorch answered to them: values, types, shapes,
 * names of backward functions and gradients.
 */
class SamplesTest {
  /** Rows that are parts of PyTorch's own functions, or draw random numbers. */
  private static final Set<String> WITHOUT_ANSWER = Recorded.lines("samples-without-answer");

  /**
   * Rows that PyTorch computes in one step with a node of its own, and Tapedeck composes of others:
   * values and gradients agree, the node's name does not.
   */
  private static final Set<String> COMPOSED_HERE =
      Set.of("mkldnn_rnn_layer", "einsum_operands", "nextafter");

  /** Rows that PyTorch itself computes in float64 to nine digits only. */
  private static final Set<String> ROUGH = Set.of("digamma", "lgamma", "polygamma");

  /** Rows whose vectors are determined but for their signs. */
  private static final Set<String> SIGNS_ARE_FREE = Set.of("linalg_eigh", "linalg_svd");

  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    return StreamSupport.stream(Recorded.file("samples").spliterator(), false)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "%s %s %s"
                        .formatted(
                            row.get("op").asText(),
                            row.get("sample").asText(),
                            row.get("type").asText()),
                    () -> check(row)));
  }

  private static void check(JsonNode row) {
    Op op = OpTable.row(row.get("op").asText());
    DType type = Recorded.dtype(row.get("type"));
    SampleArguments arguments =
        new SampleArguments(op, op.samples().get(row.get("sample").asInt()));
    Engine engine = new Engine();
    List<Tensor> leaves = new ArrayList<>();
    Object[] bound =
        arguments.bind(
            engine,
            arguments.draw(),
            (drawn, values) -> {
              Storage storage = Storage.allocate(type, values.length);
              for (int i = 0; i < values.length; i++) {
                storage.set(i, values[i]);
              }
              Tensor leaf = engine.tensor(storage, drawn.shape(), true);
              leaves.add(leaf);
              return leaf;
            });
    List<Tensor> results = engine.applyAll(op, bound);
    boolean rough = ROUGH.contains(op.name());
    JsonNode expected = row.get("results");
    List<Tensor> roots = new ArrayList<>();
    for (int i = 0; i < expected.size(); i++) {
      if (i == 0 || !SIGNS_ARE_FREE.contains(op.name())) {
        assertSame(expected.get(i), results.get(i), rough, "result " + i);
      }
      GradFn made = results.get(i).gradFn();
      JsonNode name = row.get("grad_fns").get(i);
      if (i < op.differentiableOutputs() && !COMPOSED_HERE.contains(op.name())) {
        assertEquals(name.isNull() ? null : name.asText(), made == null ? null : made.name());
      }
      if (!name.isNull() && made != null) {
        roots.add(results.get(i));
      }
    }
    if (row.has("grads") && !SIGNS_ARE_FREE.contains(op.name())) {
      List<Tensor> seeds = roots.stream().map(root -> ramp(engine, root)).toList();
      engine.backward(roots, seeds, List.of(), false, false);
      for (int i = 0; i < row.get("grads").size(); i++) {
        JsonNode gradient = row.get("grads").get(i);
        if (!gradient.isNull()) {
          Tensor grad = leaves.get(i).grad();
          grad = grad == null ? engine.apply(Elementwise.ZEROS_LIKE, leaves.get(i)) : grad;
          assertSame(gradient, grad, rough, "gradient " + i);
        }
      }
    }
  }

  private static Tensor ramp(Engine engine, Tensor like) {
    Storage storage = Storage.allocate(like.dtype(), like.shape().numel());
    for (int i = 0; i < storage.length(); i++) {
      storage.set(i, (i + 1) / 4.0);
    }
    return engine.tensor(storage, like.shape(), false);
  }

  private static void assertSame(JsonNode expected, Tensor actual, boolean rough, String what) {
    DType dtype = Recorded.dtype(expected.get("dtype"));
    Shape shape = Recorded.shape(expected.get("shape"));
    assertEquals(dtype, actual.dtype(), what);
    assertEquals(shape, actual.shape(), what);
    var recorded =
        Tensor.contiguous(0, Recorded.storage(dtype, expected.get("data")), shape).value();
    double largest = 1;
    for (int i = 0; i < shape.numel(); i++) {
      double x = Math.abs(recorded.doubleAt(i));
      largest = Double.isFinite(x) ? Math.max(largest, x) : largest;
    }
    double relative = dtype == DType.FLOAT32 ? 3e-6 : rough ? 1e-8 : 1e-12;
    double tolerance = dtype.isFloating() ? largest * relative : 0;
    for (int i = 0; i < shape.numel(); i++) {
      assertEquals(recorded.doubleAt(i), actual.value().doubleAt(i), tolerance, what);
    }
  }

  @Test
  void everyRowIsAnsweredOrHasNoAnswer() {
    Set<String> answered = new HashSet<>(WITHOUT_ANSWER);
    Recorded.file("samples").forEach(row -> answered.add(row.get("op").asText()));
    for (Op op : OpTable.all()) {
      assertTrue(answered.contains(op.name()), "add " + op.name() + " to samples.py");
    }
  }
}
