package tapedeck.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tapedeck.tape.NodeState;
import tapedeck.tape.RecordedNode;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;

/**
 * A place on a tape in words, as lessons use them: what kind of event, of which tensor or function,
 * and the how-manieth after the place before it: {@code accumulated w (2)}, {@code backward},
 * {@code op mul}, {@code node MulBackward0}, {@code printed loss}.
 *
 * @param kind one of {@link #kinds()}
 * @param subject the name of a variable, an operator or a backward function, or a part of what is
 *     printed; empty for any
 * @param count from 1
 */
public record Place(String kind, String subject, int count) {
  /** Whether an event of the kind is about {@code subject}, in a state that knows its names. */
  private interface Kind {
    boolean fits(TapeEvent event, State named, String subject);
  }

  private static final Pattern COUNTED = Pattern.compile("(.*\\S)\\s*\\((\\d{1,6})\\)");

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("created", Place::created);
    KINDS.put("op", Place::operation);
    KINDS.put("makes", Place::makes);
    KINDS.put(
        "written",
        (event, named, subject) ->
            event instanceof TapeEvent.TensorMutated written
                && isNamed(written.tensor().id(), named, subject));
    KINDS.put(
        "requires",
        (event, named, subject) ->
            event instanceof TapeEvent.RequiresGradSet set
                && isNamed(set.tensor(), named, subject));
    KINDS.put(
        "retains",
        (event, named, subject) ->
            event instanceof TapeEvent.GradRetained retained
                && isNamed(retained.tensor(), named, subject));
    KINDS.put("backward", plain(e -> e instanceof TapeEvent.BackwardStarted b && b.accumulates()));
    KINDS.put("grad", plain(e -> e instanceof TapeEvent.BackwardStarted b && !b.accumulates()));
    KINDS.put(
        "node",
        (event, named, subject) ->
            event instanceof TapeEvent.NodeEvaluated evaluated
                && isNode(evaluated.node(), named, subject));
    KINDS.put(
        "hook",
        (event, named, subject) ->
            event instanceof TapeEvent.HookCalled called && isNode(called.node(), named, subject));
    KINDS.put(
        "accumulated",
        (event, named, subject) ->
            event instanceof TapeEvent.GradAccumulated grown
                && isNamed(grown.leaf(), named, subject));
    KINDS.put(
        "freed",
        (event, named, subject) ->
            event instanceof TapeEvent.BuffersReleased freed
                && isNode(freed.node(), named, subject));
    KINDS.put("finished", plain(e -> e instanceof TapeEvent.BackwardFinished));
    KINDS.put("refused", plain(e -> e instanceof TapeEvent.BackwardFailed));
    KINDS.put("optimizer", plain(e -> e instanceof TapeEvent.OptimizerStepStarted));
    KINDS.put(
        "updated",
        (event, named, subject) ->
            event instanceof TapeEvent.ParameterUpdated updated
                && isNamed(updated.update().parameter(), named, subject));
    KINDS.put("stepped", plain(e -> e instanceof TapeEvent.OptimizerStepFinished));
    KINDS.put(
        "cleared",
        (event, named, subject) ->
            event instanceof TapeEvent.GradCleared cleared
                && isNamed(cleared.tensor(), named, subject));
    KINDS.put(
        "printed",
        (event, named, subject) ->
            event instanceof TapeEvent.Printed printed && printed.text().contains(subject));
    KINDS.put("end", plain(e -> e instanceof TapeEvent.ProgramFinished));
  }

  private static Kind plain(Predicate<TapeEvent> fits) {
    return (event, named, subject) -> fits.test(event);
  }

  private static boolean isNamed(long tensor, State named, String subject) {
    return subject.isEmpty() || named.nameOf(tensor).equals(subject);
  }

  private static boolean isNode(long id, State named, String subject) {
    NodeState node = named.node(id);
    return subject.isEmpty() || (node != null && node.name().equals(subject));
  }

  private static boolean created(TapeEvent event, State named, String subject) {
    return event instanceof TapeEvent.TensorCreated created
        && isNamed(created.tensor().id(), named, subject);
  }

  private static boolean operation(TapeEvent event, State named, String subject) {
    if (!(event instanceof TapeEvent.OpApplied applied)) {
      return false;
    }
    RecordedNode node = applied.node();
    return subject.isEmpty()
        || applied.op().equals(subject)
        || (node != null && node.name().equals(subject));
  }

  private static boolean makes(TapeEvent event, State named, String subject) {
    return event instanceof TapeEvent.OpApplied applied
        && applied.outputs().stream().anyMatch(made -> isNamed(made.id(), named, subject));
  }

  /** What kinds of places there are. */
  public static List<String> kinds() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * Reads a place.
   *
   * @throws IllegalArgumentException if it is none, with what is wrong
   */
  public static Place parse(String text) {
    String words = text.strip();
    int count = 1;
    Matcher counted = COUNTED.matcher(words);
    if (counted.matches()) {
      count = Integer.parseInt(counted.group(2));
      words = counted.group(1);
    }
    int space = words.indexOf(' ');
    String kind = space < 0 ? words : words.substring(0, space);
    if (!KINDS.containsKey(kind) || count < 1) {
      throw new IllegalArgumentException(
          "'%s' is no place on a tape; it begins with one of %s".formatted(text, KINDS.keySet()));
    }
    return new Place(kind, space < 0 ? "" : words.substring(space + 1).strip(), count);
  }

  /**
   * Whether {@code event} is of this kind and about this subject.
   *
   * @param named a state that knows the names of what the event is about
   */
  boolean fits(TapeEvent event, State named) {
    Kind meant = KINDS.get(kind);
    return meant != null && meant.fits(event, named, subject);
  }
}
