package tapedeck.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import tapedeck.python.GivenCall.Given;
import tapedeck.python.GivenCall.Kind;

/**
 * What PyTorch says where a function can be called in several ways and none of them fits: all of
 * them, with remarks to those that have as many parts as there are arguments.
 *
 * <p>PyTorch 2.13 reads the list of signatures as text, so that the star counts as a part, a part
 * with a default is never of the right type, and its name is its default; its remarks are kept as
 * they are.
 */
final class InvalidArguments {
  private final GivenCall call;
  private final List<String> keywords;

  private InvalidArguments(GivenCall call) {
    this.call = call;
    // PyTorch goes through a hash table that puts the newest first
    this.keywords = new ArrayList<>(call.named().keySet());
    Collections.reverse(keywords);
  }

  static String message(String function, GivenCall call, List<String> signatures) {
    InvalidArguments told = new InvalidArguments(call);
    String text = function + "() received an invalid combination of arguments - ";
    if (signatures.size() == 1) {
      return text + told.against(signatures.get(0));
    }
    return text
        + "got "
        + told.types()
        + ", but expected one of:\n"
        + signatures.stream().map(told::remark).collect(Collectors.joining());
  }

  private String against(String signature) {
    List<String> parts = parts(signature);
    List<String> unknown = unknown(parts);
    if (!unknown.isEmpty()) {
      return "got unrecognized keyword arguments: " + String.join(", ", unknown);
    }
    String got = parts.size() == call.count() ? compared(parts) : types();
    return "got " + got + ", but expected " + signature;
  }

  private String remark(String signature) {
    String line = " * " + signature + "\n";
    List<String> parts = parts(signature);
    if (parts.size() != call.count()) {
      return line;
    }
    List<String> unknown = unknown(parts);
    String why =
        unknown.isEmpty()
            ? "arguments have invalid types: " + compared(parts)
            : "keywords were incorrect: " + String.join(", ", unknown);
    return line + "      didn't match because some of the " + why + "\n";
  }

  private static List<String> parts(String signature) {
    return Arrays.asList(signature.substring(1, signature.length() - 1).split(", ", -1));
  }

  private static String name(String part) {
    return part.substring(part.lastIndexOf(' ') + 1);
  }

  private List<String> unknown(List<String> parts) {
    int from = Math.max(0, parts.size() - keywords.size());
    List<String> names =
        parts.subList(from, parts.size()).stream().map(InvalidArguments::name).toList();
    return keywords.stream().filter(keyword -> !names.contains(keyword)).toList();
  }

  private String types() {
    List<String> types = new ArrayList<>();
    call.positional().forEach(given -> types.add(given.type()));
    keywords.forEach(name -> types.add(name + "=" + named(name).type()));
    return closed(types);
  }

  private Given named(String name) {
    Given given = call.named().get(name);
    return given == null ? new Given(Kind.NONE, "NoneType", List.of()) : given;
  }

  private String compared(List<String> parts) {
    List<String> shown = new ArrayList<>();
    List<Given> positional = call.positional();
    for (int i = 0; i < call.count(); i++) {
      String part = parts.get(i);
      boolean byName = i >= positional.size();
      Given given = byName ? named(name(part)) : positional.get(i);
      String mark = matches(part, given) ? "" : "!";
      shown.add(mark + (byName ? name(part) + "=" : "") + described(given) + mark);
    }
    return closed(shown);
  }

  /** Without positional arguments a comma stays behind the last one. */
  private String closed(List<String> parts) {
    String end = call.positional().isEmpty() && !parts.isEmpty() ? ", )" : ")";
    return "(" + String.join(", ", parts) + end;
  }

  private static boolean matches(String part, Given given) {
    int space = part.lastIndexOf(' ');
    String type = space < 0 ? "" : part.substring(0, space);
    return type.equals(given.type()) || (type.equals("float") && given.type().equals("int"));
  }

  private static String described(Given given) {
    if (!given.isSequence()) {
      return given.type();
    }
    String types = given.elements().stream().map(Given::type).collect(Collectors.joining(", "));
    return given.kind() == Kind.TUPLE
        ? given.type() + " of (" + types + (given.elements().size() == 1 ? ",)" : ")")
        : given.type() + " of [" + types + "]";
  }
}
