package tapedeck.op;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * One operator: its signature, kernel, backward function, derivatives, readable form and samples.
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

  private final String name;
  private final List<Parameter> parameters;
  private final Kernel kernel;
  private final @Nullable String backwardName;
  private final String expression;
  private final String symbol;
  private final List<Derivative> derivatives;
  private final List<Sample> samples;
  private final boolean broadcasts;

  private Op(Builder builder, Kernel kernel, String expression) {
    this.name = builder.name;
    this.parameters = builder.parameters;
    this.kernel = kernel;
    this.backwardName = builder.backwardName;
    this.expression = expression;
    this.symbol = builder.symbol;
    this.derivatives = List.copyOf(builder.derivatives);
    this.samples = List.copyOf(builder.samples);
    this.broadcasts = builder.broadcasts;
  }

  /** Starts a row; see {@link Parameter#parse} for the form of {@code signature}. */
  public static Builder define(String signature) {
    return new Builder(signature);
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

  /** How people write a call: {@code {self} × {other}}. */
  public String expression() {
    return expression;
  }

  /** What stands on the operator's box in the graph. */
  public String symbol() {
    return symbol;
  }

  public List<Derivative> derivatives() {
    return derivatives;
  }

  /** The derivative with respect to {@code parameter}, null if it has none. */
  public @Nullable Derivative derivative(String parameter) {
    for (Derivative derivative : derivatives) {
      if (derivative.parameter().equals(parameter)) {
        return derivative;
      }
    }
    return null;
  }

  public List<Sample> samples() {
    return samples;
  }

  /** Whether the engine sums a gradient back to the shape of a broadcast operand. */
  public boolean broadcasts() {
    return broadcasts;
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

  /** Runs the kernel alone: no graph, no event. */
  public Tensor compute(Call call) {
    return kernel.apply(call);
  }

  /**
   * Spreads positional arguments over the parameters and fills in the defaults.
   *
   * @throws TorchError of kind TYPE if one is missing or too many are given
   */
  public @Nullable Object[] bind(Object... positional) {
    int count = parameters.size();
    if (positional.length == count) {
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

  /** Collects the parts of a row. */
  public static final class Builder {
    private final String name;
    private final List<Parameter> parameters;
    private final List<Derivative> derivatives = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private @Nullable Kernel kernel;
    private @Nullable String backwardName;
    private @Nullable String expression;
    private String symbol;
    private boolean broadcasts;

    private Builder(String signature) {
      this.name = signature.substring(0, signature.indexOf('('));
      this.parameters = Parameter.parse(signature);
      this.symbol = name;
    }

    public Builder kernel(Kernel rowKernel) {
      this.kernel = rowKernel;
      return this;
    }

    /** How people write a call, with parameters in braces, and the sign for the box. */
    public Builder reads(String rowExpression, String rowSymbol) {
      this.expression = rowExpression;
      this.symbol = rowSymbol;
      return this;
    }

    /** PyTorch's name of the node. */
    public Builder backward(String rowBackwardName) {
      this.backwardName = rowBackwardName;
      return this;
    }

    /** Tensor operands are broadcast to one shape. */
    public Builder broadcasting() {
      this.broadcasts = true;
      return this;
    }

    /** A derivative that needs no saved tensor. */
    public Builder derivative(String parameter, String formula, Derivative.Rule rule) {
      return derivative(parameter, List.of(), formula, rule);
    }

    public Builder derivative(
        String parameter, List<String> uses, String formula, Derivative.Rule rule) {
      derivatives.add(new Derivative(parameter, List.copyOf(uses), formula, rule));
      return this;
    }

    public Builder samples(Sample... rowSamples) {
      samples.addAll(List.of(rowSamples));
      return this;
    }

    /**
     * The finished row.
     *
     * @throws IllegalStateException naming the part that is missing
     */
    public Op build() {
      if (kernel == null) {
        throw incomplete("a kernel");
      }
      if (expression == null) {
        throw incomplete("a readable expression");
      }
      if (samples.isEmpty()) {
        throw incomplete("samples");
      }
      if (backwardName == null != derivatives.isEmpty()) {
        throw incomplete(backwardName == null ? "a backward name" : "derivatives");
      }
      for (Derivative derivative : derivatives) {
        checkNames(derivative);
      }
      return new Op(this, kernel, expression);
    }

    private void checkNames(Derivative derivative) {
      List<String> known = new ArrayList<>(List.of(Derivative.RESULT));
      parameters.forEach(parameter -> known.add(parameter.name()));
      if (!known.contains(derivative.parameter()) || !known.containsAll(derivative.uses())) {
        throw new IllegalStateException(
            "operator %s: the derivative of %s uses unknown names %s"
                .formatted(name, derivative.parameter(), derivative.uses()));
      }
    }

    private IllegalStateException incomplete(String part) {
      return new IllegalStateException("operator " + name + " lacks " + part);
    }
  }
}
