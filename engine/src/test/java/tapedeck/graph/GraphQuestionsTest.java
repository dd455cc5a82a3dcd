package tapedeck.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.graph.GraphQuestions.Answer;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.op.Arithmetic;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tensor.Tensor;

class GraphQuestionsTest {
  private final Tape tape = new Tape();
  private final Engine engine = new Engine(new Recorder(tape::append));
  private final Tensor w = leaf(2);
  private final Tensor unused = leaf(3);
  private final Tensor square = engine.apply(Arithmetic.MUL, w, w);
  private final Tensor loss = engine.apply(Arithmetic.ADD, square, w);
  private final Tensor aside = engine.apply(Arithmetic.NEG, unused);

  private Tensor leaf(double value) {
    Tensor leaf = engine.tensor(value);
    engine.attributes().setRequiresGrad(leaf, true);
    return leaf;
  }

  private GraphQuestions questions() {
    return new GraphQuestions(ComputationGraph.of(tape.end()));
  }

  private static GraphVertex vertex(Tensor tensor) {
    return new TensorVertex(tensor.id());
  }

  private static List<String> keys(Answer answer) {
    return answer.vertices().stream().map(GraphVertex::key).toList();
  }

  private static String op(Tensor tensor) {
    return "op" + tensor.id();
  }

  private static String t(Tensor tensor) {
    return "t" + tensor.id();
  }

  @Test
  void tellsWhatInfluencesWhat() {
    assertEquals(
        List.of(t(w), op(square), t(square)), keys(questions().influencing(vertex(square))));
    assertEquals(
        List.of(t(square), op(loss), t(loss)), keys(questions().influencedBy(vertex(square))));
    assertEquals(List.of(t(aside)), keys(questions().influencedBy(vertex(aside))));
  }

  @Test
  void anAccumulatorStandsForItsLeaf() {
    GraphVertex accumulator =
        ComputationGraph.of(tape.end()).incoming(vertex(w)).iterator().next().from();
    assertEquals(questions().influencedBy(vertex(w)), questions().influencedBy(accumulator));
  }

  @Test
  void countsAllPaths() {
    Answer paths = questions().paths(vertex(w), vertex(loss));
    assertEquals(BigInteger.valueOf(3), paths.paths(), "two through the square, one around it");
    assertEquals(List.of(t(w), op(square), t(square), op(loss), t(loss)), keys(paths));
    assertEquals(6, paths.edges().size());
    assertEquals(Answer.NOTHING, questions().paths(vertex(loss), vertex(w)));
  }

  @Test
  void manyPathsAreCountedAndNotWalked() {
    Tensor deep = w;
    for (int i = 0; i < 100; i++) {
      deep = engine.apply(Arithmetic.ADD, deep, deep);
    }
    assertEquals(BigInteger.TWO.pow(100), questions().paths(vertex(w), vertex(deep)).paths());
  }

  @Test
  void findsTheShortestPath() {
    assertEquals(
        List.of(t(w), op(loss), t(loss)), keys(questions().shortestPath(vertex(w), vertex(loss))));
    assertEquals(Answer.NOTHING, questions().shortestPath(vertex(unused), vertex(loss)));
  }

  @Test
  void knowsWhatANodeSaved() {
    assertEquals(
        List.of(t(w), op(square)),
        keys(questions().neededForBackward(new OperationVertex(square.id()))));
    assertEquals(
        List.of(op(loss)), keys(questions().neededForBackward(new OperationVertex(loss.id()))));
  }

  @Test
  void theLossIsWhatBackwardWasCalledOn() {
    assertEquals(List.of(vertex(loss), vertex(aside)), questions().losses());
    engine.backward(loss);
    assertEquals(List.of(vertex(loss)), questions().losses());
  }

  @Test
  void findsWhatNoGradientReaches() {
    assertEquals(List.of(), keys(questions().unreached()), "before backward it may still come");
    engine.setGradEnabled(false);
    Tensor cut = engine.apply(Arithmetic.NEG, square);
    engine.setGradEnabled(true);
    Tensor detached = engine.apply(Arithmetic.NEG, engine.detach(square));
    engine.backward(loss);
    List<String> unreached = keys(questions().unreached());
    assertTrue(
        unreached.containsAll(List.of(t(unused), op(aside), t(aside), t(cut), t(detached))),
        "" + unreached);
    assertTrue(
        unreached.stream().noneMatch(List.of(t(w), t(square), op(square), t(loss))::contains));
  }
}
