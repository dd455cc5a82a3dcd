package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  /** Why a call does not fit; a final reason holds whatever the other signatures are. */
  record Misfit(String reason, boolean isFinal) {}

  private final String name;
  private final boolean hidden;
  private final List<CallParameter> parameters = new ArrayList<>();

  CallSignature(String text) {
    int open = text.indexOf('(');
    int close = text.lastIndexOf(')');
    this.name = text.substring(0, open);
    this.hidden = close < text.length() - 1;
    boolean keyword = false;
    for (String part : text.substring(open + 1, close).split(", ", -1)) {
      CallParameter parameter = CallParameter.parse(name, part, keyword);
      keyword |= part.equals("*");
      if (parameter != null) {
        parameters.add(parameter);
      }
    }
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
    for (CallParameter parameter : parameters) {
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
      CallParameter parameter = parameters.get(i);
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
  private boolean isSpread(CallParameter parameter, GivenCall call, Given first) {
    return !parameter.fits(first) && call.positional().get(0).isIndex();
  }

  /** What is said of sizes of which not all are integers, null if all are. */
  @Nullable String unpacking(GivenCall call) {
    List<Given> positional = call.positional();
    for (int i = 0; i < parameters.size(); i++) {
      CallParameter parameter = parameters.get(i);
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
    List<String> known = parameters.stream().map(CallParameter::name).toList();
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

  private @Nullable Misfit misfit(CallParameter parameter, Given value, int index, int position) {
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
    if (parameter.fits(value)) {
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

  @Override
  public String toString() {
    return name + shown();
  }
}
