package tapedeck.optim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tapedeck.autograd.Engine;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.autograd.ParameterUpdate.Term;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** Applies an {@link UpdateRule} to parameters and keeps the rule's state for each of them. */
public final class Optimizer {
  private final Engine engine;
  private final UpdateRule rule;
  private final long id;

  /** Hyper-parameters that a debugger has set, and what the program's own were then. */
  private final Map<String, Double> overrides = new TreeMap<>();

  private final Map<String, Double> replaced = new TreeMap<>();
  private final IdentityHashMap<Tensor, Map<String, Tensor>> states = new IdentityHashMap<>();
  private SortedMap<String, Double> lastNumbers = Collections.emptySortedMap();

  public Optimizer(Engine engine, UpdateRule rule) {
    this.engine = engine;
    this.rule = rule;
    this.id = engine.nextOptimizerId();
    engine.announce(listener -> listener.optimizerMade(id, rule.name(), this::override));
  }

  /**
   * Announces that a step begins; {@link #finish} must follow.
   *
   * @param parameters those that will be updated where they have a gradient
   */
  public void start(List<Tensor> parameters) {
    engine.announce(listener -> listener.optimizerStepStarted(id, rule.name(), parameters));
  }

  /**
   * Updates one parameter in place; one whose {@code .grad} is None is left alone.
   *
   * @param hyperparameters those of the parameter's group
   */
  public void update(Tensor parameter, SortedMap<String, Double> hyperparameters) {
    Tensor gradient = parameter.grad();
    if (gradient == null) {
      return;
    }
    Map<String, Tensor> state = states.computeIfAbsent(parameter, any -> new LinkedHashMap<>());
    List<Term> terms = new ArrayList<>();
    SortedMap<String, Double> numbers = shared(overridden(hyperparameters));
    TensorValue[] before = new TensorValue[1];
    List<Term> kept = new ArrayList<>();
    engine.announce(
        listener -> {
          before[0] = parameter.value();
          state.forEach((name, value) -> kept.add(new Term(name, value.value())));
        });
    engine.quietly(
        () ->
            rule.update(
                engine,
                parameter,
                gradient,
                state,
                numbers,
                (name, value) -> keep(terms, name, value)));
    engine.announce(
        listener ->
            listener.parameterUpdated(
                id,
                new ParameterUpdate(
                    parameter.id(),
                    before[0],
                    gradient.value(),
                    List.copyOf(terms),
                    parameter.value(),
                    parameter.version(),
                    numbers,
                    List.copyOf(kept))));
  }

  private void override(String name, double value) {
    overrides.put(name, value);
    replaced.clear();
  }

  /** The program's numbers, but for those overridden that it has not set anew since then. */
  private SortedMap<String, Double> overridden(SortedMap<String, Double> given) {
    if (overrides.isEmpty()) {
      return given;
    }
    TreeMap<String, Double> numbers = new TreeMap<>(given);
    for (Map.Entry<String, Double> override : overrides.entrySet()) {
      Double own = given.get(override.getKey());
      Double first = own == null ? null : replaced.putIfAbsent(override.getKey(), own);
      if (own != null && (first == null || first.equals(own))) {
        numbers.put(override.getKey(), override.getValue());
      }
    }
    return numbers;
  }

  /** The same numbers as one object, since a recording keeps them with every update. */
  private SortedMap<String, Double> shared(SortedMap<String, Double> numbers) {
    if (!numbers.equals(lastNumbers)) {
      lastNumbers = numbers;
    }
    return lastNumbers;
  }

  private void keep(List<Term> terms, String name, Tensor value) {
    engine.announce(listener -> terms.add(new Term(name, value.value())));
  }

  /** Announces that a step is over. */
  public void finish() {
    engine.announce(listener -> listener.optimizerStepFinished(id, rule.name()));
  }

  /** Takes over what another run of the rule had kept for a parameter. */
  public void setState(Tensor parameter, Map<String, Tensor> state) {
    states.put(parameter, new LinkedHashMap<>(state));
  }

  /**
   * What the rule keeps for a parameter, in the order of its making; empty before the first step.
   */
  public Map<String, Tensor> stateOf(Tensor parameter) {
    return states.getOrDefault(parameter, Map.of());
  }
}
