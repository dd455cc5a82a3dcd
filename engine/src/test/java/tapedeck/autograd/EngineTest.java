package tapedeck.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tapedeck.op.Arithmetic;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

class EngineTest {
  private final List<String> evaluated = new ArrayList<>();
  private final Engine engine =
      new Engine(
          new EngineListener() {
            @Override
            public void nodeEvaluated(
                Node node, List<@Nullable Tensor> incoming, List<@Nullable Tensor> outgoing) {
              evaluated.add(node.name() + " " + Objects.requireNonNull(incoming.get(0)).value());
            }
          });

  private Tensor leaf(double value) {
    Tensor leaf = engine.tensor(value);
    leaf.setRequiresGrad(true);
    return leaf;
  }

  private Tensor add(Object a, Object b) {
    return engine.apply(Arithmetic.ADD, a, b);
  }

  private Tensor mul(Object a, Object b) {
    return engine.apply(Arithmetic.MUL, a, b);
  }

  private static double gradOf(Tensor leaf) {
    return Objects.requireNonNull(leaf.grad()).value().doubleAt(0);
  }

  private static OpNode node(Tensor tensor) {
    return (OpNode) Objects.requireNonNull(tensor.gradFn());
  }

  @Test
  void theFirstGradientIsSeven() {
    Tensor x = leaf(2);
    Tensor a = add(x, 1L);
    Tensor b = add(x, 2L);
    Tensor y = mul(a, b);
    engine.backward(y);
    assertEquals(7, gradOf(x));
    assertNull(a.grad());
    assertNull(y.grad());
    assertEquals(
        List.of(
            "MulBackward0 tensor(1.)",
            "AddBackward0 tensor(3.)",
            "AddBackward0 tensor(4.)",
            "AccumulateGrad tensor(7.)"),
        evaluated);
  }

  @Test
  void aResultKnowsItsGradFnAndALeafHasNone() {
    Tensor x = leaf(2);
    Tensor a = add(x, 1L);
    assertTrue(x.isLeaf());
    assertNull(x.gradFn());
    assertFalse(a.isLeaf());
    assertTrue(a.requiresGrad());
    assertEquals("AddBackward0", node(a).name());
  }

  @Test
  void anEdgeLeadsToTheLeafsOneAccumulatorAndANumberHasNone() {
    Tensor x = leaf(2);
    OpNode square = node(mul(x, x));
    Edge first = Objects.requireNonNull(square.nextEdges().get(0));
    Edge second = Objects.requireNonNull(square.nextEdges().get(1));
    assertSame(first.node(), second.node());
    assertSame(x, ((AccumulateGrad) first.node()).variable());
    assertEquals(Arrays.asList(first, null), node(mul(x, 3L)).nextEdges());
  }

  @Test
  void bothEdgesOfASquareCount() {
    Tensor x = leaf(3);
    engine.backward(mul(x, x));
    assertEquals(6, gradOf(x));
    assertEquals(2, evaluated.size(), "one AccumulateGrad, evaluated once");
  }

  @Test
  void aTensorThatDoesNotRequireGradIsNotFollowed() {
    Tensor x = engine.tensor(2);
    assertNull(mul(x, 3L).gradFn());
    Tensor w = leaf(3);
    OpNode product = node(mul(x, w));
    assertNull(product.nextEdges().get(0));
    assertEquals(List.of("self"), product.savedTensors().stream().map(SavedTensor::name).toList());
  }

  @Test
  void aDetachedTensorSharesValueAndVersionAndIsCutOff() {
    Tensor x = leaf(2);
    Tensor y = mul(x, 3L);
    Tensor cut = engine.detach(y);
    assertFalse(cut.requiresGrad());
    assertTrue(cut.isLeaf());
    assertSame(y.storage(), cut.storage());
    cut.assign(engine.tensor(5).peek());
    assertEquals(5, y.value().doubleAt(0));
    assertEquals(1, y.version());
    engine.backward(mul(x, cut));
    assertEquals(5, gradOf(x));
  }

  @Test
  void noGradRecordsNothing() {
    Tensor x = leaf(2);
    engine.setGradEnabled(false);
    assertFalse(mul(x, x).requiresGrad());
  }

  @Test
  void gradientsAccumulateIntoTheSameTensor() {
    Tensor x = leaf(2);
    engine.backward(mul(x, 3L));
    Tensor first = x.grad();
    engine.backward(mul(x, 4L));
    assertSame(first, x.grad());
    assertEquals(7, gradOf(x));
  }

  @Test
  void leavesThatGetTheSameGradientDoNotShareIt() {
    Tensor x = leaf(2);
    Tensor y = leaf(3);
    engine.backward(add(x, y));
    engine.backward(mul(x, 5L));
    assertEquals(6, gradOf(x));
    assertEquals(1, gradOf(y));
  }

  @Test
  void theSecondBackwardFailsSinceTheGraphIsFreed() {
    Tensor x = leaf(2);
    Tensor y = mul(x, x);
    engine.backward(y);
    TorchError error = assertThrows(TorchError.class, () -> engine.backward(y));
    assertEquals(
        "Trying to backward through the graph a second time (or directly access saved tensors after"
            + " they have already been freed). Saved intermediate values of the graph are freed"
            + " when you call .backward() or autograd.grad(). Specify retain_graph=True if you"
            + " need to backward through the graph a second time or if you need to access saved"
            + " tensors after calling backward.",
        error.getMessage());
    assertEquals(4, gradOf(x));
  }

