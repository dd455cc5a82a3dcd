package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tapedeck.analysis.GradientUnfolding.Share;
import tapedeck.analysis.GradientUnfolding.Term;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.tape.RandomProgram;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TensorValue;

class GradientUnfoldingTest {
  private final Tape tape = new Tape();
  private final Recorder recorder = new Recorder(tape::append);
  private final Engine engine = new Engine(recorder);

  private Tensor leaf(double number) {
    Tensor leaf = engine.tensor(number);
    engine.attributes().setRequiresGrad(leaf, true);
    return leaf;
  }

  private List<Share> shares(Tensor tensor) {
    return new GradientUnfolding(tape, tape.end()).shares(tensor.id());
  }

  private static List<String> values(List<Term> terms) {
    return terms.stream().map(term -> Brief.of(term.value())).toList();
  }

  @Test
  void eachUseContributesATerm() {
    Tensor x = leaf(2);
    Tensor a = engine.apply(Arithmetic.ADD, x, 1L);
    Tensor b = engine.apply(Arithmetic.ADD, x, 2L);
    engine.backward(engine.apply(Arithmetic.MUL, a, b));
    List<Share> shares = shares(x);
    assertEquals(1, shares.size());
    assertEquals(List.of("3", "4"), values(shares.get(0).terms()).stream().sorted().toList());
    assertEquals(
        List.of(a.id(), b.id()),
        shares.get(0).terms().stream().map(term -> term.through().result()).sorted().toList());
    // each of them came by one way only
    assertTrue(
        shares.get(0).terms().stream()
            .allMatch(t -> new GradientUnfolding(tape, tape.end()).parts(t).isEmpty()));
  }

  @Test
  void aUseIsUnfoldedIntoThePathsBehindIt() {
    Tensor x = leaf(3);
    Tensor h = engine.apply(Arithmetic.MUL, x, 2L);
    Tensor y = engine.apply(Arithmetic.ADD, engine.apply(Arithmetic.MUL, h, 5L), h);
    engine.backward(y);
    Term use = shares(x).get(0).terms().get(0);
    assertEquals("12", Brief.of(use.value()));
    List<Term> parts = new GradientUnfolding(tape, tape.end()).parts(use);
    assertEquals(List.of("10", "2"), values(parts).stream().sorted().toList());
  }

  @Test
  void everyCallOfBackwardHasItsShare() {
    Tensor x = leaf(3);
    for (int i = 1; i <= 2; i++) {
      engine.backward(engine.apply(Arithmetic.MUL, x, (long) i));
    }
    assertEquals(
        List.of("1", "2"), shares(x).stream().map(share -> Brief.of(share.added())).toList());
    engine.attributes().setGrad(x, null);
    assertEquals(List.of(), shares(x));
    engine.backward(engine.apply(Arithmetic.MUL, x, 7L));
    assertEquals(1, shares(x).size());
  }

  @Test
  void whatTheProgramDoesToAGradientIsNoShareOfBackward() {
    Tensor x = leaf(3);
    engine.backward(engine.apply(Arithmetic.MUL, x, 8L));
    engine.setGradEnabled(false);
    engine.applyInPlace(Arithmetic.MUL, x.grad(), 0.5);
    List<Share> shares = shares(x);
    assertEquals(
        List.of(Share.Kind.BACKWARD, Share.Kind.WRITTEN),
        shares.stream().map(Share::kind).toList());
    assertEquals("4", Brief.of(shares.get(1).after()));
    engine.attributes().setGrad(x, engine.tensor(9));
    assertEquals(List.of(Share.Kind.SET), shares(x).stream().map(Share::kind).toList());
  }

  /** The uses' terms, added in their order, are the gradient; the paths' terms are their use's. */
  @Property(tries = 150)
  void theTermsSumToTheGradient(@ForAll int seed, @ForAll @IntRange(min = 5, max = 30) int size) {
    Tape random = new Tape();
    Recorder listener = new Recorder(random::append);
    new RandomProgram(seed, size).run(new Engine(listener), listener);
    for (long step = 1; step <= random.length(); step++) {
      if (random.event(step) instanceof TapeEvent.GradAccumulated grown) {
        State then = random.stateAt(step);
        GradientUnfolding unfolding = new GradientUnfolding(random, then);
        List<Share> shares = unfolding.shares(grown.leaf());
        Share last = shares.get(shares.size() - 1);
        assertEquals(grown.after(), last.after());
        assertEquals(grown.added(), last.added());
        // a rest is a difference, which is rounded; all else is summed as the engine did
        boolean rest = last.terms().stream().anyMatch(Term::isRest);
        assertSum(grown.added(), last.terms(), rest ? 1e-15 : 0);
        checkParts(unfolding, last.terms());
        // a rest is what a part of the graph contributes that the state has forgotten
        boolean nothingForgotten = then.iteration().number() == 1;
        assertTrue(!nothingForgotten || !rest);
      }
    }
  }

  @Test
  void theTermsOfAForgottenPartSumToTheGradientButForTheLastBit() {
    theTermsSumToTheGradient(393, 26);
  }

  private static void checkParts(GradientUnfolding unfolding, List<Term> terms) {
    Deque<Term> open = new ArrayDeque<>(terms);
    for (int i = 0; i < 40 && !open.isEmpty(); i++) {
      Term term = open.removeFirst();
      List<Term> parts = unfolding.parts(term);
      if (!parts.isEmpty()) {
        assertTrue(parts.size() > 1);
        assertSum(term.value(), parts, 1e-9);
        open.addAll(parts);
      }
    }
  }

  private static void assertSum(TensorValue expected, List<Term> terms, double tolerance) {
    for (int i = 0; i < expected.shape().numel(); i++) {
      double sum = 0;
      double largest = 0;
      for (Term term : terms) {
        double value = term.value().doubleAt(i);
        sum = largest == 0 ? value : sum + value;
        largest = Math.max(largest, Math.abs(value));
      }
      assertEquals(expected.doubleAt(i), sum, tolerance * Math.max(1e-300, largest));
    }
  }

  @Test
  void aTensorThatIsNotThereHasNoTerms() {
    assertEquals(List.of(), new GradientUnfolding(tape, State.START).terms(99));
    assertEquals(Map.of(), Map.copyOf(tape.end().tensors()));
  }
}
