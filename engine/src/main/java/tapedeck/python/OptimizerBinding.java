package tapedeck.python;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.graalvm.polyglot.HostAccess.Export;
import tapedeck.autograd.Engine;
import tapedeck.optim.Optimizer;
import tapedeck.optim.UpdateRule;
import tapedeck.optim.UpdateRules;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Optimisers, of which Python keeps the parameter groups. */
public final class OptimizerBinding {
  private final Engine engine;
  private final PythonObjects objects;

  OptimizerBinding(Engine engine, PythonObjects objects) {
    this.engine = engine;
    this.objects = objects;
  }

  /** An optimiser of Python: the engine's, and the names of the numbers of its groups. */
  private static final class Bound {
    private final Optimizer optimizer;
    private List<String> names = List.of();

    Bound(Optimizer optimizer) {
      this.optimizer = optimizer;
    }
  }

  @Export
  public Object create(String rule) {
    UpdateRule found = UpdateRules.find(rule);
    if (found == null) {
      throw objects.raised(TorchError.unsupported("torch.optim." + rule));
    }
    return new Bound(new Optimizer(engine, found));
  }

  /** Names the hyper-parameters in the order in which {@link #update} takes their values. */
  @Export
  public void name(Object bound, List<String> names) {
    ((Bound) bound).names = List.copyOf(names);
  }

  /**
   * Begins a step.
   *
   * @param parameters those of all groups; empty where nobody {@link #listens}
   */
  @Export
  public void start(Object bound, List<Object> parameters) {
    ((Bound) bound).optimizer.start(parameters.stream().map(Tensor.class::cast).toList());
  }

  /** Whether what an optimiser does is announced to anybody. */
  @Export
  public boolean listens() {
    return engine.listens();
  }

  /** Updates the parameters of a group. */
  @Export
  public void update(Object bound, List<Object> parameters, List<Object> values) {
    Bound of = (Bound) bound;
    TreeMap<String, Double> numbers = new TreeMap<>();
    for (int i = 0; i < of.names.size(); i++) {
      numbers.put(of.names.get(i), ((Number) values.get(i)).doubleValue());
    }
    objects.guarded(
        () -> {
          parameters.forEach(parameter -> of.optimizer.update((Tensor) parameter, numbers));
          return this;
        });
  }

  @Export
  public void finish(Object bound) {
    ((Bound) bound).optimizer.finish();
  }

  @Export
  public void set_state(Object bound, Tensor parameter, Map<String, Object> state) {
    LinkedHashMap<String, Tensor> tensors = new LinkedHashMap<>();
    state.forEach((name, value) -> tensors.put(name, (Tensor) value));
    ((Bound) bound).optimizer.setState(parameter, tensors);
  }

  @Export
  public String[] state_names(Object bound, Tensor parameter) {
    return ((Bound) bound).optimizer.stateOf(parameter).keySet().toArray(String[]::new);
  }

  @Export
  public Object state(Object bound, Tensor parameter, String name) {
    return objects.wrapped(
        Objects.requireNonNull(((Bound) bound).optimizer.stateOf(parameter).get(name)));
  }
}
