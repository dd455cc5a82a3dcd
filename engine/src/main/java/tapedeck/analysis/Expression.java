package tapedeck.analysis;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.State;
import tapedeck.tensor.TensorValue;

/**
 * An expression over a program's tensors, as Python writes it: {@code w.grad.norm()}, {@code
 * loss.item() > 2}, {@code (w @ x).isnan().any()}. Names are the program's variables; operators and
 * methods are those of the operator table.
 */
public sealed interface Expression {
  /**
   * Reads an expression.
   *
   * @throws ExpressionError if it is none, with the place of the mistake
   */
  static Expression parse(String text) {
    return new ExpressionParser(text).parse();
  }

  /**
   * What the expression is at a moment.
   *
   * @throws ExpressionError if it has no value there: a name that is not bound yet, a gradient that
   *     is None, shapes that do not fit
   */
  default Result at(State state) {
    return new Evaluation(state).result(this);
  }

  /** The names that may stand for tensors: chains such as {@code model.fc1.weight}, and parts. */
  default Set<String> names() {
    Set<String> names = new TreeSet<>();
    ExpressionNames.collectNames(this, names);
    return names;
  }

  /** A variable. */
  record Name(String name) implements Expression {}

  /** A number, True, False, None or a text. */
  record Constant(@Nullable Object value) implements Expression {}

  /** {@code of.name}. */
  record Attribute(Expression of, String name) implements Expression {}

  /** {@code function(arguments)}. */
  record Invocation(
      Expression function, List<Expression> arguments, Map<String, Expression> keywords)
      implements Expression {}

  /** {@code of[indices]}. */
  record Subscript(Expression of, List<Expression> indices) implements Expression {}

  /** {@code [items]} or {@code (items)}. */
  record Sequence(List<Expression> items) implements Expression {}

  /** A part of a subscript such as {@code 1:3}. */
  record Slice(@Nullable Expression start, @Nullable Expression end) implements Expression {}

  /** {@code −of} or {@code not of}. */
  record Unary(String operator, Expression of) implements Expression {}

  /** {@code left operator right}. */
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** A value of an expression. */
  record Result(@Nullable Object value) {
    /** A number, where it is one or a tensor of one element; else NaN. */
    public double number() {
      return PlainValues.number(value);
    }

    /** Whether Python takes it for true. */
    public boolean isTrue() {
      return PlainValues.isTrue(value);
    }

    /**
     * The elements in the type and shape of {@code model}, to which they are broadcast.
     *
     * @throws ExpressionError if it is no number, list of numbers or tensor, or does not fit
     */
    public TensorValue like(TensorValue model) {
      return PlainValues.like(value, model);
    }

    /** In as few characters as a list bears. */
    public String text() {
      return PlainValues.text(value);
    }
  }
}
