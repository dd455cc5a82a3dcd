package tapedeck.op;

import static tapedeck.op.Sample.mask;
import static tapedeck.op.Sample.sizes;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import tapedeck.kernel.Walk;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that compare, and those that compute with truth values and bits. */
public final class Comparisons {
  private Comparisons() {}

  /** Decides for two numbers. */
  @FunctionalInterface
  private interface Relation {
    boolean holds(int comparison);
  }

  static final List<Op> ROWS =
      List.of(
          relation("eq", "{self} = {other}", "=", c -> c == 0),
          relation("ne", "{self} ≠ {other}", "≠", c -> c != 0),
          relation("lt", "{self} < {other}", "<", c -> c == -1),
          relation("le", "{self} ≤ {other}", "≤", c -> c == -1 || c == 0),
          relation("gt", "{self} > {other}", ">", c -> c == 1),
          relation("ge", "{self} ≥ {other}", "≥", c -> c == 1 || c == 0),
          logical("logical_and", "{self} ∧ {other}", "∧", (a, b) -> a & b),
          logical("logical_or", "{self} ∨ {other}", "∨", (a, b) -> a | b),
          logical("logical_xor", "{self} ⊕ {other}", "⊕", (a, b) -> a ^ b),
          test("logical_not", "¬{self}", a -> a == 0),
          test("isnan", "{self} is NaN", Double::isNaN),
          test("isinf", "{self} is ±∞", Double::isInfinite),
          test("isfinite", "{self} is finite", Double::isFinite),
          test("isposinf", "{self} is +∞", a -> a == Double.POSITIVE_INFINITY),
          test("isneginf", "{self} is −∞", a -> a == Double.NEGATIVE_INFINITY),
          test("signbit", "{self} is negative", a -> Double.doubleToRawLongBits(a) < 0),
          bits("bitwise_and", "{self} & {other}", "&", (a, b) -> a & b),
          bits("bitwise_or", "{self} | {other}", "|", (a, b) -> a | b),
          bits("bitwise_xor", "{self} ^ {other}", "^", (a, b) -> a ^ b),
          bits("bitwise_left_shift", "{self} << {other}", "<<", (a, b) -> a << b),
          bits("bitwise_right_shift", "{self} >> {other}", ">>", (a, b) -> a >> b),
          bits("gcd", "gcd({self}, {other})", "gcd", Comparisons::gcd),
          bits(
              "lcm",
              "lcm({self}, {other})",
              "lcm",
              (a, b) -> a == 0 || b == 0 ? 0 : Math.abs(a / gcd(a, b) * b)),
          Op.define("bitwise_not(Tensor self)")
              .kernel(
                  call -> {
                    DType type = whole(call, call.self().dtype());
                    LongUnaryOperator not = type == DType.BOOL ? a -> 1 - a : a -> ~a;
                    return new UnaryKernel(a -> a, a -> a, not).apply(call);
                  })
              .inPlace()
              .reads("~{self}", "~")
              .samples(Sample.of(Sample.index(1, -2, 3)))
              .build(),
          Op.define(
                  "isclose(Tensor self, Tensor other, Float rtol=1e-05, Float atol=1e-08, Bool equal_nan=False)")
              .kernel(Comparisons::isClose)
              .reads("{self} ≈ {other}", "≈")
              .samples(Sample.of(tensor(3), tensor(3)))
              .build(),
          Op.define("isin(Tensor elements, Tensor test_elements)")
              .kernel(Comparisons::isIn)
              .reads("{elements} ∈ {test_elements}", "∈")
              .samples(Sample.of(Sample.index(1, 2, 3), Sample.index(3, 1)))
              .build(),
          Op.define("where.self(Tensor condition, Tensor self, Tensor other)")
              .kernel(Comparisons::where)
              .reads("{self} where {condition}, else {other}", "where")
              .backward("WhereBackward0")
              .broadcasting()
              .derivative(
                  "self",
                  List.of("condition"),
                  "{g} where {condition}, else 0",
                  (b, g) -> b.where(b.saved("condition"), g, 0L))
              .derivative(
                  "other",
                  List.of("condition"),
                  "0 where {condition}, else {g}",
                  (b, g) -> b.where(b.saved("condition"), 0L, g))
              .samples(
                  Sample.of(mask(sizes(2, 3), 1, 0, 1, 0, 0, 1), tensor(2, 3), tensor(3)),
                  Sample.of(mask(sizes(3), 1, 0, 1), tensor(2, 1), tensor(3)))
              .build());

