package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tapedeck.python.GivenCall.Given;
import tapedeck.python.GivenCall.Kind;

/**
 * One way to call a function of PyTorch, written as its argument parser reads it: {@code sum(Tensor
 * input, IntArrayRef[1]? dim, bool keepdim=False)}.
 *
 * <p>What fits and what is said of the rest follows PyTorch 2.13's python_arg_parser.
 */
final class CallSignature {
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<type>[^ \\[?]+)(?:\\[(?<size>\\d*)])?(?<none>\\?)? (?<name>[^=]+)(?:=(?<by>.*))?");
  private static final Map<String, String> SHOWN =
      Map.ofEntries(
          Map.entry("Scalar", "Number"),
          Map.entry("int64_t", "int"),
          Map.entry("SymInt", "int"),
          Map.entry("double", "float"),
          Map.entry("TensorList", "tuple of Tensors"),
          Map.entry("IntArrayRef", "tuple of ints"),
          Map.entry("SymIntArrayRef", "tuple of ints"),
          Map.entry("ArrayRef<double>", "tuple of floats"),
          Map.entry("ScalarList", "tuple of Scalars"),
          Map.entry("Generator", "torch.Generator"),
          Map.entry("Storage", "torch.Storage"),
          Map.entry("PyObject*", "object"),
          Map.entry("ScalarType", "torch.dtype"),
          Map.entry("Layout", "torch.layout"),
          Map.entry("MemoryFormat", "torch.memory_format"),
          Map.entry("QScheme", "torch.qscheme"),
          Map.entry("Device", "torch.device"),
          Map.entry("c10::string_view", "str"),
          Map.entry("std::string_view", "str"),
          Map.entry("Dimname", "name"),
          Map.entry("DimnameList", "tuple of names"),
          Map.entry("c10::List<::std::optional<Tensor>>", "tuple of Tensors"));

  /** Where a number may stand for a tensor. */
  private static final Set<String> TAKES_NUMBERS =
      Set.of(
          "add",
          "add_",
          "div",
          "div_",
          "divide",
          "divide_",
          "mul",
          "mul_",
          "multiply",
          "multiply_",
          "sub",
          "sub_",
          "subtract",
          "subtract_",
          "true_divide",
          "true_divide_",
          "to",
          "copy_",
          "floor_divide",
          "floor_divide_");

  /** Other names under which NumPy's users know parameters. */
  private static final Map<String, List<String>> OTHER_NAMES =
      Map.of(
          "dim", List.of("axis"),
          "keepdim", List.of("keepdims"),
          "input", List.of("x", "a", "x1"),
          "other", List.of("x2"));

  /** One parameter; {@code size} is above 0 where one number may stand for a list of that many. */
  private record Parameter(
      String type, int size, boolean takesNone, String name, @Nullable String by, boolean keyword) {
    boolean optional() {
      return by != null;
    }

    boolean isInts() {
      return type.equals("IntArrayRef") || type.equals("SymIntArrayRef");
    }

    String shownType() {
      return SHOWN.getOrDefault(type, type);
    }

    String shown() {
      return shownType() + " " + name + (by == null ? "" : " = " + by);
    }

    @Nullable Given in(Map<String, Given> named) {
      Given found = named.get(name);
      for (String other : OTHER_NAMES.getOrDefault(name, List.of())) {
        found = found == null ? named.get(other) : found;
      }
      return found;
    }
  }

  /** Why a call does not fit; a final reason holds whatever the other signatures are. */
  record Misfit(String reason, boolean isFinal) {}

  private final String name;
  private final boolean hidden;
  private final List<Parameter> parameters = new ArrayList<>();

  CallSignature(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    this.name = text.substring(0, open);
    this.hidden = close < text.length() - 1;
    boolean keyword = false;
    for (String part : text.substring(open + 1, close).split(", ", -1)) {
      Matcher read = PARAMETER.matcher(part);
      if (part.equals("*")) {
        keyword = true;
      } else if (read.matches()) {
        parameters.add(parameter(read, keyword));
      }
    }
  }

