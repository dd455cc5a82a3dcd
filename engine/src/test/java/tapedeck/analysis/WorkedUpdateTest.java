package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.autograd.Engine;
import tapedeck.autograd.EngineListener;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.optim.Optimizer;
import tapedeck.optim.UpdateRules;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

class WorkedUpdateTest {
  /** Three steps of a rule on the parameter [0.5, −1.5]. */
  private static List<ParameterUpdate> steps(String rule, SortedMap<String, Double> setting) {
    List<ParameterUpdate> updates = new ArrayList<>();
    Engine engine =
        new Engine(
            new EngineListener() {
              @Override
              public void parameterUpdated(long optimizer, ParameterUpdate update) {
                updates.add(update);
              }
            });
    Tensor parameter = tensor(engine, 0.5, -1.5);
    Optimizer optimizer = new Optimizer(engine, Objects.requireNonNull(UpdateRules.find(rule)));
    for (double[] gradient : new double[][] {{0.3, -0.7}, {0.1, 0.9}, {-0.2, 0.4}}) {
      engine.attributes().setGrad(parameter, tensor(engine, gradient));
      optimizer.update(parameter, setting);
    }
    return updates;
  }

  private static Tensor tensor(Engine engine, double... numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return engine.tensor(tapedeck.tensor.Storage.of(floats), Shape.of(numbers.length), false);
  }

  private static WorkedUpdate worked(String rule, ParameterUpdate update) {
    return Objects.requireNonNull(WorkedUpdate.of(rule, "w", update));
  }

  @TestFactory
  Stream<DynamicTest> everyRuleIsWorkedOutToTheLastBit() {
    return StreamSupport.stream(Recorded.file("optimisers").spliterator(), false)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("rule").asText() + row.get("setting"), () -> check(row)));
  }

  private static void check(JsonNode row) {
    SortedMap<String, Double> setting = new TreeMap<>();
    row.get("setting")
        .properties()
        .forEach(field -> setting.put(field.getKey(), field.getValue().asDouble()));
    String rule = row.get("rule").asText();
    for (ParameterUpdate update : steps(rule, setting)) {
      WorkedUpdate worked = worked(rule, update);
      for (ParameterUpdate.Term term : update.terms()) {
        assertTrue(
            new Wording("tapedeck.analysis.steps", Locale.ENGLISH).has("step.term." + term.name()));
        assertEquals(
            term.value(), Objects.requireNonNull(worked.line(term.name())).value(), term.name());
      }
      WorkedUpdate.Line last = worked.lines().get(worked.lines().size() - 1);
      assertEquals(WorkedUpdate.PARAMETER, last.name());
      assertEquals(update.after(), last.value());
      assertEquals(DType.FLOAT32, last.value().dtype());
      for (WorkedUpdate.Line line : worked.lines()) {
        // every tensor in a formula has a name
        assertEquals(-1, (line.inSymbols() + line.inNumbers(1)).indexOf('#'), line.inSymbols());
      }
    }
  }

  private static String sum(WorkedUpdate worked) {
    StringBuilder sum = new StringBuilder();
    for (WorkedUpdate.Line line : worked.lines()) {
      sum.append(line.symbol())
          .append(" = ")
          .append(line.inSymbols())
          .append(" = ")
          .append(line.inNumbers(0))
          .append('\n');
    }
    return sum.toString();
  }

  @Test
  void momentumReadsAsInItsFormula() {
    TreeMap<String, Double> setting =
        new TreeMap<>(Map.of("lr", 0.1, "momentum", 0.9, "weight_decay", 0.01));
    List<ParameterUpdate> steps = steps("SGD", setting);
    assertEquals(
        """
        g′ = g + weight_decay · w = 0.3 + 0.01 · 0.5
        b = g′ = 0.305
        w = w + (−lr) · b = 0.5 + (−0.1) · 0.305
        """,
        sum(worked("SGD", steps.get(0))));
    assertEquals(
        """
        g′ = g + weight_decay · w = 0.1 + 0.01 · 0.4695
        b = bₜ₋₁ × momentum + (1 − dampening) · g′ = 0.305 × 0.9 + 0.104695
        w = w + (−lr) · b = 0.4695 + (−0.1) · 0.379195
        """,
        sum(worked("SGD", steps.get(1))));
  }

  @Test
  void adamReadsAsInItsPaper() {
    TreeMap<String, Double> setting =
        new TreeMap<>(Map.of("lr", 0.1, "beta1", 0.9, "beta2", 0.99, "eps", 1e-8));
    assertEquals(
        """
        m = mₜ₋₁ + (1 − β₁) · (g − mₜ₋₁) = 0.030000001 + 0.1 · (0.1 − 0.030000001)
        v = vₜ₋₁ × β₂ + (1 − β₂) · g × g = 0.00090000004 × 0.99 + 0.01 · 0.1 × 0.1
        d = √v ÷ √(1 − β₂ᵗ) + eps = √0.0009910001 ÷ 0.14107 + 1e-8
        w = w + (−lr / (1 − β₁ᵗ)) · m ÷ d = 0.4 + (−0.52632) · 0.037 ÷ 0.2231569
        """,
        sum(worked("Adam", steps("Adam", setting).get(1))));
  }

  @Test
  void aRuleThatIsNotKnownIsNotWorkedOut() {
    ParameterUpdate update = steps("SGD", new TreeMap<>(Map.of("lr", 0.1))).get(0);
    assertNull(WorkedUpdate.of("LBFGS", "w", update));
  }
}
