package tapedeck.app.graphview;

import java.util.LinkedHashSet;
import java.util.List;
import tapedeck.app.picture.Highlight;
import tapedeck.graph.GraphQuestions.Answer;
import tapedeck.graph.GraphVertex;

/**
 * What a question or a search found.
 *
 * @param title the question, in the user's language
 */
public record Findings(String title, List<GraphVertex> vertices, Highlight highlight) {
  /** Nothing was asked. */
  public static final Findings NONE = new Findings("", List.of(), Highlight.NONE);

  /** The answer to a question; all else recedes. */
  static Findings of(String title, Answer answer) {
    return new Findings(
        title,
        List.copyOf(answer.vertices()),
        new Highlight(answer.vertices(), answer.edges(), true));
  }

  /** The matches of a search; all else stays as it is. */
  static Findings of(String title, List<GraphVertex> matches) {
    return new Findings(
        title, matches, new Highlight(new LinkedHashSet<>(matches), java.util.Set.of(), false));
  }
}
