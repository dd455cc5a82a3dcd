package tapedeck.python;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tapedeck.python.GivenCall.Given;
import tapedeck.python.GivenCall.Kind;

/**
 * One parameter of a {@link CallSignature}.
 *
 * @param type as PyTorch's argument parser names it
 * @param size above 0 where one number may stand for a list of that many
 * @param by the default value, null if there is none
 * @param keyword whether it is given by name only
 * @param standsForTensor whether a number may stand for a tensor
 */
record CallParameter(
    String type,
    int size,
    boolean takesNone,
    String name,
    @Nullable String by,
    boolean keyword,
    boolean standsForTensor) {
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

  /** Reads {@code IntArrayRef[1]? dim}; null for what is no parameter. */
  static @Nullable CallParameter parse(String function, String text, boolean keyword) {
    Matcher read = PARAMETER.matcher(text);
    if (!read.matches()) {
      return null;
    }
    String size = read.group("size");
    String by = read.group("by");
    return new CallParameter(
        read.group("type"),
        size == null || size.isEmpty() ? 0 : Integer.parseInt(size),
        read.group("none") != null || "None".equals(by),
        read.group("name"),
        by,
        keyword,
        TAKES_NUMBERS.contains(function));
  }

  boolean optional() {
    return by != null;
  }

  boolean isInts() {
    return type.equals("IntArrayRef") || type.equals("SymIntArrayRef");
  }

  String shownType() {
    return SHOWN.getOrDefault(type, type);
  }

  /** As a refusal lists it. */
  String shown() {
    return shownType() + " " + name + (by == null ? "" : " = " + by);
  }

  /** What is given for it by name. */
  @Nullable Given in(Map<String, Given> named) {
    Given found = named.get(name);
    for (String other : OTHER_NAMES.getOrDefault(name, List.of())) {
      found = found == null ? named.get(other) : found;
    }
    return found;
  }

  /** Whether the parser takes the value here; of a list it looks at the first element only. */
  boolean fits(Given value) {
    Kind kind = value.kind();
    return switch (type) {
      case "Tensor" -> value.isTensor() || (isNumber(kind) && standsForTensor);
      case "Scalar", "double", "complex" -> isNumber(kind) || value.isNumberTensor();
      case "int64_t" -> kind == Kind.INT || kind == Kind.INTEGER_TENSOR;
      case "SymInt" -> value.isIndex();
      case "TensorList", "c10::List<::std::optional<Tensor>>" -> value.isSequence();
      case "IntArrayRef" ->
          isInts(value) || (size > 0 && (kind == Kind.INT || kind == Kind.INTEGER_TENSOR));
      case "SymIntArrayRef" -> isInts(value) || (size > 0 && value.isIndex());
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

  private static boolean isInts(Given value) {
    return value.isSequence() && (value.elements().isEmpty() || value.elements().get(0).isIndex());
  }

  private static boolean isNumber(Kind kind) {
    return kind == Kind.INT || kind == Kind.BOOL || kind == Kind.FLOAT;
  }
}
