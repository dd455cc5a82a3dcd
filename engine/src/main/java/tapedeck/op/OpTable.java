package tapedeck.op;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All operators, in the order in which their families list them. */
public final class OpTable {
  private static final Map<String, Op> ROWS = new LinkedHashMap<>();

  static {
    add(Arithmetic.ADD, Arithmetic.SUB, Arithmetic.MUL, Arithmetic.NEG);
    add(Conversions.TO);
    add(Shapes.EXPAND, Shapes.SUM_TO_SIZE);
  }

  private OpTable() {}

  private static void add(Op... ops) {
    for (Op op : ops) {
      if (ROWS.put(op.name(), op) != null) {
        throw new IllegalStateException("two rows are called " + op.name());
      }
    }
  }

  public static List<Op> all() {
    return List.copyOf(ROWS.values());
  }

  /** The row called {@code name}, null if there is none. */
  public static @Nullable Op find(String name) {
    return ROWS.get(name);
  }
}
