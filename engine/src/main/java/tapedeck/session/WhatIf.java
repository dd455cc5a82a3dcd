package tapedeck.session;

import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Brief;
import tapedeck.autograd.Engine;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** A change that a person makes at a step, with which the program then runs on. */
public sealed interface WhatIf {
  /** The step after which the change is made. */
  long step();

  /** The change in a few words, such as {@code w.grad = 0}. */
  String text(State state);

  /** Prepares a run in which the change will be made. */
  default void prepare(Recorder recorder) {}

  /** Makes the change, on the program's thread. */
  void apply(Engine engine, Recorder recorder);

  /**
   * Other numbers in a tensor.
   *
   * @param value of the tensor's shape
   */
  record Value(long step, long tensor, TensorValue value) implements WhatIf {
    @Override
    public String text(State state) {
      return state.nameOf(tensor) + " = " + Brief.of(value);
    }

    @Override
    public void prepare(Recorder recorder) {
      recorder.watch(tensor);
    }

    @Override
    public void apply(Engine engine, Recorder recorder) {
      Tensor live = recorder.live(tensor);
      if (live != null) {
        engine.overwrite(live, value);
      }
    }
  }

  /**
   * Another {@code .grad}.
   *
   * @param value of the tensor's shape; null for None
   */
  record Gradient(long step, long tensor, @Nullable TensorValue value) implements WhatIf {
    @Override
    public String text(State state) {
      return state.nameOf(tensor) + ".grad = " + (value == null ? "None" : Brief.of(value));
    }

    @Override
    public void prepare(Recorder recorder) {
      recorder.watch(tensor);
    }

    @Override
    public void apply(Engine engine, Recorder recorder) {
      Tensor live = recorder.live(tensor);
      if (live != null) {
        // a number of the engine's own would shift those of all later tensors
        engine.setGrad(live, value == null ? null : Tensor.of(-step, value));
      }
    }
  }

  /** Another hyper-parameter, until the program sets it anew. */
  record Hyperparameter(long step, long optimizer, String name, double value) implements WhatIf {
    @Override
    public String text(State state) {
      return name + " = " + Brief.number(value);
    }

    @Override
    public void apply(Engine engine, Recorder recorder) {
      var setter = recorder.setter(optimizer);
      if (setter != null) {
        setter.accept(name, value);
      }
    }
  }
}