  private static Parameter parameter(Matcher read, boolean keyword) {
    String size = read.group("size");
    String by = read.group("by");
    return new Parameter(
        read.group("type"),
        size == null || size.isEmpty() ? 0 : Integer.parseInt(size),
        read.group("none") != null || "None".equals(by),
        read.group("name"),
        by,
        keyword);
  }

  String name() {
    return name;
  }

  /** Whether PyTorch takes it but does not tell of it. */
  boolean isHidden() {
    return hidden;
  }

  /** As a refusal lists it. */
  String shown() {
    List<String> parts = new ArrayList<>();
    boolean keyword = false;
    for (Parameter parameter : parameters) {
      if (parameter.keyword() && !keyword) {
        parts.add("*");
        keyword = true;
      }
      parts.add(parameter.shown());
    }
    return "(" + String.join(", ", parts) + ")";
  }

  /** Whether that many arguments could be right. */
  boolean isPlausible(int count) {
    return !hidden && count >= needed() && count <= parameters.size();
  }

  private long needed() {
    return parameters.stream().filter(parameter -> !parameter.optional()).count();
  }

  private long places() {
    return parameters.stream().filter(parameter -> !parameter.keyword()).count();
  }

  /** Why the call does not fit, null if it does. */
  @Nullable Misfit misfit(GivenCall call) {
    int given = call.positional().size();
    boolean spreads = places() == 1 && parameters.get(0).isInts();
    if (given > places() && !(spreads && call.positional().get(0).isIndex())) {
      return plain(tooMany(given));
    }
    int at = 0;
    int used = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      boolean byName = at >= given;
      if (!byName && parameter.keyword()) {
        return plain(tooMany(given));
      }
      Given value = byName ? parameter.in(call.named()) : call.positional().get(at);
      if (value != null && !(value.kind() == Kind.NONE && parameter.takesNone())) {
        boolean all = spreads && at == 0 && !byName && isSpread(parameter, call, value);
        Misfit misfit = all ? null : misfit(parameter, value, i, byName ? 0 : at + 1);
        if (misfit != null) {
          return misfit;
        }
        if (all) {
          at = given;
          continue;
        }
      } else if (value == null && !parameter.optional()) {
        return plain(missing(i));
      }
      if (!byName) {
        at++;
      } else if (value != null) {
        used++;
      }
    }
    return used < call.named().size() ? plain(unexpected(call.named().keySet(), given)) : null;
  }

  private static Misfit plain(String reason) {
    return new Misfit(reason, false);
  }

  /** Whether the sizes are given one by one. */
  private boolean isSpread(Parameter parameter, GivenCall call, Given first) {
    return !fits(parameter, first) && call.positional().get(0).isIndex();
  }

  /** What is said of sizes of which not all are integers, null if all are. */
  @Nullable String unpacking(GivenCall call) {
    List<Given> positional = call.positional();
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      if (!parameter.isInts()) {
        continue;
      }
      Given value = i < positional.size() ? positional.get(i) : parameter.in(call.named());
      boolean spread = i == 0 && value != null && !value.isSequence() && places() == 1;
      List<Given> elements = spread ? positional : value == null ? List.of() : value.elements();
      for (int k = 0; k < elements.size(); k++) {
        Given element = elements.get(k);
        if (!element.isIndex() && element.kind() != Kind.BOOL) {
          return ("%s(): argument '%s' failed to unpack the object at pos %d with error \"type must be"
                  + " tuple of ints,but got %s\"")
              .formatted(name, parameter.name(), k + 1, element.type());
        }
      }
    }
    return null;
  }

  private String tooMany(int given) {
    long needed = needed();
    long places = places();
    if (needed != places) {
      return "%s() takes from %d to %d positional arguments but %d were given"
          .formatted(name, needed, places, given);
    }
    return "%s() takes %d positional argument%s but %d %s given"
        .formatted(name, places, places == 1 ? "" : "s", given, given == 1 ? "was" : "were");
  }

  private String missing(int from) {
    List<String> names =
        parameters.subList(from, parameters.size()).stream()
            .filter(parameter -> !parameter.optional())
            .map(parameter -> '"' + parameter.name() + '"')
            .toList();
    return "%s() missing %d required positional argument%s: %s"
        .formatted(name, names.size(), names.size() == 1 ? "s" : "", String.join(", ", names));
  }

  private String unexpected(Set<String> given, int positional) {
    List<String> known = parameters.stream().map(Parameter::name).toList();
    for (String keyword : given) {
      int place = known.indexOf(keyword);
      if (place < 0) {
        return "%s() got an unexpected keyword argument '%s'".formatted(name, keyword);
      }
      if (place < positional) {
        return "%s() got multiple values for argument '%s'".formatted(name, keyword);
      }
    }
    return "invalid keyword arguments";
  }

  private @Nullable Misfit misfit(Parameter parameter, Given value, int index, int position) {
    if (parameter.shownType().equals("tuple of Tensors") && value.isSequence()) {
      for (int i = 0; i < value.elements().size(); i++) {
        Given element = value.elements().get(i);
        if (!element.isTensor()) {
          return new Misfit(
              "expected Tensor as element %d in argument %d, but got %s"
                  .formatted(i, index, element.type()),
              true);
        }
      }
    }
    if (fits(parameter, value)) {
      return null;
    }
    String place = position == 0 ? "" : " (position " + position + ")";
    boolean found = position > 0 && value.isSequence() && parameter.isInts();
    String what =
        found
            ? ", but found element of type " + value.elements().get(0).type() + " at pos 0"
            : ", not " + value.type();
    return plain(
        "%s(): argument '%s'%s must be %s%s"
            .formatted(name, parameter.name(), place, parameter.shownType(), what));
  }

  private boolean fits(Parameter parameter, Given value) {
    Kind kind = value.kind();
    return switch (parameter.type()) {
      case "Tensor" -> value.isTensor() || (isNumber(kind) && TAKES_NUMBERS.contains(name));
      case "Scalar", "double", "complex" -> isNumber(kind) || value.isNumberTensor();
      case "int64_t" -> kind == Kind.INT || kind == Kind.INTEGER_TENSOR;
      case "SymInt" -> value.isIndex();
      case "TensorList", "c10::List<::std::optional<Tensor>>" -> value.isSequence();
      case "IntArrayRef" -> isInts(value) || (parameter.size() > 0 && kind == Kind.INT);
      case "SymIntArrayRef" -> isInts(value) || (parameter.size() > 0 && value.isIndex());
      case "ArrayRef<double>", "ScalarList" ->
          value.isSequence()
              && (value.elements().isEmpty() || isNumber(value.elements().get(0).kind()));
      case "bool" -> kind == Kind.BOOL;
      case "c10::string_view", "std::string_view", "Dimname" -> kind == Kind.STRING;
      case "ScalarType" -> kind == Kind.DTYPE;
      case "Layout" -> kind == Kind.LAYOUT;
      case "MemoryFormat" -> kind == Kind.MEMORY_FORMAT;
      case "Device" -> kind == Kind.INT || kind == Kind.STRING || kind == Kind.DEVICE;
      case "Generator" -> kind == Kind.GENERATOR;
      case "PyObject*" -> true;
      default -> false;
    };
  }

  /** Only the first element is looked at here. */
  private static boolean isInts(Given value) {
    return value.isSequence() && (value.elements().isEmpty() || value.elements().get(0).isIndex());
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.INT || kind == Kind.BOOL || kind == Kind.FLOAT;
  }

  @Override
  public String toString() {
    return name + shown();
  }
}
