package tapedeck.analysis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.Operand;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** Where NaN and infinity go into an event and come out of it. */
public final class NonFinite {
  private NonFinite() {}

  /** Whether something that the event makes or changes has an element that is not finite. */
  public static boolean comesOut(TapeEvent event) {
    if (event instanceof TapeEvent.OpApplied applied) {
      return applied.outputs().stream().anyMatch(output -> output.value().hasNonFinite());
    }
    if (event instanceof TapeEvent.TensorCreated created) {
      return created.tensor().value().hasNonFinite();
    }
    if (event instanceof TapeEvent.TensorMutated mutated) {
      return mutated.tensor().value().hasNonFinite();
    }
    if (event instanceof TapeEvent.NodeEvaluated evaluated) {
      return any(evaluated.outgoing());
    }
    if (event instanceof TapeEvent.GradAccumulated accumulated) {
      return accumulated.after().hasNonFinite();
    }
    return event instanceof TapeEvent.ParameterUpdated updated
        && updated.update().after().hasNonFinite();
  }

  /** Whether something that the event uses has one, as it was {@code before} the event. */
  public static boolean goesIn(TapeEvent event, State before) {
    if (event instanceof TapeEvent.OpApplied applied) {
      return any(applied.operands(), before);
    }
    if (event instanceof TapeEvent.TensorMutated mutated) {
      TensorState written = before.tensor(mutated.tensor().id());
      return any(mutated.operands(), before) || (written != null && written.value().hasNonFinite());
    }
    if (event instanceof TapeEvent.NodeEvaluated evaluated) {
      return any(evaluated.incoming());
    }
    if (event instanceof TapeEvent.GradAccumulated accumulated) {
      TensorValue earlier = accumulated.before();
      return accumulated.added().hasNonFinite() || (earlier != null && earlier.hasNonFinite());
    }
    return event instanceof TapeEvent.ParameterUpdated updated
        && (updated.update().before().hasNonFinite() || updated.update().gradient().hasNonFinite());
  }

  private static boolean any(List<Operand> operands, State state) {
    for (Operand operand : operands) {
      TensorState tensor = operand.tensor() == null ? null : state.tensor(operand.tensor());
      if (tensor != null && tensor.value().hasNonFinite()) {
        return true;
      }
    }
    return false;
  }

  private static boolean any(List<? extends @Nullable TensorValue> values) {
    for (TensorValue value : values) {
      if (value != null && value.hasNonFinite()) {
        return true;
      }
    }
    return false;
  }
}
