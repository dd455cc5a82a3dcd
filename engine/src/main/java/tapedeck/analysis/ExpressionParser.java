package tapedeck.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads expressions by recursive descent, with Python's precedence of operators. */
final class ExpressionParser {
  /** Expressions that are nested deeper are refused. */
  private static final int DEEPEST = 200;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<number>(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)"
              + "|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<text>'[^']*'|\"[^\"]*\")"
              + "|(?<sign>\\*\\*|//|<=|>=|==|!=|[-+*/@%<>()\\[\\],.:=&|~]))");

  private record Token(String text, String kind, int at) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int next;
  private int depth;

  ExpressionParser(String source) {
    this.source = source;
  }

  Expression parse() {
    split();
    Expression whole = disjunction();
    if (next < tokens.size()) {
      throw unexpected();
    }
    return whole;
  }

  private void split() {
    Matcher matcher = TOKEN.matcher(source);
    int at = 0;
    while (at < source.stripTrailing().length()) {
      matcher.region(at, source.length());
      if (!matcher.lookingAt()) {
        throw new ExpressionError(
            "'" + source.substring(at).strip().charAt(0) + "' does not belong here");
      }
      for (String kind : List.of("number", "name", "text", "sign")) {
        if (matcher.group(kind) != null) {
          tokens.add(new Token(matcher.group(kind), kind, matcher.start(kind)));
        }
      }
      at = matcher.end();
    }
  }

  private ExpressionError unexpected() {
    return next < tokens.size()
        ? new ExpressionError(
            "'%s' does not belong at character %d"
                .formatted(tokens.get(next).text(), tokens.get(next).at() + 1))
        : new ExpressionError("the expression ends too early");
  }

  private boolean sees(String... texts) {
    return next < tokens.size()
        && !tokens.get(next).kind().equals("text")
        && List.of(texts).contains(tokens.get(next).text());
  }

  private boolean takes(String text) {
    boolean found = sees(text);
    next += found ? 1 : 0;
    return found;
  }

  private void expect(String text) {
    if (!takes(text)) {
      throw unexpected();
    }
  }

  private String operator() {
    return tokens.get(next++).text();
  }

  private Expression disjunction() {
    deepen();
    Expression left = conjunction();
    while (sees("or")) {
      left = new Expression.Binary(operator(), left, conjunction());
    }
    depth--;
    return left;
  }

  private void deepen() {
    if (++depth > DEEPEST) {
      throw new ExpressionError("the expression is nested too deep");
    }
  }

  private Expression conjunction() {
    Expression left = negation();
    while (sees("and")) {
      left = new Expression.Binary(operator(), left, negation());
    }
    return left;
  }

  private Expression negation() {
    deepen();
    Expression negated = takes("not") ? new Expression.Unary("not", negation()) : comparison();
    depth--;
    return negated;
  }

  private Expression comparison() {
    Expression left = sum();
    if (takes("is")) {
      String operator = takes("not") ? "is not" : "is";
      return new Expression.Binary(operator, left, sum());
    }
    return sees("<", ">", "<=", ">=", "==", "!=")
        ? new Expression.Binary(operator(), left, sum())
        : left;
  }

  private Expression sum() {
    Expression left = product();
    while (sees("+", "-")) {
      left = new Expression.Binary(operator(), left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = unary();
    while (sees("*", "/", "@", "%", "//")) {
      left = new Expression.Binary(operator(), left, unary());
    }
    return left;
  }

  private Expression unary() {
    deepen();
    Expression value;
    if (takes("-")) {
      value = new Expression.Unary("-", unary());
    } else {
      Expression base = postfix();
      value = takes("**") ? new Expression.Binary("**", base, unary()) : base;
    }
    depth--;
    return value;
  }

  private Expression postfix() {
    Expression value = atom();
    while (true) {
      if (takes(".")) {
        value = new Expression.Attribute(value, name());
      } else if (seesPlace()) {
        value = new Expression.Attribute(value, operator().substring(1));
      } else if (takes("(")) {
        value = arguments(value);
      } else if (takes("[")) {
        value = new Expression.Subscript(value, indices());
      } else {
        return value;
      }
    }
  }

  /** Whether the place of a module in a list follows, as in {@code model.0.weight}. */
  private boolean seesPlace() {
    return next < tokens.size() && tokens.get(next).text().matches("\\.\\d+");
  }

  private String name() {
    if (next == tokens.size() || !tokens.get(next).kind().equals("name")) {
      throw unexpected();
    }
    return tokens.get(next++).text();
  }

  private Expression arguments(Expression function) {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> keywords = new LinkedHashMap<>();
    while (!takes(")")) {
      if (next + 1 < tokens.size()
          && tokens.get(next).kind().equals("name")
          && tokens.get(next + 1).text().equals("=")) {
        String keyword = name();
        next++;
        keywords.put(keyword, disjunction());
      } else {
        positional.add(disjunction());
      }
      if (!sees(")")) {
        expect(",");
      }
    }
    return new Expression.Invocation(function, positional, keywords);
  }

  private List<Expression> indices() {
    List<Expression> indices = new ArrayList<>();
    while (!takes("]")) {
      @Nullable Expression start = sees(":") ? null : disjunction();
      if (takes(":")) {
        indices.add(new Expression.Slice(start, sees(",", "]") ? null : disjunction()));
      } else if (start != null) {
        indices.add(start);
      }
      if (!sees("]")) {
        expect(",");
      }
    }
    return indices;
  }

  private Expression atom() {
    if (next == tokens.size()) {
      throw unexpected();
    }
    Token token = tokens.get(next);
    if (token.kind().equals("sign") && !sees("(", "[")) {
      throw unexpected();
    }
    next++;
    return switch (token.kind()) {
      case "number" -> new Expression.Constant(number(token.text()));
      case "text" -> new Expression.Constant(token.text().substring(1, token.text().length() - 1));
      case "sign" -> sequence(token.text().equals("(") ? ")" : "]");
      default -> named(token.text());
    };
  }

  private static Expression named(String name) {
    return switch (name) {
      case "True" -> new Expression.Constant(true);
      case "False" -> new Expression.Constant(false);
      case "None" -> new Expression.Constant(null);
      default -> new Expression.Name(name);
    };
  }

  private static Object number(String text) {
    if (text.chars().allMatch(Character::isDigit) && text.length() < 18) {
      return Long.parseLong(text);
    }
    return Double.parseDouble(text);
  }

  private Expression sequence(String closing) {
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!takes(closing)) {
      items.add(disjunction());
      if (!sees(closing)) {
        expect(",");
        comma = true;
      }
    }
    return closing.equals(")") && items.size() == 1 && !comma
        ? items.get(0)
        : new Expression.Sequence(items);
  }
}
