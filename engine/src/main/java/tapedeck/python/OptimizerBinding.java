package tapedeck.python;

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

  @Export
  public Object create(String rule) {
    UpdateRule found = UpdateRules.find(rule);
    if (found == null) {
      throw objects.raised(TorchError.unsupported("torch.optim." + rule));
    }
    return new Optimizer(engine, found);
  }

  @Export
  public void start(Optimizer optimizer) {
    optimizer.start();
  }

  @Export
  public void update(Optimizer optimizer, Tensor parameter, Map<String, Object> hyperparameters) {
    TreeMap<String, Double> numbers = new TreeMap<>();
    hyperparameters.forEach((name, value) -> numbers.put(name, ((Number) value).doubleValue()));
    objects.guarded(
        () -> {
          optimizer.update(parameter, numbers);
          return this;
        });
  }

  @Export
  public void finish(Optimizer optimizer) {
    optimizer.finish();
  }

  @Export
  public void set_state(Optimizer optimizer, Tensor parameter, Map<String, Object> state) {
    TreeMap<String, Tensor> tensors = new TreeMap<>();
    state.forEach((name, value) -> tensors.put(name, (Tensor) value));
    optimizer.setState(parameter, tensors);
  }

  @Export
  public String[] state_names(Optimizer optimizer, Tensor parameter) {
    return optimizer.stateOf(parameter).keySet().toArray(String[]::new);
  }

  @Export
  public Object state(Optimizer optimizer, Tensor parameter, String name) {
    return objects.wrapped(Objects.requireNonNull(optimizer.stateOf(parameter).get(name)));
  }
}
