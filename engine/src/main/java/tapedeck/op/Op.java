package tapedeck.op;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * One operator: its signature, what computes it, backward function, derivatives, readable form and
 * samples.
 *
 * <p>A row either has a {@link Kernel}, or is composed of other rows by a {@link Body}; a composed
 * row leaves no node of its own in the graph, as in PyTorch.
 *
 * <p>A row is built once, by {@link #define}; building fails if a part is missing, so an incomplete
 * row stops the program at its start and not when a user first meets it.
 */
public final class Op {
  /** Computes the result from bound arguments. */
  @FunctionalInterface
  public interface Kernel {
    Tensor apply(Call call);
  }

  /** Computes several results from bound arguments. */
  @FunctionalInterface
  public interface Kernels {
    List<Tensor> apply(Call call);
  }

  /** Composes the result of other operators. */
  @FunctionalInterface
  public interface Body {
    Tensor apply(Ops ops, Call call);
  }

  /** Composes several results of other operators. */
  @FunctionalInterface
  public interface Bodies {
    List<Tensor> apply(Ops ops, Call call);
  }

  private final String name;
  private final List<Parameter> parameters;
  private final @Nullable Kernels kernel;
  private final @Nullable Bodies body;
  private final @Nullable String backwardName;
  private final String inPlaceBackwardName;
  private final boolean inPlaceByResult;
  private final @Nullable String formulaByResult;
  private final String expression;
  private final String symbol;
  private final List<String> outputs;
  private final int firstDifferentiable;
  private final int differentiableOutputs;
  private final List<Derivative> derivatives;
  private final Derivative[] derivativeAt;
  private final List<Sample> samples;
  private final Map<String, Function<Backward, @Nullable Object>> shown;
  private final Map<String, String> kept;
  private final boolean broadcasts;
  private final boolean numbers;
  private final boolean inPlace;
  private final boolean view;
  private final boolean internal;
  private final @Nullable TypeRule types;

  Op(OpBuilder builder, String expression) {
    this.name = builder.name;
    this.parameters = builder.parameters;
    this.kernel = builder.kernel;
    this.body = builder.body;
    this.backwardName = builder.backwardName;
    this.inPlaceBackwardName =
        builder.inPlaceBackwardName == null
            ? String.valueOf(builder.backwardName)
            : builder.inPlaceBackwardName;
    this.inPlaceByResult = builder.inPlaceByResult;
    this.formulaByResult = builder.formulaByResult;
    this.expression = expression;
    this.symbol = builder.symbol;
    this.outputs = builder.outputs;
    this.firstDifferentiable = builder.firstDifferentiable;
    this.differentiableOutputs = builder.differentiableOutputs;
    this.derivatives = List.copyOf(builder.derivatives);
    this.samples = List.copyOf(builder.samples);
    this.shown = Map.copyOf(builder.shown);
    this.kept = Map.copyOf(builder.kept);
    this.broadcasts = builder.broadcasts;
    this.numbers = builder.numbers;
    this.inPlace = builder.inPlace;
    this.view = builder.view;
    this.internal = builder.internal;
    this.types = builder.types;
    this.derivativeAt = new Derivative[parameters.size()];
    for (int i = 0; i < derivativeAt.length; i++) {
      for (Derivative derivative : derivatives) {
        if (derivative.parameter().equals(parameters.get(i).name())) {
          derivativeAt[i] = derivative;
        }
      }
    }
  }

  /** Starts a row; see {@link Parameter#parse} for the form of {@code signature}. */
  public static OpBuilder define(String signature) {
    return new OpBuilder(signature);
  }

  /** The row's name: PyTorch's, with that of the overload behind a point: {@code sum.dim}. */
  public String name() {
    return name;
  }

  /** The name under which programs call it: {@code sum}. */
  public String function() {
    int point = name.indexOf('.');
    return point < 0 ? name : name.substring(0, point);
  }

  public List<Parameter> parameters() {
    return parameters;
  }

  /** The name of the node that this operator puts into the graph: {@code MulBackward0}. */
  public @Nullable String backwardName() {
    return backwardName;
  }

  /** The node's name where the operator writes into its first argument. */
  public String inPlaceBackwardName() {
    return inPlaceBackwardName;
  }

  /** Whether the node of the in-place form keeps the result instead of {@code self}. */
  public boolean inPlaceByResult() {
    return inPlaceByResult;
  }

  /**
   * How people write {@code derivative}.
   *
   * @param called the operator's name in the program's call: {@code elu_} for the in-place form
   */
  public String formula(Derivative derivative, String called) {
    return formulaByResult != null
            && called.equals(name + "_")
            && derivative.parameter().equals("self")
        ? formulaByResult
        : derivative.formula();
  }

  /** How people write a call: {@code {self} × {other}}. */
  public String expression() {
    return expression;
  }

  /** What stands on the operator's box in the graph. */
  public String symbol() {
    return symbol;
  }

  /**
   * The names of the results: {@code result} where there is one, and a single name that ends in
   * {@code …} where their number depends on the arguments.
   */
  public List<String> outputs() {
    return outputs;
  }

  /** Whether the number of results depends on the arguments. */
  public boolean returnsList() {
    return outputs.get(0).endsWith("…");
  }

  /** The number of the first result that has a gradient. */
  public int firstDifferentiable() {
    return firstDifferentiable;
  }

  /** The number behind the last result that has a gradient. */
  public int differentiableOutputs() {
    return differentiableOutputs;
  }

  public List<Derivative> derivatives() {
    return derivatives;
  }

  /**
   * The derivative with respect to {@code parameter}, null if it has none; {@code tensors[1]} is
   * one of a list.
   */
  public @Nullable Derivative derivative(String parameter) {
    int bracket = parameter.indexOf('[');
    String known = bracket < 0 ? parameter : parameter.substring(0, bracket);
    for (Derivative derivative : derivatives) {
      if (derivative.parameter().equals(known)) {
        return derivative;
      }
    }
    return null;
  }

  /** The derivative with respect to parameter {@code index}, null if it has none. */
  public @Nullable Derivative derivativeAt(int index) {
    return derivativeAt[index];
  }

  public List<Sample> samples() {
    return samples;
  }

  /** Whether the engine sums a gradient back to the shape of a broadcast operand. */
  public boolean broadcasts() {
    return broadcasts;
  }

  /** Whether a number stands for a tensor other than the first. */
  public boolean takesNumbers() {
    return numbers;
  }

  /** Whether there is a form that writes into the first argument: {@code add_}. */
  public boolean isInPlace() {
    return inPlace;
  }

  /** Whether the result shares the memory of the first argument. */
  public boolean isView() {
    return view;
  }

  /** Whether only derivatives and composed operators use it, and programs cannot call it. */
  public boolean isInternal() {
    return internal;
  }

  /** Whether it is composed of other operators. */
  public boolean isComposed() {
    return body != null;
  }

  /** The position of a parameter. */
  public int indexOf(String parameter) {
    for (int i = 0; i < parameters.size(); i++) {
      if (parameters.get(i).name().equals(parameter)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no parameter " + parameter);
  }

  /** Whether there is a parameter of that name, which takes a list of tensors. */
  public boolean takesList(String parameter) {
    return hasParameter(parameter)
        && parameters.get(indexOf(parameter)).kind() == Parameter.Kind.TENSORS;
  }

  /** What a node shows behind {@code _saved_} and a name that is not its row's, or null. */
  public @Nullable Function<Backward, @Nullable Object> shown(String attribute) {
    return shown.get(attribute);
  }

  /** The argument or result that a node shows behind {@code _saved_} and a name. */
  public String keptAs(String attribute) {
    return kept.getOrDefault(attribute, attribute);
  }

  /** Whether there is a parameter of that name. */
  public boolean hasParameter(String parameter) {
    return parameters.stream().anyMatch(p -> p.name().equals(parameter));
  }

  /** Runs the kernel alone: no graph, no event. */
  public List<Tensor> compute(Call call) {
    if (kernel == null) {
      throw new IllegalStateException(name + " has no kernel");
    }
    checkTypes(call);
    return kernel.apply(call);
  }

  /** Composes the results from other operators. */
  public List<Tensor> compose(Ops ops, Call call) {
    if (body == null) {
      throw new IllegalStateException(name + " is not composed");
    }
    checkTypes(call);
    return body.apply(ops, call);
  }

  private void checkTypes(Call call) {
    if (types != null) {
      types.check(call);
    }
  }

  /**
   * Spreads positional arguments over the parameters and fills in the defaults.
   *
   * @throws TorchError of kind TYPE if one is missing or too many are given
   */
  public @Nullable Object[] bind(@Nullable Object... positional) {
    return bind(positional, Map.of());
  }

  /** The same with further arguments by name. */
  public @Nullable Object[] bind(@Nullable Object[] positional, Map<String, Object> named) {
    int count = parameters.size();
    if (positional.length == count && named.isEmpty()) {
      return positional;
    }
    if (positional.length > count) {
      throw TorchError.type(
          "%s() takes %d positional arguments but %d were given"
              .formatted(function(), count, positional.length));
    }
    @Nullable Object[] bound = new Object[count];
    System.arraycopy(positional, 0, bound, 0, positional.length);
    for (int i = positional.length; i < count; i++) {
      Parameter parameter = parameters.get(i);
      if (named.containsKey(parameter.name())) {
        bound[i] = named.get(parameter.name());
        continue;
      }
      if (!parameter.optional()) {
        throw TorchError.type(
            "%s() missing 1 required positional arguments: \"%s\""
                .formatted(function(), parameter.name()));
      }
      bound[i] = parameter.defaultValue();
    }
    return bound;
  }

  @Override
  public String toString() {
    return name;
  }
}
