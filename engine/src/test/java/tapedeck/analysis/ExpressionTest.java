package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExpressionTest {
  private State state;

  /** w = [3, 4] with gradient [6, 8], m a 2×3 matrix, and a module's parameter. */
  @BeforeAll
  void record() {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    Engine engine = new Engine(recorder);
    Tensor w = engine.tensor(Storage.of(new float[] {3, 4}), Shape.of(2), true);
    Tensor m =
        engine.tensor(Storage.of(new float[] {1, 2, 3, 4, 5, Float.NaN}), Shape.of(2, 3), false);
    Tensor weight = engine.tensor(Storage.of(new float[] {7}), Shape.of(1), true);
    engine.backward(
        engine.apply(Arithmetic.MUL, w, w),
        engine.tensor(Storage.of(new float[] {1, 1}), Shape.of(2), false),
        false,
        false);
    recorder.lineReached(
        1,
        "<module>",
        Map.of(
            "w",
            w.id(),
            "m",
            m.id(),
            "model.fc1.weight",
            weight.id(),
            "model.net.0.bias",
            engine.tensor(0.5).id()));
    recorder.lineReached(2, "<module>", Map.of("w", w.id(), "m", m.id()));
    state = tape.end();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "w | [3, 4]",
        "w.grad | [6, 8]",
        "w.grad.norm() | 10",
        "w.grad.norm().item() > 9 | True",
        "(w + 1) * 2 - -w | [11, 14]",
        "2 ** 3 ** 2 | 512",
        "-w ** 2 | [−9, −16]",
        "w @ w | 25",
        "m[0] | [1, 2, 3]",
        "m[1, -2] | 5",
        "m[:, 1] | [2, 5]",
        "m[0, 1:].sum() | 5",
        "m.isnan().any() | True",
        "m.shape | [2, 3]",
        "m.size()[1] | 3",
        "m.sum(dim=0)[0] | 5",
        "torch.maximum(w, w.grad).max() | 8",
        "w.T.numel() + w.ndim | 3",
        "model.fc1.weight | [7]",
        "model.net[0].bias | 0.5",
        "model.net.0.bias * 2 | 1",
        "model.fc1.weight.grad is None | True",
        "w.grad is not None and w.grad.max() < 10 | True",
        "not w.requires_grad or w.is_leaf | True",
        "10 // 3 + 10 % 3 | 4",
        "1 / w | [0.33333, 0.25]",
      })
  void expressionsMeanWhatTheyDoInPython(String text, String expected) {
    assertEquals(expected, Expression.parse(text).at(state).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "w +", "(w", "w..grad", "w)", "1 2", "w.$", "f(a=", "w[", "'abc"})
  void whatIsNoExpressionIsRefused(String text) {
    ExpressionError error = assertThrows(ExpressionError.class, () -> Expression.parse(text));
    assertTrue(error.getMessage().length() > 10, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v | v is not known here",
        "model.fc1.weight.grad.norm() | None has no norm",
        "w.nothing() | there is no function or method nothing",
        "w.sum | sum is a method: call it with ()",
        "w @ m @ m | mat1 and mat2 shapes cannot be multiplied (1x3 and 2x3)",
        "w and 1 | a tensor of 2 elements is neither true nor false: add .any() or .all()",
        "w.item() | a Tensor with 2 elements cannot be converted to Scalar",
      })
  void whatHasNoValueSaysWhy(String text, String expected) {
    Expression expression = Expression.parse(text);
    ExpressionError error = assertThrows(ExpressionError.class, () -> expression.at(state));
    assertEquals(expected, error.getMessage());
  }

  @Test
  void noTextHangsOrBreaksTheParser() {
    Random random = new Random(1);
    String[] parts = {
      "w", ".", "(", ")", "[", "]", "1", ",", ":", "+", "not ", "is ", "'", "=", "-"
    };
    for (int i = 0; i < 5000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(12); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        Expression.parse(text.toString()).at(state);
      } catch (ExpressionError expected) {
        assertTrue(expected.getMessage() != null);
      }
    }
    assertThrows(ExpressionError.class, () -> Expression.parse("(".repeat(10_000)));
    assertThrows(ExpressionError.class, () -> Expression.parse("-".repeat(10_000)));
    assertThrows(ExpressionError.class, () -> Expression.parse("not ".repeat(10_000)));
  }
}
