package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tapedeck.analysis.StepExplainer;
import tapedeck.autograd.Engine;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.TensorState;

/** The words for what Python programs do, in both languages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExplanationTest {
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);
  private static final Path GOLDEN = Path.of("src/test/resources/golden/explain");

  /** Every kind of event but those that only a person makes. */
  private static final String EVERYTHING =
      """
      import torch
      from torch import nn
      torch.manual_seed(0)
      x = torch.ones(2, 3, requires_grad=True)
      frozen = torch.ones(3)
      frozen.requires_grad_()
      unused = torch.ones(1, requires_grad=True)
      h = x * 2 + frozen
      (x * 1).retain_grad()
      h.register_hook(lambda g: g * 2)
      h.backward(torch.ones(2, 3), retain_graph=True)
      h.backward(torch.ones(2, 3))
      print(torch.autograd.grad((x ** 2).sum(), x, create_graph=True))
      with torch.no_grad():
          x.mul_(0.5)
      x.grad = torch.zeros(2, 3)
      model = nn.Linear(3, 1)
      optimizer = torch.optim.AdamW(model.parameters(), lr=0.1, amsgrad=True, maximize=True)
      for i in range(2):
          optimizer.zero_grad()
          loss = model(x.detach()).mean()
          loss.backward()
          optimizer.step()
      try:
          loss.backward()
      except RuntimeError:
          pass
      torch.ones(2) @ torch.ones(3)
      """;

  private PythonHost host;

  @BeforeAll
  void start() {
    host = new PythonHost();
  }

  @AfterAll
  void close() {
    host.close();
  }

  private Tape record(String name, String source) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    host.program(name, source, List.of(), true).run(new Engine(recorder), recorder);
    return tape;
  }

  private static String explain(Tape tape, long step, Locale language, String source) {
    State state = tape.stateAt(step);
    return new StepExplainer(language)
        .explain(state, tape.endOfIteration(state), source.lines().toList());
  }

  @Test
  void everyKindOfEventIsExplainedInBothLanguages() {
    Tape tape = record("everything.py", EVERYTHING);
    Set<String> kinds = new TreeSet<>();
    for (long step = 1; step <= tape.length(); step++) {
      TapeEvent event = Objects.requireNonNull(tape.event(step));
      kinds.add(event.getClass().getSimpleName());
      for (Locale language : LANGUAGES) {
        String words = explain(tape, step, language, EVERYTHING);
        assertFalse(words.isBlank(), event + " has no explanation");
        assertFalse(words.matches("(?s).*\\{\\d.*"), words);
      }
    }
    Set<String> all =
        Arrays.stream(TapeEvent.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    all.removeAll(Set.of("WhatIfApplied", "ProgramFinished"));
    assertEquals(all, kinds);
  }

  private static String sentence(Tape tape, String source, String containing) {
    for (long step = 1; step <= tape.length(); step++) {
      String words = explain(tape, step, Locale.ENGLISH, source);
      if (words.contains(containing)) {
        return words;
      }
    }
    return "";
  }

  @Test
  void itSaysWhyAGradientIsMissingOrDoubled() {
    Tape tape = record("everything.py", EVERYTHING);
    String twice = sentence(tape, EVERYTHING, "came a second time");
    assertTrue(twice.startsWith("frozen.grad was [4, 4, 4]; [4, 4, 4] is added"), twice);
    String over = sentence(tape, EVERYTHING, "unused got no .grad");
    assertTrue(over.contains("no gradient reached it"), over);
    assertTrue(sentence(tape, EVERYTHING, "retain_graph=True: what").contains("vector v"));
  }

  @Test
  void anActivationInPlaceIsExplainedByTheResultThatItKept() {
    String source =
        """
        import torch
        x = torch.tensor([-1.0, 2.0], requires_grad=True)
        h = x * 1
        torch.nn.functional.elu_(h, 0.5)
        h.sum().backward()
        """;
    Tape tape = record("in_place.py", source);
    String sends = sentence(tape, source, "EluBackward1 receives");
    assertTrue(sends.contains("else g ⊙ (h + 0.5) = [1, 1] where [−0.31606, 2] > 0"), sends);
  }

  @Test
  void theScaleOfAnActivationIsPartOfItsRule() {
    String source =
        """
        import torch
        x = torch.tensor([-1.0, 2.0], requires_grad=True)
        torch.selu(x).sum().backward()
        """;
    Tape tape = record("scaled.py", source);
    String sends = sentence(tape, source, "EluBackward0 receives");
    assertTrue(sends.contains("It sends 1.0507009873554805 · g where x > 0"), sends);
  }

  @Test
  void aNodeThatNoGradientReachesSaysSo() {
    String source =
        """
        import torch
        class Half(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x, y):
                return x * 1, y * 1
            @staticmethod
            def backward(ctx, g, h):
                return g, None
        x = torch.ones(2, requires_grad=True)
        w = torch.ones(2, requires_grad=True)
        a, b = Half.apply(x, w * 3)
        (a.sum() + b.sum()).backward()
        """;
    Tape tape = record("none.py", source);
    String node = sentence(tape, source, "MulBackward0 receives");
    assertTrue(node.startsWith("MulBackward0 receives no gradient, and sends none"), node);
    String leaf = sentence(tape, source, "AccumulateGrad of w");
    assertTrue(leaf.startsWith("AccumulateGrad of w receives no gradient"), leaf);
    State end = tape.end();
    TensorState w =
        end.tensors().values().stream()
            .filter(tensor -> end.nameOf(tensor.id()).equals("w"))
            .findFirst()
            .orElseThrow();
    String why = new StepExplainer(Locale.ENGLISH).whyGrad(end, end, w);
    assertTrue(why.startsWith("w has no .grad: the last backward pass reached it with None"), why);
  }

  @Test
  void ofSeveralResultsItNamesTheOneWhoseGradientCame() {
    String source =
        """
        import torch
        x = torch.arange(4.0, requires_grad=True)
        first, second = x.unbind()[0], x.split(2)[1]
        second.sum().backward()
        """;
    String node = sentence(record("second.py", source), source, "SplitBackward0 receives");
    assertTrue(node.contains("with respect to second"), node);
  }

  @Test
  void aSumOverNoDimensionsIsOverAllOfThem() {
    String source = "import torch\nx = torch.ones(2, requires_grad=True)\ny = x.sum(dim=None)\n";
    String told = sentence(record("sum.py", source), source, "SumBackward1");
    assertTrue(told.startsWith("y = Σ x = Σ [1, 1] = 2."), told);
  }

  @Test
  void everyTensorWithoutGradHasAReason() {
    String source =
        """
        import torch
        x = torch.ones(2, requires_grad=True)
        y = x * 2
        z = y.sum()
        early = torch.ones(1, requires_grad=True)
        z.backward()
        with torch.no_grad():
            cut = x * 3
        whole = torch.tensor([1, 2])
        plain = torch.ones(2)
        cleared = torch.ones(2, requires_grad=True)
        (cleared * 2).sum().backward()
        cleared.grad = None
        """;
    Tape tape = record("why.py", source);
    State end = tape.end();
    StepExplainer explainer = new StepExplainer(Locale.ENGLISH);
    java.util.function.Function<String, String> why =
        name -> {
          long id =
              end.names().entrySet().stream()
                  .filter(entry -> entry.getValue().equals(name))
                  .mapToLong(java.util.Map.Entry::getKey)
                  .max()
                  .orElseThrow();
          TensorState tensor = Objects.requireNonNull(end.tensor(id));
          return explainer.whyGrad(end, end, tensor);
        };
    assertTrue(why.apply("x").startsWith("x.grad = [2, 2]: the sum"), why.apply("x"));
    assertTrue(why.apply("early").contains("did not reach"), why.apply("early"));
    assertTrue(why.apply("cut").contains("nothing was recorded"), why.apply("cut"));
    assertTrue(why.apply("whole").contains("torch.int64"), why.apply("whole"));
    assertTrue(why.apply("plain").contains("does not require grad"), why.apply("plain"));
    assertTrue(why.apply("cleared").contains("cleared again"), why.apply("cleared"));
    State middle =
        tape.stateAt(tape.next(0, e -> e instanceof TapeEvent.BackwardFinished).getAsLong());
    TensorState y =
        middle.tensors().values().stream()
            .filter(tensor -> middle.nameOf(tensor.id()).equals("y"))
            .findFirst()
            .orElseThrow();
    String notKept = explainer.whyGrad(middle, end, y);
    assertTrue(notKept.contains("The gradient [1, 1] passed through it"), notKept);
  }

  /** One that differs is written to {@code target/golden}, to be read and, where right, kept. */
  @TestFactory
  Stream<DynamicTest> theSamplesAreExplainedAsTheyWere() throws IOException {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".en.txt"))
          .map(name -> Path.of("../samples/lessons", name.replace(".en.txt", ".py")))
          .sorted()
          .toList()
          .stream()
          .flatMap(
              sample ->
                  LANGUAGES.stream()
                      .map(
                          language ->
                              DynamicTest.dynamicTest(
                                  sample.getFileName() + " " + language.getLanguage(),
                                  () -> compare(sample, language))));
    }
  }

  private void compare(Path sample, Locale language) throws IOException {
    String source = Files.readString(sample);
    Tape tape = record(String.valueOf(sample.getFileName()), source);
    StringBuilder words = new StringBuilder();
    for (long step = 1; step <= tape.length(); step++) {
      if (!(tape.event(step) instanceof TapeEvent.Printed)) {
        words.append(explain(tape, step, language, source)).append('\n');
      }
    }
    String name =
        String.valueOf(sample.getFileName())
            .replaceFirst("\\.py$", "." + language.getLanguage() + ".txt");
    Path golden = GOLDEN.resolve(name);
    String kept = Files.exists(golden) ? Files.readString(golden) : "";
    if (!kept.contentEquals(words)) {
      Path target = Files.createDirectories(Path.of("target/golden/explain"));
      Files.writeString(target.resolve(name), words);
    }
    assertEquals(kept, words.toString());
  }
}
