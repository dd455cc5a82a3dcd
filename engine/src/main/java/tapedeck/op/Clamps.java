package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that keep numbers between bounds. */
public final class Clamps {
  private static final List<String> BOUNDED = List.of("self", "min", "max");
  private static final BinaryKernel LARGER = new BinaryKernel(Math::max, Math::max, Math::max);
  private static final BinaryKernel SMALLER = new BinaryKernel(Math::min, Math::min, Math::min);

  private Clamps() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("clamp(Tensor self, Number min=None, Number max=None)")
              .kernel(Clamps::clamp)
              .inPlace()
              .reads("{self} between {min} and {max}", "clamp")
              .backward("ClampBackward1")
              .derivative(
                  "self",
                  List.of("self"),
                  "{g} where {self} is not clamped",
                  (b, g) -> {
                    Tensor self = b.saved("self");
                    Tensor inside = null;
                    if (b.arguments().has("min")) {
                      inside = b.call("ge", self, b.number("min"));
                    }
                    if (b.arguments().has("max")) {
                      Tensor below = b.call("le", self, b.number("max"));
                      inside = inside == null ? below : b.call("logical_and", inside, below);
                    }
                    return inside == null ? g : b.where(inside, g, 0L);
                  })
              .samples(
                  Sample.of(tensor(2, 3), -0.5, 0.5),
                  Sample.of(tensor(2, 3), 0L),
                  Sample.of(tensor(3)).with("max", 1L))
              .build(),
          Op.define("clamp.Tensor(Tensor self, Tensor min=None, Tensor max=None)")
              .kernel(Clamps::clampByTensors)
              .inPlace()
              .reads("{self} between {min} and {max}", "clamp")
              .backward("ClampBackward0")
              .broadcasting()
              .derivative(
                  "self",
                  BOUNDED,
                  "{g} where {self} is not clamped",
                  (b, g) -> {
                    Tensor min = b.optional("min");
                    Tensor max = b.optional("max");
                    Tensor above = min == null ? null : b.call("ge", b.saved("self"), min);
                    Tensor below = max == null ? null : b.call("le", b.saved("self"), max);
                    return b.where(both(b, above, below), g, 0L);
                  })
              .derivative(
                  "min",
                  BOUNDED,
                  "{g} where {self} < {min} < {max}",
                  (b, g) -> {
                    Tensor min = b.saved("min");
                    Tensor max = b.optional("max");
                    Tensor ordered = max == null ? null : b.call("lt", min, max);
                    return b.where(both(b, b.call("lt", b.saved("self"), min), ordered), g, 0L);
                  })
              .derivative(
                  "max",
                  BOUNDED,
                  "{g} where {self} > {max}, or {max} < {min}",
                  (b, g) -> {
                    Tensor max = b.saved("max");
                    Tensor min = b.optional("min");
                    Tensor above = b.call("gt", b.saved("self"), max);
                    Tensor crossed = min == null ? null : b.call("lt", max, min);
                    return b.where(
                        crossed == null ? above : b.call("logical_or", above, crossed), g, 0L);
                  })
              .samples(
                  Sample.of(tensor(3), tensor(3)),
                  Sample.of(tensor(2, 3), tensor(3), tensor(2, 1)),
                  Sample.of(tensor(3)).with("max", tensor(3)))
              .build(),
          byNumber("clamp_min", "min", "ClampMinBackward0"),
          byTensor("clamp_min", "min", "ClampMinBackward1"),
          byNumber("clamp_max", "max", "ClampMaxBackward0"),
          byTensor("clamp_max", "max", "ClampMaxBackward1"));

  private static Tensor both(Ops ops, @Nullable Tensor a, @Nullable Tensor b) {
    return a == null ? Objects.requireNonNull(b) : b == null ? a : ops.call("logical_and", a, b);
  }

  private static Tensor clampByTensors(Call call) {
    Tensor result = call.self();
    Tensor min = call.optionalTensor("min");
    Tensor max = call.optionalTensor("max");
    if (min == null && max == null) {
      throw TorchError.runtime("torch.clamp: At least one of 'min' or 'max' must not be None");
    }
    result = min == null ? result : LARGER.compute(call, result, min);
    return max == null ? result : SMALLER.compute(call, result, max);
  }

  private static Tensor clamp(Call call) {
    if (!call.has("min") && !call.has("max")) {
      throw TorchError.runtime("torch.clamp: At least one of 'min' or 'max' must not be None");
    }
    DType type = call.self().dtype();
    for (String bound : List.of("min", "max")) {
      if (call.has(bound)) {
        type = DType.promote(type, promoted(call, bound));
      }
    }
    double low = call.has("min") ? call.real("min") : Double.NEGATIVE_INFINITY;
    double high = call.has("max") ? call.real("max") : Double.POSITIVE_INFINITY;
    long least = call.has("min") ? call.number("min").longValue() : Long.MIN_VALUE;
    long most = call.has("max") ? call.number("max").longValue() : Long.MAX_VALUE;
    float lowest = (float) low;
    float highest = (float) high;
    return new UnaryKernel(
            x -> Math.min(Math.max(x, lowest), highest),
            x -> Math.min(Math.max(x, low), high),
            x -> Math.min(Math.max(x, least), most))
        .compute(call, Cast.to(call, call.self(), type));
  }

  private static DType promoted(Call call, String bound) {
    return TypePromotion.of(call, call.self(), Arithmetic.number(call, bound));
  }

  private static Op byTensor(String name, String bound, String backward) {
    boolean low = bound.equals("min");
    BinaryKernel kernel = low ? LARGER : SMALLER;
    return Op.define(name + ".Tensor(Tensor self, Tensor " + bound + ")")
        .kernel(call -> kernel.compute(call, call.self(), call.tensor(bound)))
        .inPlace()
        .broadcasting()
        .reads(low ? "max({self}, {min})" : "min({self}, {max})", name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self", bound),
            "{g} where {self} is not clamped",
            (b, g) -> b.where(b.call(low ? "ge" : "le", b.saved("self"), b.saved(bound)), g, 0L))
        .derivative(
            bound,
            List.of("self", bound),
            "{g} where {self} is clamped",
            (b, g) -> b.where(b.call(low ? "lt" : "gt", b.saved("self"), b.saved(bound)), g, 0L))
        .samples(Sample.of(tensor(2, 3), tensor(3)), Sample.of(tensor(3, 1), tensor(1, 2)))
        .build();
  }

  private static Op byNumber(String name, String bound, String backward) {
    boolean low = bound.equals("min");
    return Op.define(name + "(Tensor self, Number " + bound + ")")
        .kernel(
            call -> {
              double limit = call.real(bound);
              float single = (float) limit;
              long whole = call.number(bound).longValue();
              UnaryKernel kernel =
                  low
                      ? new UnaryKernel(
                          x -> Math.max(x, single),
                          x -> Math.max(x, limit),
                          x -> Math.max(x, whole))
                      : new UnaryKernel(
                          x -> Math.min(x, single),
                          x -> Math.min(x, limit),
                          x -> Math.min(x, whole));
              return kernel.compute(call, Cast.to(call, call.self(), promoted(call, bound)));
            })
        .inPlace()
        .reads(low ? "max({self}, {min})" : "min({self}, {max})", name)
        .backward(backward)
        .derivative(
            "self",
            List.of("self"),
            "{g} where {self} is not clamped",
            (b, g) -> b.where(b.call(low ? "ge" : "le", b.saved("self"), b.number(bound)), g, 0L))
        .samples(Sample.of(tensor(2, 3), 0.25))
        .build();
  }
}
