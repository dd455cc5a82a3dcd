package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Combined;
import tapedeck.op.Elementwise;
import tapedeck.op.Op;
import tapedeck.tensor.Tensor;

/** One parameter's update while a rule computes it: the arithmetic that rules have in common. */
record Update(
    Engine engine,
    Tensor parameter,
    Tensor gradient,
    Map<String, Tensor> state,
    SortedMap<String, Double> hyperparameters,
    Working working) {

  private static final String STEP = "step";

  /** How people write hyper-parameters that have a sign. */
  private static final Map<String, String> SIGNS = Map.of("beta1", "β₁", "beta2", "β₂", "rho", "ρ");

  /** A hyper-parameter, 0 where it is not given. */
  double value(String name) {
    double value = UpdateRule.value(hyperparameters, name);
    return number(SIGNS.getOrDefault(name, name), value);
  }

  /** A number made of hyper-parameters, which is used at once. */
  double number(String written, double value) {
    working.number(written, value);
    return value;
  }

  boolean isSet(String name) {
    return UpdateRule.value(hyperparameters, name) != 0;
  }

  /** The gradient, turned round where the objective is to grow, with weight decay added. */
  Tensor direction() {
    Tensor direction = ascended();
    if (isSet("weight_decay")) {
      direction = add(direction, parameter, value("weight_decay"));
      working.term("weight_decay", direction);
    }
    return direction;
  }

  /** The gradient, turned round where the objective is to grow. */
  Tensor ascended() {
    if (!isSet("maximize")) {
      return gradient;
    }
    Tensor turned = engine.neg(gradient);
    working.term("maximize", turned);
    return turned;
  }

  /**
   * Applies an element-wise operator to {@code target}: in place as PyTorch's optimisers do, except
   * for a listener, who wants to tell the value before from the one after.
   */
  private Tensor change(Op op, Tensor target, Object... others) {
    Object[] arguments = new Object[others.length + 1];
    arguments[0] = target;
    System.arraycopy(others, 0, arguments, 1, others.length);
    return engine.listens() ? engine.apply(op, arguments) : engine.applyInPlace(op, arguments);
  }

  /** {@code target · factor}, in its place. */
  Tensor scale(Tensor target, double factor) {
    return change(Arithmetic.MUL, target, factor);
  }

  /** {@code target + factor · b}, in its place. */
  Tensor addTo(Tensor target, Object b, Number factor) {
    return change(Arithmetic.ADD, target, b, factor);
  }

  /** {@code target + factor · b ⊘ c}, in its place. */
  Tensor addQuotientTo(Tensor target, Tensor b, Tensor c, double factor) {
    return change(Combined.ADDCDIV, target, b, c, factor);
  }

  /** {@code target + factor · b ⊙ c}, in its place. */
  Tensor addProductTo(Tensor target, Tensor b, Tensor c, double factor) {
    return change(Combined.ADDCMUL, target, b, c, factor);
  }

  /** The parameter, shrunk where weight decay acts on it and not on the gradient. */
  Tensor decayed() {
    if (!isSet("weight_decay")) {
      return parameter;
    }
    double factor = number("(1 − lr · weight_decay)", 1 - value("lr") * value("weight_decay"));
    Tensor decayed = scale(parameter, factor);
    working.term("decoupled_decay", decayed);
    return decayed;
  }

  /** Counts the step, which it returns. */
  double advance() {
    Tensor before = state.get(STEP);
    double step = before == null ? 1 : before.peek().doubleAt(0) + 1;
    state.put(STEP, engine.tensor(step));
    return step;
  }

  /** A number that the rule keeps, or {@code initial}. */
  double keptNumber(String name, double initial) {
    Tensor kept = state.get(name);
    return kept == null ? initial : kept.peek().doubleAt(0);
  }

  void keepNumber(String name, double number) {
    state.put(name, engine.tensor(number));
  }

  /** What the rule keeps under {@code name}, zeros at first. */
  Tensor kept(String name) {
    return kept(name, 0);
  }

  /** The same, with another beginning. */
  Tensor kept(String name, double initial) {
    Tensor known = state.get(name);
    if (known != null) {
      return known;
    }
    Tensor zeros = engine.apply(Elementwise.ZEROS_LIKE, parameter);
    return initial == 0 ? zeros : engine.add(zeros, initial);
  }

  /** Begins to keep zeros under {@code name}, which gives it its place in the state. */
  void begin(String name) {
    state.putIfAbsent(name, kept(name));
  }

  /** Keeps {@code tensor} under {@code name}, and shows it as a term. */
  Tensor keep(String name, Tensor tensor) {
    state.put(name, tensor);
    working.term(name, tensor);
    return tensor;
  }

  Tensor copy(Tensor a) {
    return engine.call("clone", a);
  }

  /** {@code a + factor · b}. */
  Tensor add(Tensor a, Object b, Number factor) {
    return engine.apply(Arithmetic.ADD, a, b, factor);
  }

  /** The running mean of squares in its place: {@code decay · mean + (1 − decay) · x²}. */
  Tensor meanOfSquares(Tensor mean, Tensor x, String decay) {
    double share = value(decay);
    Tensor shrunk = scale(mean, share);
    double rest = number("(1 − " + SIGNS.getOrDefault(decay, decay) + ")", 1 - share);
    return addProductTo(shrunk, x, x, rest);
  }

  /** A running mean in its place: {@code mean + (1 − decay) · (x − mean)}. */
  Tensor mean(Tensor mean, Tensor x, String decay) {
    double share = value(decay);
    String written = "(1 − " + SIGNS.getOrDefault(decay, decay) + ")";
    return change(Combined.LERP, mean, x, number(written, 1 - share));
  }

  Tensor sqrt(Tensor a) {
    return engine.apply(Elementwise.SQRT, a);
  }

  /** The root of a mean of squares plus eps, which divides the step. */
  Tensor denominator(Tensor meanOfSquares) {
    Tensor denominator = engine.add(sqrt(meanOfSquares), value("eps"));
    working.term("denominator", denominator);
    return denominator;
  }
}
