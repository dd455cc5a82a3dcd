package tapedeck.tape;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.ParameterUpdate;
import tapedeck.tensor.TensorValue;

/** Hands every tensor value that an event holds to a consumer, in the order of its components. */
public final class EventValues implements TapeEvent.Visitor<EventValues> {
  private final Consumer<TensorValue> consumer;

  private EventValues(Consumer<TensorValue> consumer) {
    this.consumer = consumer;
  }

  /** Hands the values of {@code event} to {@code consumer}. */
  public static void forEach(TapeEvent event, Consumer<TensorValue> consumer) {
    event.accept(new EventValues(consumer));
  }

  private EventValues take(@Nullable TensorValue value) {
    if (value != null) {
      consumer.accept(value);
    }
    return this;
  }

  private EventValues take(List<? extends @Nullable TensorValue> values) {
    values.forEach(this::take);
    return this;
  }

  @Override
  public EventValues lineReached(TapeEvent.LineReached event) {
    return this;
  }

  @Override
  public EventValues tensorCreated(TapeEvent.TensorCreated event) {
    return take(event.tensor().value());
  }

  @Override
  public EventValues requiresGradSet(TapeEvent.RequiresGradSet event) {
    return this;
  }

  @Override
  public EventValues gradRetained(TapeEvent.GradRetained event) {
    return this;
  }

  @Override
  public EventValues opApplied(TapeEvent.OpApplied event) {
    event.outputs().forEach(output -> take(output.value()));
    return this;
  }

  @Override
  public EventValues tensorMutated(TapeEvent.TensorMutated event) {
    return take(event.tensor().value());
  }

  @Override
  public EventValues hookCalled(TapeEvent.HookCalled event) {
    return take(event.before()).take(event.after());
  }

  @Override
  public EventValues backwardStarted(TapeEvent.BackwardStarted event) {
    return take(event.seeds());
  }

  @Override
  public EventValues nodeEvaluated(TapeEvent.NodeEvaluated event) {
    return take(event.incoming()).take(event.outgoing());
  }

  @Override
  public EventValues gradAccumulated(TapeEvent.GradAccumulated event) {
    return take(event.before()).take(event.added()).take(event.after());
  }

  @Override
  public EventValues buffersReleased(TapeEvent.BuffersReleased event) {
    return this;
  }

  @Override
  public EventValues backwardFinished(TapeEvent.BackwardFinished event) {
    return take(event.gradients());
  }

  @Override
  public EventValues backwardFailed(TapeEvent.BackwardFailed event) {
    return this;
  }

  @Override
  public EventValues optimizerMade(TapeEvent.OptimizerMade event) {
    return this;
  }

  @Override
  public EventValues optimizerStepStarted(TapeEvent.OptimizerStepStarted event) {
    return this;
  }

  @Override
  public EventValues parameterUpdated(TapeEvent.ParameterUpdated event) {
    ParameterUpdate update = event.update();
    take(update.before()).take(update.gradient());
    update.state().forEach(kept -> take(kept.value()));
    update.terms().forEach(term -> take(term.value()));
    return take(update.after());
  }

  @Override
  public EventValues optimizerStepFinished(TapeEvent.OptimizerStepFinished event) {
    return this;
  }

  @Override
  public EventValues gradCleared(TapeEvent.GradCleared event) {
    return take(event.before());
  }

  @Override
  public EventValues gradReplaced(TapeEvent.GradReplaced event) {
    return take(event.before()).take(event.grad().value());
  }

  @Override
  public EventValues printed(TapeEvent.Printed event) {
    return this;
  }

  @Override
  public EventValues whatIfApplied(TapeEvent.WhatIfApplied event) {
    return this;
  }

  @Override
  public EventValues programFailed(TapeEvent.ProgramFailed event) {
    return this;
  }

  @Override
  public EventValues programFinished(TapeEvent.ProgramFinished event) {
    return this;
  }
}
