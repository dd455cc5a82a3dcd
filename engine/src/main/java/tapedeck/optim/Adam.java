package tapedeck.optim;

import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Combined;
import tapedeck.op.Elementwise;
import tapedeck.tensor.Tensor;

/**
 * Adam, and with decoupled weight decay AdamW.
 *
 * <p>Source: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", 2015; I.
 * Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019; in the order of
 * operations of <a href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html">
 * PyTorch's Adam</a>.
 */
public final class Adam implements UpdateRule {
  private static final String STEP = "step";
  private static final String FIRST = "exp_avg";
  private static final String SECOND = "exp_avg_sq";
  private static final String LARGEST = "max_exp_avg_sq";

  private final String name;
  private final boolean decoupled;

  private Adam(String name, boolean decoupled) {
    this.name = name;
    this.decoupled = decoupled;
  }

  /** Adam: weight decay is added to the gradient. */
  public static Adam adam() {
    return new Adam("Adam", false);
  }

  /** AdamW: weight decay shrinks the parameter itself. */
  public static Adam adamW() {
    return new Adam("AdamW", true);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Tensor update(
      Engine engine,
      Tensor parameter,
      Tensor gradient,
      Map<String, Tensor> state,
      SortedMap<String, Double> hyperparameters,
      BiConsumer<String, Tensor> terms) {
    Tensor direction = gradient;
    Tensor decayed = parameter;
    if (UpdateRule.value(hyperparameters, "maximize") != 0) {
      direction = engine.apply(Arithmetic.NEG, direction);
      terms.accept("maximize", direction);
    }
    double decay = UpdateRule.value(hyperparameters, "weight_decay");
    if (decay != 0 && decoupled) {
      decayed =
          engine.apply(
              Arithmetic.MUL, parameter, 1 - UpdateRule.value(hyperparameters, "lr") * decay);
      terms.accept("decoupled_decay", decayed);
    } else if (decay != 0) {
      direction = engine.apply(Arithmetic.ADD, direction, parameter, decay);
      terms.accept("weight_decay", direction);
    }
    double step = advance(engine, state);
    double beta1 = UpdateRule.value(hyperparameters, "beta1");
    double beta2 = UpdateRule.value(hyperparameters, "beta2");
    Tensor first =
        engine.apply(Combined.LERP, kept(engine, state, FIRST, parameter), direction, 1 - beta1);
    Tensor shrunk = engine.apply(Arithmetic.MUL, kept(engine, state, SECOND, parameter), beta2);
    Tensor second = engine.apply(Combined.ADDCMUL, shrunk, direction, direction, 1 - beta2);
    state.put(FIRST, first);
    state.put(SECOND, second);
    terms.accept(FIRST, first);
    terms.accept(SECOND, second);
    if (UpdateRule.value(hyperparameters, "amsgrad") != 0) {
      second = largest(engine, kept(engine, state, LARGEST, parameter), second);
      state.put(LARGEST, second);
      terms.accept(LARGEST, second);
    }
    double correction1 = 1 - Math.pow(beta1, step);
    double correction2 = Math.sqrt(1 - Math.pow(beta2, step));
    Tensor root = engine.apply(Arithmetic.DIV, engine.apply(Elementwise.SQRT, second), correction2);
    Tensor denominator =
        engine.apply(Arithmetic.ADD, root, UpdateRule.value(hyperparameters, "eps"));
    terms.accept("denominator", denominator);
    return engine.apply(
        Combined.ADDCDIV,
        decayed,
        first,
        denominator,
        -(UpdateRule.value(hyperparameters, "lr") / correction1));
  }

  private static double advance(Engine engine, Map<String, Tensor> state) {
    Tensor before = state.get(STEP);
    Tensor after = engine.tensor(before == null ? 1 : before.peek().doubleAt(0) + 1);
    state.put(STEP, after);
    return after.peek().doubleAt(0);
  }

  private static Tensor kept(
      Engine engine, Map<String, Tensor> state, String name, Tensor parameter) {
    Tensor known = state.get(name);
    return known != null ? known : engine.apply(Elementwise.ZEROS_LIKE, parameter);
  }

  private static Tensor largest(Engine engine, Tensor a, Tensor b) {
    return engine.call("maximum", a, b);
  }
}
