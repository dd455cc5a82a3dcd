package tapedeck.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.Recorded;
import tapedeck.autograd.Engine;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tape.Phase;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

class OptimizerTest {
  @TestFactory
  Stream<DynamicTest> agreesWithPyTorch() {
    return StreamSupport.stream(Recorded.file("optimisers").spliterator(), false)
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.get("rule").asText() + row.get("setting"), () -> check(row)));
  }

  private static Tensor tensor(Engine engine, JsonNode data, boolean requiresGrad) {
    return engine.tensor(
        Recorded.storage(DType.FLOAT32, data), Shape.of(data.size()), requiresGrad);
  }

  private static SortedMap<String, Double> setting(JsonNode row) {
    SortedMap<String, Double> setting = new TreeMap<>();
    row.get("setting")
        .properties()
        .forEach(field -> setting.put(field.getKey(), field.getValue().asDouble()));
    return setting;
  }

  private static void check(JsonNode row) {
    Engine engine = new Engine();
    Tensor parameter = tensor(engine, row.get("start"), true);
    UpdateRule rule = Objects.requireNonNull(UpdateRules.find(row.get("rule").asText()));
    Optimizer optimizer = new Optimizer(engine, rule);
    for (JsonNode step : row.get("steps")) {
      engine.attributes().setGrad(parameter, tensor(engine, step.get("gradient"), false));
      optimizer.update(parameter, setting(row));
      assertAgrees(rule, tensor(engine, step.get("parameter"), false), parameter);
      step.get("state")
          .properties()
          .forEach(
              kept ->
                  assertAgrees(
                      rule,
                      tensor(engine, kept.getValue(), false),
                      Objects.requireNonNull(optimizer.stateOf(parameter).get(kept.getKey()))));
    }
  }

  /**
   * To the last bit; where a square root is taken, which PyTorch approximates, within an ulp or two
   * of the terms, whose sizes are about 1 and which may cancel.
   */
  private static void assertAgrees(UpdateRule rule, Tensor expected, Tensor actual) {
    if (rule instanceof Sgd) {
      assertEquals(expected.value(), actual.value());
      return;
    }
    for (int i = 0; i < expected.shape().numel(); i++) {
      double x = expected.value().doubleAt(i);
      assertEquals(x, actual.value().doubleAt(i), 1e-6 * Math.max(1, Math.abs(x)));
    }
  }

  @Test
  void everyRuleIsRecorded() {
    TreeSet<String> recorded = new TreeSet<>();
    Recorded.file("optimisers").forEach(row -> recorded.add(row.get("rule").asText()));
    for (UpdateRule rule : UpdateRules.all()) {
      assertTrue(recorded.contains(rule.name()), rule.name());
    }
  }

  @Test
  void theTapeTellsTheTermsAndTheChange() {
    Tape tape = new Tape();
    Engine engine = new Engine(new Recorder(tape::append));
    Tensor w = engine.tensor(2);
    engine.attributes().setRequiresGrad(w, true);
    engine.attributes().setGrad(w, engine.tensor(3));
    Optimizer optimizer = new Optimizer(engine, new Sgd());
    optimizer.start(java.util.List.of(w));
    assertEquals(Phase.OPTIMIZER, tape.end().phase());
    TensorValue before = w.value();
    optimizer.update(w, new TreeMap<>(java.util.Map.of("lr", 0.5, "momentum", 0.9)));
    optimizer.finish();
    assertEquals(Phase.OTHER, tape.end().phase());
    ParameterUpdate update = ((TapeEvent.ParameterUpdated) tape.event(tape.length() - 1)).update();
    assertEquals(before, update.before());
    assertEquals(w.value(), update.after());
    assertEquals("momentum_buffer", update.terms().get(0).name());
    assertEquals(3, update.terms().get(0).value().doubleAt(0));
    assertEquals(0.5, tape.end().tensor(w.id()).value().doubleAt(0));
    assertEquals(2, tape.stateAt(tape.length() - 2).tensor(w.id()).value().doubleAt(0));
    assertEquals(1, w.version());
  }

  @Test
  void theMomentumBufferIsOneTensorFromStepToStep() {
    Engine engine = new Engine();
    Tensor w = engine.tensor(2);
    Optimizer optimizer = new Optimizer(engine, new Sgd());
    SortedMap<String, Double> setting = new TreeMap<>(java.util.Map.of("lr", 0.5, "momentum", 0.5));
    engine.attributes().setGrad(w, engine.tensor(4));
    optimizer.update(w, setting);
    Tensor buffer = optimizer.stateOf(w).get("momentum_buffer");
    TensorValue first = Objects.requireNonNull(buffer).value();
    optimizer.update(w, setting);
    assertSame(buffer, optimizer.stateOf(w).get("momentum_buffer"));
    assertEquals(4, first.doubleAt(0));
    assertEquals(6, buffer.value().doubleAt(0));
    assertEquals(2 - 2 - 3, w.value().doubleAt(0));
    assertEquals(2, w.version());
  }

  @Test
  void aParameterWithoutGradientStaysAsItIs() {
    Engine engine = new Engine();
    Tensor w = engine.tensor(2);
    new Optimizer(engine, new Sgd()).update(w, new TreeMap<>(java.util.Map.of("lr", 1.0)));
    assertEquals(0, w.version());
  }
}
