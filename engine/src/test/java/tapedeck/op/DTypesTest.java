package tapedeck.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.autograd.Engine;
import tapedeck.tensor.DType;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Compares which element types each row takes, and what it says of the others, with what PyTorch
 * said: its first sample in every type, and with the first tensor in one and the others in another.
 */
class DTypesTest {
  /**
   * What is answered otherwise on purpose: the LSTM layer and distances check their types before
   * they call these rows, PyTorch reads the memory of the other matrix in the wrong type, and two
   * messages come from steps that a kernel takes here in another order.
   */
  private static final Set<String> OTHERWISE =
      Set.of(
          "mkldnn_rnn_layer",
          "_euclidean_dist",
          "linalg_solve_triangular float32 float64",
          "linalg_solve_triangular float64 float32",
          "linalg_solve_triangular float32 int64",
          "linalg_solve_triangular float32 bool",
          "histc uint8",
          "histc bool",
          "soft_margin_loss bool");

  /** Rows whose further results are what backward saves, which no program sees. */
  private static final Set<String> ONE_RESULT =
      Set.of("native_layer_norm", "native_batch_norm", "_weight_norm_interface", "_embedding_bag");

  @TestFactory
  Stream<DynamicTest> takesWhatPyTorchTakes() {
    return StreamSupport.stream(Recorded.file("dtypes").spliterator(), false)
        .map(row -> DynamicTest.dynamicTest(row.get("op").asText(), () -> check(row)));
  }

  private static void check(JsonNode row) {
    Op op = OpTable.row(row.get("op").asText());
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : row.properties()) {
      String kinds = entry.getKey();
      if (!kinds.equals("op")
          && !OTHERWISE.contains(op.name())
          && !OTHERWISE.contains(op.name() + " " + kinds)) {
        expected.add(kinds + " → " + seen(op, entry.getValue().asText()));
        actual.add(kinds + " → " + seen(op, answer(op, kinds.split(" ", -1))));
      }
    }
    assertEquals(String.join("\n", expected), String.join("\n", actual));
  }

  private static String seen(Op op, String answer) {
    return ONE_RESULT.contains(op.name()) && !answer.contains(":")
        ? answer.split(" ", 2)[0]
        : answer;
  }

  private static String answer(Op op, String[] kinds) {
    SampleArguments arguments = new SampleArguments(op, op.samples().get(0));
    Engine engine = new Engine();
    int[] made = {0};
    Object[] bound =
        arguments.bind(
            engine,
            arguments.draw(),
            (drawn, values) -> {
              DType type =
                  Objects.requireNonNull(
                      DType.named(made[0]++ == 0 ? kinds[0] : kinds[kinds.length - 1]));
              Storage storage = Storage.allocate(type, values.length);
              for (int i = 0; i < values.length; i++) {
                storage.set(i, values[i]);
              }
              return engine.tensor(storage, drawn.shape(), false);
            });
    try {
      return engine.applyAll(op, bound).stream()
          .filter(Objects::nonNull)
          .map(Tensor::dtype)
          .map(DType::torchName)
          .collect(Collectors.joining(" "));
    } catch (TorchError error) {
      return error.kind().pythonName() + ": " + error.getMessage();
    }
  }
}
