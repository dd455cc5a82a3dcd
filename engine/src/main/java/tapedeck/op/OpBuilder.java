package tapedeck.op;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Tensor;

/** Collects the parts of a row of the operator table; {@link #build} refuses an incomplete one. */
public final class OpBuilder {
  final String name;
  final List<Parameter> parameters;
  final List<Derivative> derivatives = new ArrayList<>();
  final List<Sample> samples = new ArrayList<>();
  final Map<String, Function<Backward, @Nullable Object>> shown = new HashMap<>();
  final Map<String, String> kept = new HashMap<>();
  Op.@Nullable Kernels kernel;
  Op.@Nullable Bodies body;
  @Nullable String backwardName;
  @Nullable String inPlaceBackwardName;
  boolean inPlaceByResult;
  @Nullable String formulaByResult;
  @Nullable String expression;
  String symbol;
  List<String> outputs = List.of(Derivative.RESULT);
  int firstDifferentiable;
  int differentiableOutputs = Integer.MAX_VALUE;
  boolean broadcasts;
  boolean numbers;
  boolean inPlace;
  boolean view;
  boolean internal;
  @Nullable TypeRule types;

  OpBuilder(String signature) {
    this.name = signature.substring(0, signature.indexOf('('));
    this.parameters = Parameter.parse(signature);
    this.symbol = name;
  }

  public OpBuilder kernel(Op.Kernel rowKernel) {
    this.kernel = call -> List.of(rowKernel.apply(call));
    return this;
  }

  /** A kernel with several results, of these names. */
  public OpBuilder kernels(List<String> names, Op.Kernels rowKernel) {
    this.outputs = names;
    this.kernel = rowKernel;
    return this;
  }

  /** A kernel composed of other rows, of which the graph shows nothing. */
  public OpBuilder composedKernel(Op.Body rowBody) {
    return kernel(call -> rowBody.apply(call.ops(), call));
  }

  /** The same with several results, of these names. */
  public OpBuilder composedKernels(List<String> names, Op.Bodies rowBody) {
    return kernels(names, call -> rowBody.apply(call.ops(), call));
  }

  /** The row is composed of others. */
  public OpBuilder body(Op.Body rowBody) {
    this.body = (ops, call) -> List.of(rowBody.apply(ops, call));
    return this;
  }

  /** The row is composed of others, and has several results, of these names. */
  public OpBuilder bodies(List<String> names, Op.Bodies rowBody) {
    this.outputs = names;
    this.body = rowBody;
    return this;
  }

  /** How people write a call, with parameters in braces, and the sign for the box. */
  public OpBuilder reads(String rowExpression, String rowSymbol) {
    this.expression = rowExpression;
    this.symbol = rowSymbol;
    return this;
  }

  /** PyTorch's name of the node. */
  public OpBuilder backward(String rowBackwardName) {
    this.backwardName = rowBackwardName;
    return this;
  }

  /**
   * What PyTorch's node shows behind {@code _saved_} and the name, where that is neither an
   * argument of this row nor a result.
   */
  OpBuilder shows(String name, Function<Backward, @Nullable Object> value) {
    shown.put(name, value);
    return this;
  }

  /** The same for a tensor that is computed when somebody looks, which the graph does not show. */
  OpBuilder computes(String name, BiFunction<Ops, Backward, Tensor> value) {
    return shows(name, b -> value.apply(b.arguments().ops(), b));
  }

  /** What PyTorch's node calls an argument or a result of this row. */
  OpBuilder keepsAs(String own, String name) {
    kept.put(name, own);
    return this;
  }

  /** PyTorch's node shows a list with a number for each of {@code dims} dimensions. */
  OpBuilder spreads(int dims, String... names) {
    for (String each : names) {
      shows(each, b -> b.ints(each).length == 0 ? b.ints(each) : b.arguments().ints(each, dims));
    }
    return this;
  }

  /** Tensor operands are broadcast to one shape. */
  public OpBuilder broadcasting() {
    this.broadcasts = true;
    this.numbers = true;
    return this;
  }

  /** The same, and no number stands for a tensor. */
  public OpBuilder broadcastingTensors() {
    this.broadcasts = true;
    return this;
  }