  @Test
  void backwardGivesTheMemoryOfSavedTensorsFree() {
    Engine quiet = new Engine();
    Tensor x = quiet.tensor(Storage.of(new float[1000]), Shape.of(1000), true);
    Tensor hidden = quiet.call("exp", x);
    WeakReference<Object> memory = new WeakReference<>(hidden.storage().array());
    Tensor loss = quiet.call("sum", hidden);
    hidden = loss;
    System.gc();
    assertNotNull(memory.get(), "the graph needs it");
    quiet.backward(hidden);
    System.gc();
    assertNull(memory.get());
    assertNotNull(loss.gradFn());
  }

  @Test
  void aGraphThatSavedNothingCanBeUsedTwice() {
    Tensor x = leaf(2);
    Tensor y = add(x, 1L);
    engine.backward(y);
    engine.backward(y);
    assertEquals(2, gradOf(x));
  }

  @Test
  void retainGraphKeepsTheBuffers() {
    Tensor x = leaf(2);
    Tensor y = mul(x, x);
    engine.backward(y, null, true, false);
    engine.backward(y);
    assertEquals(8, gradOf(x));
  }

  @Test
  void gradReturnsAndLeavesTheLeavesAlone() {
    Tensor x = leaf(2);
    Tensor a = add(x, 1L);
    Tensor y = mul(a, a);
    List<@Nullable Tensor> gradients =
        engine.grad(List.of(y), List.of(x, a), List.of(), false, false, false);
    assertEquals(6, Objects.requireNonNull(gradients.get(0)).value().doubleAt(0));
    assertEquals(6, Objects.requireNonNull(gradients.get(1)).value().doubleAt(0));
    assertNull(x.grad());
    assertFalse(evaluated.stream().anyMatch(text -> text.startsWith("AccumulateGrad")));
  }

  @Test
  void gradEvaluatesOnlyWhatLeadsToItsInputs() {
    Tensor x = leaf(2);
    Tensor w = leaf(3);
    Tensor deep = mul(mul(w, 2L), 2L);
    engine.grad(List.of(mul(x, deep)), List.of(x), List.of(), false, false, false);
    assertEquals(List.of("MulBackward0 tensor(1.)"), evaluated);
  }

  @Test
  void createGraphDifferentiatesTheGradient() {
    Tensor x = leaf(3);
    Tensor cube = mul(mul(x, x), x);
    Tensor first =
        Objects.requireNonNull(
            engine.grad(List.of(cube), List.of(x), List.of(), true, true, false).get(0));
    assertEquals(27, first.value().doubleAt(0));
    Tensor second =
        Objects.requireNonNull(
            engine.grad(List.of(first), List.of(x), List.of(), false, false, false).get(0));
    assertEquals(18, second.value().doubleAt(0));
  }

  @Test
  void saysWhyItCannotStart() {
    Tensor x = leaf(2);
    assertMessage(
        "element 0 of tensors does not require grad and does not have a grad_fn",
        () -> engine.backward(engine.tensor(1)));
    Tensor vector = engine.tensor(Storage.of(new float[] {1, 2}), Shape.of(2), true);
    assertMessage(
        "grad can be implicitly created only for scalar outputs",
        () -> engine.backward(mul(vector, 2L)));
    assertMessage(
        "The differentiated Tensor at index 0 appears to not have been used in the graph. Set"
            + " allow_unused=True if this is the desired behavior.",
        () -> engine.grad(List.of(mul(x, x)), List.of(vector), List.of(), false, false, false));
    assertMessage(
        "One of the differentiated Tensors does not require grad",
        () ->
            engine.grad(
                List.of(mul(x, x)), List.of(engine.tensor(1)), List.of(), false, false, false));
  }

  private static void assertMessage(String expected, Runnable action) {
    assertEquals(expected, assertThrows(TorchError.class, action::run).getMessage());
  }

  @Test
  void aMillionOperatorsNeedNoDeepStack() throws InterruptedException {
    double[] result = new double[1];
    Thread small =
        new Thread(
            null,
            () -> {
              Engine silent = new Engine();
              Tensor x = silent.tensor(1);
              x.setRequiresGrad(true);
              Tensor y = x;
              for (int i = 0; i < 1_000_000; i++) {
                y = silent.apply(Arithmetic.NEG, y);
              }
              silent.backward(y);
              result[0] = gradOf(x);
            },
            "small stack",
            256 * 1024);
    small.start();
    small.join();
    assertEquals(1, result[0]);
  }

  @Test
  void theGradientOfABroadcastOperandIsSummed() {
    Tensor row = engine.tensor(Storage.of(new float[] {1, 2, 3}), Shape.of(3), true);
    Tensor matrix = engine.tensor(Storage.of(new float[6]), Shape.of(2, 3), false);
    Tensor sum = add(matrix, row);
    Tensor ones = engine.tensor(Storage.of(new float[] {1, 1, 1, 1, 1, 1}), Shape.of(2, 3), false);
    engine.backward(sum, ones, false, false);
    assertEquals("tensor([2., 2., 2.])", assertNotNullTensor(row.grad()).toString());
  }

  private static Tensor assertNotNullTensor(@Nullable Tensor tensor) {
    assertNotNull(tensor);
    return tensor;
  }
}
