package tapedeck.session;

import org.jspecify.annotations.Nullable;
import tapedeck.analysis.Expression;
import tapedeck.analysis.ExpressionError;
import tapedeck.autograd.Engine;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

/** A change that a person makes at a step, with which the program then runs on. */
public sealed interface WhatIf {
  /**
   * Other numbers in a tensor.
   *
   * @param name what people call the tensor
   * @param numbers an expression such as {@code w * 0} or {@code [1, 2]}; it is broadcast to the
   *     tensor's shape
   * @throws ExpressionError if it is none, or does not fit
   */
  static WhatIf value(State state, long tensor, String name, String numbers) {
    return new Value(state.step(), tensor, name, numbers(state, tensor, numbers));
  }

  /** The same for a tensor's {@code .grad}, which may also be {@code None}. */
  static WhatIf gradient(State state, long tensor, String name, String numbers) {
    boolean none = numbers.strip().equals("None");
    TensorValue value = none ? null : numbers(state, tensor, numbers);
    return new Gradient(state.step(), tensor, name, value);
  }

  /** Another hyper-parameter of an optimiser. */
  static WhatIf hyperparameter(State state, long optimizer, String name, String number) {
    double value = Expression.parse(number).at(state).number();
    if (Double.isNaN(value)) {
      throw new ExpressionError(name + " is to be a number");
    }
    return new Hyperparameter(state.step(), optimizer, name, value);
  }

  private static TensorValue numbers(State state, long tensor, String numbers) {
    TensorState target = state.tensor(tensor);
    if (target == null) {
      throw new ExpressionError("the tensor does not exist at this step");
    }
    return Expression.parse(numbers).at(state).like(target.value());
  }

  /** The step after which the change is made. */
  long step();

  /** The change in a few words, such as {@code w.grad = 0}. */
  String text();

  /** Prepares a run in which the change will be made. */
  default void prepare(Recorder recorder) {}

  /** Makes the change, on the program's thread. */
  void apply(Engine engine, Recorder recorder);

  /**
   * Other numbers in a tensor.
   *
   * @param name what people call the tensor
   * @param value of the tensor's shape
   */
  record Value(long step, long tensor, String name, TensorValue value) implements WhatIf {
    @Override
    public String text() {
      return name + " = " + Brief.of(value);
    }

    @Override
    public void prepare(Recorder recorder) {
      recorder.watch(tensor);
    }

    @Override
    public void apply(Engine engine, Recorder recorder) {
      Tensor live = recorder.live(tensor);
      if (live != null) {
        engine.attributes().overwrite(live, value);
      }
    }
  }

  /**
   * Another {@code .grad}.
   *
   * @param name what people call the tensor
   * @param value of the tensor's shape; null for None
   */
  record Gradient(long step, long tensor, String name, @Nullable TensorValue value)
      implements WhatIf {
    @Override
    public String text() {
      return name + ".grad = " + (value == null ? "None" : Brief.of(value));
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
        engine.attributes().setGrad(live, value == null ? null : Tensor.of(-step, value));
      }
    }
  }

  /** Another hyper-parameter, until the program sets it anew. */
  record Hyperparameter(long step, long optimizer, String name, double value) implements WhatIf {
    @Override
    public String text() {
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