  /** There is a form that writes into the first argument. */
  public OpBuilder inPlace() {
    this.inPlace = true;
    return this;
  }

  /** The same, where the node then has a name of its own. */
  public OpBuilder inPlace(String rowBackwardName) {
    this.inPlaceBackwardName = rowBackwardName;
    return inPlace();
  }

  /**
   * The same, where the node then keeps the result instead of {@code self}: its derivatives ask for
   * {@link Backward#selfOrResult()}.
   */
  public OpBuilder inPlaceByResult(String rowBackwardName) {
    this.inPlaceByResult = true;
    return inPlace(rowBackwardName);
  }

  /**
   * The same, where people write that derivative in another way.
   *
   * @param formula the derivative out of {@code {result}}
   */
  OpBuilder inPlaceByResult(String rowBackwardName, String formula) {
    this.formulaByResult = formula;
    return inPlaceByResult(rowBackwardName);
  }

  /** PyTorch's name of the node of a form that gives the first argument the result's shape. */
  public OpBuilder itself(String rowBackwardName) {
    this.inPlaceBackwardName = rowBackwardName;
    return this;
  }

  /** The result shares the memory of the first argument. */
  public OpBuilder view() {
    this.view = true;
    return this;
  }

  /** The element types that it takes; a further rule is checked after the first. */
  OpBuilder types(TypeRule rule) {
    this.types = types == null ? rule : types.then(rule);
    return this;
  }

  /** Programs cannot call it. */
  public OpBuilder internal() {
    this.internal = true;
    return this;
  }

  /** Only the first {@code count} results have a gradient. */
  public OpBuilder differentiable(int count) {
    return differentiable(0, count);
  }

  /** Only the results from one number on, and before another, have gradients. */
  public OpBuilder differentiable(int from, int to) {
    this.firstDifferentiable = from;
    this.differentiableOutputs = to;
    return this;
  }

  /** A derivative that needs no saved tensor. */
  public OpBuilder derivative(String parameter, String formula, Derivative.Rule rule) {
    return derivative(parameter, List.of(), formula, rule);
  }

  /** A derivative that is evaluated where the first result has a gradient. */
  public OpBuilder derivative(
      String parameter, List<String> uses, String formula, Derivative.Rule rule) {
    return derivatives(
        parameter,
        uses,
        formula,
        (b, g) -> {
          Tensor gradient = g == null ? null : rule.apply(b, g);
          return gradient == null ? NONE : List.of(gradient);
        });
  }

  /** A derivative that looks at the gradients of all results. */
  public OpBuilder derivativeOfResults(
      String parameter, List<String> uses, String formula, Derivative.ResultsRule rule) {
    return derivatives(
        parameter, uses, formula, (b, g) -> java.util.Collections.singletonList(rule.apply(b, g)));
  }

  /** A derivative of a list of tensors. */
  public OpBuilder derivatives(
      String parameter, List<String> uses, String formula, Derivative.ListRule rule) {
    derivatives.add(new Derivative(parameter, List.copyOf(uses), formula, rule));
    return this;
  }

  /** Arguments to which the node has edges along which no gradient goes. */
  OpBuilder withoutGradients(String... names) {
    for (String each : names) {
      derivatives(each, List.of(), "0", (b, g) -> NONE);
    }
    return this;
  }

  private static final List<@Nullable Tensor> NONE =
      java.util.Collections.singletonList((Tensor) null);

  public OpBuilder samples(Sample... rowSamples) {
    samples.addAll(List.of(rowSamples));
    return this;
  }

  /**
   * The finished row.
   *
   * @throws IllegalStateException naming the part that is missing
   */
  public Op build() {
    if ((kernel == null) == (body == null)) {
      throw incomplete("a kernel");
    }
    if (body != null && (expression != null || backwardName != null)) {
      throw new IllegalStateException(
          "operator " + name + " is composed: its parts are what is drawn and differentiated");
    }
    if (expression == null && body == null) {
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
    return new Op(this, expression == null ? name : expression);
  }

  private void checkNames(Derivative derivative) {
    List<String> known = new ArrayList<>(outputs);
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