  private static Op relation(String name, String expression, String symbol, Relation relation) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(
            call -> {
              Tensor self = call.self();
              Tensor other = call.tensor("other");
              Shape shape = Shape.broadcast(self.shape(), other.shape());
              DType wide = TypePromotion.of(call, self, other).wide();
              return Layout.kept(
                  call, shape, of -> compare(call, relation, wide, of[0], of[1]), self, other);
            })
        .inPlace()
        .broadcasting()
        .reads(expression, symbol)
        .samples(Sample.of(tensor(2, 3), tensor(3)), Sample.of(tensor(3), 0.5))
        .build();
  }

  private static Tensor compare(
      Call call, Relation relation, DType wide, Tensor self, Tensor other) {
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    Walk a = BinaryKernel.walk(self, shape);
    Walk b = BinaryKernel.walk(other, shape);
    long[] out = new long[shape.numel()];
    if (wide == DType.INT64) {
      long[] x = (long[]) Cast.array(self, wide);
      long[] y = (long[]) Cast.array(other, wide);
      for (int i = 0; i < out.length; i++, a.advance(), b.advance()) {
        out[i] = relation.holds(Long.compare(x[a.position()], y[b.position()])) ? 1 : 0;
      }
    } else {
      boolean single = wide == DType.FLOAT32;
      double[] x = (double[]) Cast.array(self, DType.FLOAT64);
      double[] y = (double[]) Cast.array(other, DType.FLOAT64);
      for (int i = 0; i < out.length; i++, a.advance(), b.advance()) {
        double left = single ? (float) x[a.position()] : x[a.position()];
        double right = single ? (float) y[b.position()] : y[b.position()];
        // 2 stands for what cannot be compared
        int comparison = left < right ? -1 : left > right ? 1 : left == right ? 0 : 2;
        out[i] = relation.holds(comparison) ? 1 : 0;
      }
    }
    return call.result(DType.BOOL, shape, out);
  }

  private static Op logical(
      String name, String expression, String symbol, LongBinaryOperator operator) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(
            call -> {
              Tensor self = call.self();
              Tensor other = call.tensor("other");
              Shape shape = Shape.broadcast(self.shape(), other.shape());
              return Layout.kept(
                  call, shape, of -> decide(call, operator, of[0], of[1]), self, other);
            })
        .inPlace()
        .broadcastingTensors()
        .reads(expression, symbol)
        .samples(Sample.of(mask(sizes(4), 0, 0, 1, 1), mask(sizes(4), 0, 1, 0, 1)))
        .build();
  }

  private static Tensor decide(Call call, LongBinaryOperator operator, Tensor self, Tensor other) {
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    double[] x = (double[]) Values.expanded(self, shape, DType.FLOAT64);
    double[] y = (double[]) Values.expanded(other, shape, DType.FLOAT64);
    long[] out = new long[shape.numel()];
    for (int i = 0; i < out.length; i++) {
      out[i] = operator.applyAsLong(x[i] != 0 ? 1 : 0, y[i] != 0 ? 1 : 0);
    }
    return call.result(DType.BOOL, shape, out);
  }

  private static Op test(String name, String expression, DoublePredicate predicate) {
    return Op.define(name + "(Tensor self)")
        .kernel(
            call ->
                Layout.kept(
                    call,
                    call.self().shape(),
                    of -> {
                      double[] x = Values.doubles(of[0]);
                      long[] out = new long[x.length];
                      for (int i = 0; i < out.length; i++) {
                        out[i] = predicate.test(x[i]) ? 1 : 0;
                      }
                      return call.result(DType.BOOL, of[0].shape(), out);
                    },
                    call.self()))
        .inPlace()
        .reads(expression, name)
        .samples(Sample.of(tensor(2, 3)))
        .build();
  }

  private static DType whole(Call call, DType type) {
    if (type.isFloating()) {
      String kernel =
          call.op()
              .function()
              .replaceFirst("bitwise_left_", "l")
              .replaceFirst("bitwise_right_", "r");
      throw TorchError.notImplemented(kernel + "_cpu", type);
    }
    return type;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? Math.abs(a) : gcd(b, a % b);
  }

  private static Op bits(
      String name, String expression, String symbol, LongBinaryOperator operator) {
    OpBuilder row = bitwise(name, expression, symbol, operator);
    return (name.startsWith("bitwise") ? row.broadcasting() : row.broadcastingTensors()).build();
  }

  private static OpBuilder bitwise(
      String name, String expression, String symbol, LongBinaryOperator operator) {
    return Op.define(name + "(Tensor self, Tensor other)")
        .kernel(
            call -> {
              Tensor self = call.self();
              Tensor other = call.tensor("other");
              DType type = whole(call, TypePromotion.of(call, self, other));
              return new BinaryKernel((a, b) -> a, (a, b) -> a, operator::applyAsLong)
                  .compute(call, self, other, type);
            })
        .inPlace()
        .reads(expression, symbol)
        .samples(Sample.of(Sample.index(12, 7, 1), Sample.index(10, 2, 3)));
  }

  private static Tensor isClose(Call call) {
    Tensor self = call.self();
    Tensor other = call.tensor("other");
    if (self.dtype() != other.dtype()) {
      throw TorchError.runtime(
          self.dtype().legacyName() + " did not match " + other.dtype().legacyName());
    }
    for (String limit : List.of("rtol", "atol")) {
      if (call.real(limit) < 0) {
        throw TorchError.runtime(
            "%s must be greater than or equal to zero, but got %s"
                .formatted(limit, Double.toString(call.real(limit))));
      }
    }
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    return Layout.kept(call, shape, of -> isClose(call, of[0], of[1]), self, other);
  }

  private static Tensor isClose(Call call, Tensor self, Tensor other) {
    Shape shape = Shape.broadcast(self.shape(), other.shape());
    double[] x = (double[]) Values.expanded(self, shape, DType.FLOAT64);
    double[] y = (double[]) Values.expanded(other, shape, DType.FLOAT64);
    long[] out = new long[shape.numel()];
    double relative = call.real("rtol");
    double absolute = call.real("atol");
    boolean nan = call.flag("equal_nan");
    for (int i = 0; i < out.length; i++) {
      boolean close =
          x[i] == y[i]
              || (Double.isFinite(x[i])
                  && Math.abs(x[i] - y[i]) <= absolute + relative * Math.abs(y[i]))
              || (nan && Double.isNaN(x[i]) && Double.isNaN(y[i]));
      out[i] = close && !(Double.isInfinite(y[i]) && x[i] != y[i]) ? 1 : 0;
    }
    return call.result(DType.BOOL, shape, out);
  }

  private static Tensor isIn(Call call) {
    List<Ordinals> both = Ordinals.together(call.self(), call.tensor("test_elements"));
    double[] x = both.get(0).numbers();
    java.util.Set<Double> known = new java.util.HashSet<>();
    for (double element : both.get(1).numbers()) {
      known.add(element);
    }
    long[] out = new long[x.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = known.contains(x[i]) ? 1 : 0;
    }
    return call.result(DType.BOOL, call.self().shape(), out);
  }

  private static Tensor where(Call call) {
    Tensor condition = call.tensor("condition");
    Tensor self = call.tensor("self");
    Tensor other = call.tensor("other");
    if (condition.dtype() != DType.BOOL && condition.dtype() != DType.UINT8) {
      throw TorchError.runtime(
          "where expected condition to be a boolean tensor, but got a tensor with dtype "
              + condition.dtype().legacyName());
    }
    DType type = TypePromotion.of(call, self, other);
    Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(self.shape(), other.shape()));
    return Layout.kept(
        call, shape, of -> chosen(call, type, of[0], of[1], of[2]), condition, self, other);
  }

  private static Tensor chosen(Call call, DType type, Tensor condition, Tensor self, Tensor other) {
    Shape shape = Shape.broadcast(condition.shape(), Shape.broadcast(self.shape(), other.shape()));
    long[] c = (long[]) Values.expanded(condition, shape, DType.INT64);
    Object x = Values.expanded(self, shape, type.wide());
    Object y = Values.expanded(other, shape, type.wide());
    Object out = java.lang.reflect.Array.newInstance(x.getClass().getComponentType(), c.length);
    for (int i = 0; i < c.length; i++) {
      System.arraycopy(c[i] != 0 ? x : y, i, out, i, 1);
    }
    return call.result(type, shape, out);
  }
}
