package tapedeck.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operators, in the order in which their families list them. */
public final class OpTable {
  private static final Map<String, Op> ROWS = new LinkedHashMap<>();
  private static final Map<String, List<Op>> FUNCTIONS = new LinkedHashMap<>();

  static {
    Arithmetic.ROWS.forEach(OpTable::add);
    Elementwise.ROWS.forEach(OpTable::add);
    Combined.ROWS.forEach(OpTable::add);
    Reductions.ROWS.forEach(OpTable::add);
    Shapes.ROWS.forEach(OpTable::add);
    Matrices.ROWS.forEach(OpTable::add);
    Conversions.ROWS.forEach(OpTable::add);
  }

  private OpTable() {}

  private static void add(Op op) {
    if (ROWS.put(op.name(), op) != null) {
      throw new IllegalStateException("two rows are called " + op.name());
    }
    FUNCTIONS.computeIfAbsent(op.function(), any -> new ArrayList<>()).add(op);
  }

  public static List<Op> all() {
    return List.copyOf(ROWS.values());
  }

  /** The row called {@code name}, null if there is none. */
  public static @Nullable Op find(String name) {
    return ROWS.get(name);
  }

  /** The names under which programs call operators. */
  public static List<String> functions() {
    return List.copyOf(FUNCTIONS.keySet());
  }

  /** The overloads of a function, in the order in which they are tried; empty if there are none. */
  public static List<Op> overloads(String function) {
    return FUNCTIONS.getOrDefault(function, List.of());
  }
}
