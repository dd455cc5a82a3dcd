package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Engine;
import tapedeck.autograd.Modes;
import tapedeck.autograd.Node;
import tapedeck.autograd.SavedTensor;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** Functions of the program that autograd calls: hooks, and how saved tensors are kept. */
public final class HookBinding {
  private final Engine engine;
  private final PythonObjects objects;

  HookBinding(Engine engine, PythonObjects objects) {
    this.engine = engine;
    this.objects = objects;
  }

  /** Takes a hook away again. */
  public static final class Handle {
    private final Runnable removal;

    Handle(Runnable removal) {
      this.removal = removal;
    }

    @Export
    public void remove() {
      removal.run();
    }
  }

  private Node nodeOf(Tensor tensor) {
    Edge edge = engine.graph().gradientEdge(tensor);
    if (edge == null) {
      throw TorchError.runtime("cannot register a hook on a tensor that doesn't require gradient");
    }
    return edge.node();
  }

  @Export
  public Object on_tensor(Tensor tensor, Value hook) {
    return objects.guarded(
        () ->
            new Handle(
                nodeOf(tensor)
                    .hooks()
                    .addTensorHook(
                        tensor.outputNr(),
                        gradient ->
                            objects.unwrapped(
                                hook.execute(
                                    gradient == null ? null : objects.wrapped(gradient))))));
  }

  @Export
  public Object after_accumulation(Tensor leaf, Value hook) {
    return objects.guarded(
        () ->
            new Handle(
                nodeOf(leaf)
                    .hooks()
                    .addAccumulatedHook(variable -> hook.executeVoid(objects.wrapped(variable)))));
  }

  @Export
  public boolean is_reached(Tensor tensor) {
    return objects.guarded(() -> engine.graph().isReached(tensor));
  }

  @Export
  public boolean reaches(Node node) {
    return objects.guarded(() -> engine.graph().reaches(node));
  }

  @Export
  public boolean passes_are_whole() {
    return engine.graph().passesAreWhole();
  }

  @Export
  public long running_pass() {
    return engine.graph().runningPass();
  }

  @Export
  public Object before_node(Node node, Value hook) {
    return new Handle(
        node.hooks()
            .addPreHook(
                outputs -> objects.unwrappedList(hook.execute((Object) objects.all(outputs)))));
  }

  @Export
  public Object after_node(Node node, Value hook) {
    return new Handle(
        node.hooks()
            .addPostHook(
                (inputs, outputs) ->
                    objects.unwrappedList(
                        hook.execute(objects.all(inputs), objects.all(outputs)))));
  }

  @Export
  public Object[] call_node(Node node, List<@Nullable Object> gradients) {
    return objects.guarded(
        () -> {
          List<@Nullable Tensor> given = new ArrayList<>();
          gradients.forEach(gradient -> given.add((Tensor) gradient));
          return objects.all(node.call(given));
        });
  }

  @Export
  public void retain_grad(Tensor tensor) {
    objects.guarded(
        () -> {
          engine.graph().retainGrad(tensor);
          return this;
        });
  }

  /** From here on saved tensors go through {@code pack} and {@code unpack}. */
  @Export
  public void push_saved(Value pack, Value unpack) {
    engine.modes().pushPacking(packing(pack, unpack, false));
  }

  /**
   * Functions of the program as what keeps saved tensors.
   *
   * @param detached whether they see a tensor without its history
   */
  SavedTensor.Packing packing(Value pack, Value unpack, boolean detached) {
    return new SavedTensor.Packing() {
      @Override
      public Object pack(Tensor tensor) {
        Object seen = objects.wrapped(detached ? engine.detach(tensor) : tensor);
        return withoutGrad(() -> pack.execute(seen));
      }

      @Override
      public Tensor unpack(Object packed) {
        Tensor tensor = objects.unwrapped(withoutGrad(() -> unpack.execute(packed)));
        if (tensor == null) {
          throw TorchError.type("Output of saved tensor unpack_hook expected to be a Tensor");
        }
        return tensor;
      }
    };
  }

  private <T> T withoutGrad(Supplier<T> hook) {
    boolean before = engine.isGradEnabled();
    engine.setGradEnabled(false);
    try {
      return hook.get();
    } finally {
      engine.setGradEnabled(before);
    }
  }

  /** A tensor kept as nodes keep theirs: through hooks, and refused once it was written to. */
  @Export
  public Object keep(Tensor tensor) {
    return objects.guarded(() -> engine.graph().save("input", tensor));
  }

  @Export
  public Object kept(Object saved) {
    return objects.guarded(() -> objects.wrapped(((SavedTensor) saved).unpackFor(engine)));
  }

  @Export
  public void pop_saved() {
    engine.modes().popPacking();
  }

  /** Switches anomaly detection on; {@code trace} tells where the program is. */
  @Export
  public void detect_anomaly(Value trace, boolean checkNan) {
    engine
        .modes()
        .setAnomaly(
            new Modes.Anomaly() {
              @Override
              public String trace() {
                return trace.execute().asString();
              }

              @Override
              public boolean checksNan() {
                return checkNan;
              }
            });
  }

  @Export
  public void ignore_anomaly() {
    engine.modes().setAnomaly(null);
  }

  @Export
  public boolean checks_nan() {
    Modes.Anomaly anomaly = engine.modes().anomaly();
    return anomaly == null || anomaly.checksNan();
  }

  @Export
  public boolean detects_anomaly() {
    return engine.modes().anomaly() != null;
  }

  @Export
  public void set_warnings(Value warn) {
    engine.modes().setWarnings(warn::executeVoid);
  }
}
