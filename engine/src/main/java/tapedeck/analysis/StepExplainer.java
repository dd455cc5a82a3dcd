package tapedeck.analysis;

import java.util.List;
import java.util.Locale;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;

/**
 * Explains steps in sentences, with the names and numbers of the program. There is one template a
 * kind of event, in the bundle {@code tapedeck.analysis.steps}.
 */
public final class StepExplainer {
  private final Wording wording;

  /** Explains in English unless there are texts for {@code locale}. */
  public StepExplainer(Locale locale) {
    wording = new Wording("tapedeck.analysis.steps", locale);
  }

  /**
   * What the last event of {@code state} was and why.
   *
   * @param known a later state of the same tape, which may know names that the program gives to
   *     results only after the step
   */
  public String explain(State state, State known) {
    return explain(state, known, List.of());
  }

  /**
   * The same, with what the statements of the program mean.
   *
   * @param source the lines of the program
   */
  public String explain(State state, State known, List<String> source) {
    TapeEvent event = state.last();
    return event == null
        ? wording.text("start")
        : event.accept(new StepSentences(wording, state, known, source));
  }

  /** Why a tensor has the {@code .grad} that it has at {@code state}, or none. */
  public String whyGrad(State state, State known, TensorState tensor) {
    return new GradientReasons(wording, state, known).of(tensor);
  }
}
