package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.python.GivenCall.Given;
import tapedeck.python.GivenCall.Kind;

/** What is said of calls that are refused, against what PyTorch said of the same. */
class CallBindingTest {
  private static final Path RECORDED = Path.of("src/test/resources/oracle/refusals.txt");
  private final CallBinding calls = new CallBinding();

  @TestFactory
  Stream<DynamicTest> functionsRefuseAsPyTorchDoes() throws IOException {
    Map<String, List<String[]>> byFunction = new LinkedHashMap<>();
    for (String line : Files.readAllLines(RECORDED)) {
      String[] parts = line.split("\t", -1);
      byFunction.computeIfAbsent(parts[0] + "." + parts[1], key -> new ArrayList<>()).add(parts);
    }
    return byFunction.entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private void check(List<String[]> recorded) {
    for (String[] parts : recorded) {
      String told = parts[3].equals("-") ? null : parts[3].replace("\\n", "\n");
      String ours = calls.refusal(parts[0], parts[1], call(parts[2]));
      assertEquals(told, ours, parts[2]);
    }
  }

  @Test
  void functionThatIsNotKnownRefusesNothing() {
    assertNull(calls.refusal("torch", "no_such_function", call("x,'a'")));
  }

  @Test
  void zeroDimensionalTensorStandsForANumberAndAnotherDoesNot() {
    Given number = new Given(Kind.REAL_TENSOR, "Tensor", List.of());
    Given sizes = new Given(Kind.TUPLE, "tuple", List.of(new Given(Kind.INT, "int", List.of())));
    assertNull(calls.refusal("torch", "full", new GivenCall(List.of(sizes, number), Map.of())));
    assertEquals(
        "full(): argument 'fill_value' (position 2) must be Number, not Tensor",
        calls.refusal(
            "torch",
            "full",
            new GivenCall(List.of(sizes, new Given(Kind.TENSOR, "Tensor", List.of())), Map.of())));
  }

  @Test
  void keywordsAreToldNewestFirst() {
    assertEquals(
        "clamp() received an invalid combination of arguments - got (max=str, min=Tensor, ), but"
            + " expected one of:\n * (Tensor min = None, Tensor max = None)\n      didn't match"
            + " because some of the keywords were incorrect: max, min\n * (Number min = None, Number"
            + " max = None)\n      didn't match because some of the keywords were incorrect: max,"
            + " min\n",
        calls.refusal("Tensor", "clamp", call("min=x,max='a'")));
  }

  /** Reads the arguments of a call as the recording writes them. */
  private static GivenCall call(String text) {
    List<Given> positional = new ArrayList<>();
    Map<String, Given> named = new LinkedHashMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",(?![^\\[]*])", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        positional.add(given(part));
      } else {
        named.put(part.substring(0, equals), given(part.substring(equals + 1)));
      }
    }
    return new GivenCall(positional, named);
  }

  private static Given given(String text) {
    if (text.startsWith("[")) {
      List<Given> elements =
          Stream.of(text.substring(1, text.length() - 1).split(",", -1))
              .map(CallBindingTest::given)
              .toList();
      return new Given(Kind.LIST, "list", elements);
    }
    return switch (text.charAt(0)) {
      case 'x' -> new Given(Kind.TENSOR, "Tensor", List.of());
      case '\'' -> new Given(Kind.STRING, "str", List.of());
      default ->
          text.contains(".")
              ? new Given(Kind.FLOAT, "float", List.of())
              : new Given(Kind.INT, "int", List.of());
    };
  }
}
