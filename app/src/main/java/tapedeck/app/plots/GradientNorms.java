package tapedeck.app.plots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tapedeck.analysis.ParameterTrack;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

/**
 * How large the gradients were, a row a parameter or a layer, a column a backward pass. Knows no
 * toolkit; belongs to one thread.
 */
final class GradientNorms {
  /** In place of a norm where a row got no gradient in a pass. */
  static final double NONE = -1;

  private final ParameterTrack track = new ParameterTrack();

  /**
   * A row.
   *
   * @param leaf the parameter; a layer's first one
   * @param norms 2-norms of {@code .grad}, a column a pass: {@link #NONE} without a gradient, NaN
   *     where an element is not finite
   * @param steps where the gradient arrived; a layer's last one
   */
  record Row(String name, long leaf, double[] norms, long[] steps) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Row row
          && name.equals(row.name)
          && leaf == row.leaf
          && Arrays.equals(norms, row.norms)
          && Arrays.equals(steps, row.steps);
    }

    @Override
    public int hashCode() {
      return name.hashCode() * 31 + norms.length;
    }
  }

  /**
   * All rows, in the order in which the parameters were made.
   *
   * @param passes the steps at which the passes start
   * @param here the column of the position, −1 before the first pass
   */
  record Picture(List<Row> rows, List<Long> passes, int here) {
    static final Picture EMPTY = new Picture(List.of(), List.of(), -1);

    /** The least finite norm above zero; 1 without any. */
    double least() {
      return finite().filter(norm -> norm > 0).min().orElse(1);
    }

    /** The largest finite norm; 1 without any above zero. */
    double most() {
      return finite().filter(norm -> norm > 0).max().orElse(1);
    }

    private java.util.stream.DoubleStream finite() {
      return rows.stream()
          .flatMapToDouble(row -> Arrays.stream(row.norms()))
          .filter(Double::isFinite);
    }
  }

  /**
   * Reads what the tape has gained.
   *
   * @param names a state that knows the parameters' names
   * @param byLayer whether the parameters of a module are one row
   */
  Picture read(Tape tape, State names, long position, boolean byLayer) {
    track.read(tape);
    List<Long> passes = track.passes();
    Map<String, Row> rows = new LinkedHashMap<>();
    for (long leaf : track.leaves().stream().sorted(Comparator.naturalOrder()).toList()) {
      Row row = row(names.nameOf(leaf), leaf, passes.size());
      if (byLayer) {
        rows.merge(layer(row.name()), row, (all, more) -> together(all, more));
      } else {
        rows.put(row.name() + " " + leaf, row);
      }
    }
    List<Row> named = new ArrayList<>();
    rows.forEach(
        (name, row) ->
            named.add(byLayer ? new Row(name, row.leaf(), row.norms(), row.steps()) : row));
    int here = -1;
    for (int i = 0; i < passes.size() && passes.get(i) <= position; i++) {
      here = i;
    }
    return new Picture(named, passes, here);
  }

  private Row row(String name, long leaf, int passes) {
    double[] norms = new double[passes];
    long[] steps = new long[passes];
    Arrays.fill(norms, NONE);
    for (ParameterTrack.Point point : track.points(leaf)) {
      norms[point.pass()] = point.gradient();
      steps[point.pass()] = point.step();
    }
    return new Row(name, leaf, norms, steps);
  }

  /** The module that owns a parameter, as far as its name tells; else the name itself. */
  private static String layer(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** The norm over the gradients of both, which is the root of the sum of their squares. */
  private static Row together(Row a, Row b) {
    double[] norms = a.norms().clone();
    long[] steps = a.steps().clone();
    for (int i = 0; i < norms.length; i++) {
      double more = b.norms()[i];
      if (more != NONE) {
        norms[i] = norms[i] == NONE ? more : Math.hypot(norms[i], more);
        steps[i] = Math.max(steps[i], b.steps()[i]);
      }
    }
    return new Row(a.name(), a.leaf(), norms, steps);
  }
}
