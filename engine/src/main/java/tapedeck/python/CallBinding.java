package tapedeck.python;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.HostAccess.Export;
import org.jspecify.annotations.Nullable;
import tapedeck.python.CallSignature.Misfit;

/** How PyTorch's functions may be called, and what it says of calls that it refuses. */
public final class CallBinding {
  private static final String NO_ARGUMENTS = "|noarguments";

  private @Nullable Map<String, List<String>> table;
  private final Map<String, List<CallSignature>> read = new HashMap<>();

  CallBinding() {}

  /**
   * What PyTorch says of a call whose arguments fit no signature of the function.
   *
   * @param scope where the function is found: torch, Tensor, nn, linalg or special
   * @param positional each argument's kind, type and elements; see {@link GivenCall}
   * @return null if they fit, or if PyTorch takes them in another way than by its parser
   */
  @Export
  public @Nullable String refusal(
      String scope, String name, List<Object> positional, List<String> names, List<Object> values) {
    return refusal(scope, name, GivenCall.of(positional, names, values));
  }

  @Nullable String refusal(String scope, String name, GivenCall call) {
    String function = scope + " " + name;
    List<String> texts = table().getOrDefault(function, List.of());
    if (texts.equals(List.of(NO_ARGUMENTS))) {
      return ofNone(scope.equals("Tensor") ? "TensorBase." + name : scope + "." + name, call);
    }
    List<CallSignature> signatures =
        read.computeIfAbsent(function, key -> texts.stream().map(CallSignature::new).toList());
    return signatures.isEmpty() ? null : refusal(signatures, call);
  }

  private static @Nullable String ofNone(String name, GivenCall call) {
    if (!call.named().isEmpty()) {
      return name + "() takes no keyword arguments";
    }
    int given = call.positional().size();
    return given == 0 ? null : "%s() takes no arguments (%d given)".formatted(name, given);
  }

  private static @Nullable String refusal(List<CallSignature> signatures, GivenCall call) {
    List<Misfit> misfits = new ArrayList<>();
    for (CallSignature signature : signatures) {
      Misfit misfit = signature.misfit(call);
      if (misfit == null) {
        return signature.unpacking(call);
      }
      if (misfit.isFinal()) {
        return misfit.reason();
      }
      misfits.add(misfit);
    }
    if (signatures.size() == 1) {
      return misfits.get(0).reason();
    }
    List<Misfit> plausible = new ArrayList<>();
    for (int i = 0; i < misfits.size(); i++) {
      if (signatures.get(i).isPlausible(call.count())) {
        plausible.add(misfits.get(i));
      }
    }
    if (plausible.size() == 1) {
      return plausible.get(0).reason();
    }
    List<String> shown =
        signatures.stream()
            .filter(signature -> !signature.isHidden())
            .map(CallSignature::shown)
            .toList();
    return InvalidArguments.message(signatures.get(0).name(), call, shown);
  }

  /** The signatures of all functions, in the order in which PyTorch tries them. */
  private Map<String, List<String>> table() {
    Map<String, List<String>> known = table;
    if (known == null) {
      known = new HashMap<>();
      for (String line : TorchSources.signatures().split("\n", -1)) {
        if (line.isEmpty()) {
          continue;
        }
        boolean none = line.endsWith(NO_ARGUMENTS);
        int end =
            none ? line.length() - NO_ARGUMENTS.length() : line.indexOf(' ', line.indexOf(' ') + 1);
        String text = none ? NO_ARGUMENTS : line.substring(end + 1);
        known.computeIfAbsent(line.substring(0, end), key -> new ArrayList<>()).add(text);
      }
      table = known;
    }
    return known;
  }
}
