package tapedeck.kernel;

import java.util.Arrays;
import tapedeck.kernel.MatrixProduct.Kind;
import tapedeck.kernel.MatrixProduct.Place;

/**
 * A layer of LSTM cells in one direction in float32, to the last digit as oneDNN computes it: its
 * functions ({@link DnnFunctions}), and products of matrices that are chains from 0, in pieces like
 * MKL's, except that a step's product goes on from the sum that is there with one sequence, or
 * without gradients where input and state are of one width.
 *
 * <p>Arrays are row-major: the input (time, batch, input), the weights (gates, input) and (gates,
 * hidden) with the gates i, f, g and o one after the other, states (batch, hidden).
 */
public final class DnnLstm {
  /** How many sequences there are, how long they are, and the widths of their elements. */
  public record Sizes(int time, int batch, int input, int hidden) {
    int gates() {
      return 4 * hidden;
    }

    int state() {
      return batch * hidden;
    }
  }

  /** What a layer computes with. */
  public record Operands(
      float[] input, float[] weightIh, float[] weightHh, float[] bias, float[] hx, float[] cx) {}

  private final Sizes sizes;
  private final Operands given;
  private final boolean reverse;
  private final boolean train;

  /** The input in the order of the layer, in which all steps are kept. */
  private final float[] input;

  /** i, f, g and o of each step, after their functions. */
  private final float[] gates;

  /** The hidden state before each step, and after the last one; the cell states likewise. */
  private final float[] hidden;

  private final float[] cells;

  /** tanh of the cell after each step. */
  private final float[] tanh;

  /**
   * Runs the layer.
   *
   * @param train whether gradients may be asked for, which decides about the order of sums
   */
  public DnnLstm(Sizes sizes, Operands given, boolean reverse, boolean train) {
    this.sizes = sizes;
    this.given = given;
    this.reverse = reverse;
    this.train = train;
    int steps = sizes.time;
    input = ordered(given.input);
    gates = new float[steps * sizes.batch * sizes.gates()];
    hidden = new float[(steps + 1) * sizes.state()];
    cells = new float[(steps + 1) * sizes.state()];
    tanh = new float[steps * sizes.state()];
    System.arraycopy(given.hx, 0, hidden, 0, sizes.state());
    System.arraycopy(given.cx, 0, cells, 0, sizes.state());
    float[] sums = fromInput();
    for (int step = 0; step < steps; step++) {
      float[] own = new float[sizes.batch * sizes.gates()];
      System.arraycopy(sums, step * own.length, own, 0, own.length);
      addHidden(own, step);
      advance(own, step);
    }
  }

  /** The place in time of a step. */
  private int place(int step) {
    return reverse ? sizes.time - 1 - step : step;
  }

  private float[] fromInput() {
    int rows = sizes.time * sizes.batch;
    float[] sums = new float[rows * sizes.gates()];
    new Factor(input, 0, rows, sizes.input)
        .times(given.weightIh, sizes.gates(), true)
        .addTo(sums, rows == 1);
    return sums;
  }

  /** What is in the order of time in that of the layer, or the other way round. */
  private float[] ordered(float[] times) {
    if (!reverse) {
      return times;
    }
    int width = times.length / sizes.time;
    float[] steps = new float[times.length];
    for (int step = 0; step < sizes.time; step++) {
      System.arraycopy(times, place(step) * width, steps, step * width, width);
    }
    return steps;
  }

  private void addHidden(float[] sums, int step) {
    boolean goesOn = train ? sizes.batch == 1 : sizes.input == sizes.hidden;
    new Factor(hidden, step * sizes.state(), sizes.batch, sizes.hidden)
        .times(given.weightHh, sizes.gates(), true)
        .addTo(sums, goesOn);
  }

  private void advance(float[] sums, int step) {
    int width = sizes.hidden;
    int from = step * sums.length;
    for (int at = 0; at < sizes.state(); at++) {
      int row = at / width * sizes.gates();
      int column = at % width;
      float[] gate = new float[4];
      for (int k = 0; k < 4; k++) {
        float sum = sums[row + k * width + column] + given.bias[k * width + column];
        gate[k] = k == 2 ? DnnFunctions.tanh(sum) : DnnFunctions.sigmoid(sum);
        gates[from + row + k * width + column] = gate[k];
      }
      int state = step * sizes.state() + at;
      float cell = Math.fma(gate[0], gate[2], gate[1] * cells[state]);
      tanh[state] = DnnFunctions.tanh(cell);
      cells[state + sizes.state()] = cell;
      hidden[state + sizes.state()] = gate[3] * tanh[state];
    }
  }

  /** The hidden states of all steps, time first. */
  public float[] output() {
    return ordered(Arrays.copyOfRange(hidden, sizes.state(), hidden.length));
  }

  /** The last hidden state. */
  public float[] lastHidden() {
    return last(hidden);
  }

  /** The last cell state. */
  public float[] lastCell() {
    return last(cells);
  }

  private float[] last(float[] states) {
    return Arrays.copyOfRange(states, sizes.time * sizes.state(), states.length);
  }

  /** The gradients of all that the layer was given. */
  public record Gradients(
      float[] input, float[] weightIh, float[] weightHh, float[] bias, float[] hx, float[] cx) {}

  /**
   * Goes back through time.
   *
   * @param output the gradient of all hidden states, time first
   * @param h that of the last hidden state
   * @param c that of the last cell state
   */
  public Gradients back(float[] output, float[] h, float[] c) {
    int size = sizes.batch * sizes.gates();
    float[] sums = new float[sizes.time * size];
    float[] ofOutput = ordered(output);
    float[] ofHidden = h.clone();
    float[] ofCell = c.clone();
    float[] bias = new float[sizes.gates()];
    for (int step = sizes.time - 1; step >= 0; step--) {
      float[] own = goBack(step, ofOutput, ofHidden, ofCell);
      System.arraycopy(own, 0, sums, step * size, size);
      for (int i = 0; i < size; i++) {
        bias[i % bias.length] += own[i];
      }
      ofHidden = new float[sizes.state()];
      new Factor(own, 0, sizes.batch, sizes.gates())
          .times(given.weightHh, sizes.hidden, false)
          .addTo(ofHidden, sizes.batch == 1);
    }
    int rows = sizes.time * sizes.batch;
    float[] ofInput = new float[rows * sizes.input];
    new Factor(sums, 0, rows, sizes.gates())
        .times(given.weightIh, sizes.input, false)
        .addTo(ofInput, false);
    float[] weightIh = new float[sizes.gates() * sizes.input];
    turned(sums, 0, rows).times(input, sizes.input, false).addTo(weightIh, false);
    return new Gradients(ordered(ofInput), weightIh, toHiddenWeight(sums), bias, ofHidden, ofCell);
  }

  /** The gradients of the sums of a step; that of the cell becomes the one before the step. */
  private float[] goBack(int step, float[] output, float[] ofHidden, float[] ofCell) {
    int width = sizes.hidden;
    float[] own = new float[sizes.batch * sizes.gates()];
    for (int at = 0; at < sizes.state(); at++) {
      int row = at / width * sizes.gates() + at % width;
      int from = step * own.length + row;
      float i = gates[from];
      float f = gates[from + width];
      float g = gates[from + 2 * width];
      float o = gates[from + 3 * width];
      int state = step * sizes.state() + at;
      float y = tanh[state];
      float gradient = output[step * sizes.state() + at] + ofHidden[at];
      float cell = ofCell[at] + Math.fma(-y, y, 1) * gradient * o;
      own[row] = g * (cell * Math.fma(-i, i, i));
      own[row + width] = cells[state] * (cell * Math.fma(-f, f, f));
      own[row + 2 * width] = i * cell * Math.fma(-g, g, 1);
      own[row + 3 * width] = y * (gradient * Math.fma(-o, o, o));
      ofCell[at] = cell * f;
    }
    return own;
  }

  /** All steps but the first in one product, to which that of the first is added. */
  private float[] toHiddenWeight(float[] sums) {
    int size = sizes.batch * sizes.gates();
    float[] weight = new float[sizes.gates() * sizes.hidden];
    int others = (sizes.time - 1) * sizes.batch;
    if (others > 0) {
      float[] before = Arrays.copyOfRange(hidden, sizes.state(), sizes.time * sizes.state());
      turned(sums, size, others).times(before, sizes.hidden, false).addTo(weight, false);
    }
    float[] first = new float[weight.length];
    turned(sums, 0, sizes.batch).times(given.hx, sizes.hidden, false).addTo(first, false);
    add(weight, first);
    return weight;
  }

  private Factor turned(float[] sums, int from, int rows) {
    return new Factor(sums, new Place(from, 1, sizes.gates()), sizes.gates(), rows);
  }

  private static void add(float[] to, float[] from) {
    for (int i = 0; i < to.length; i++) {
      to[i] += from[i];
    }
  }

  /** A matrix of {@code n × k} numbers. */
  private record Factor(float[] numbers, Place place, int n, int k) {
    Factor(float[] numbers, int from, int n, int k) {
      this(numbers, new Place(from, k, 1), n, k);
    }

    /**
     * Times a matrix of {@code m} columns.
     *
     * @param turned whether it lies as one of {@code m} rows
     */
    Product times(float[] other, int m, boolean turned) {
      Place right = turned ? new Place(0, 1, k) : new Place(0, m, 1);
      return new Product(
          new MatrixProduct(Kind.MATRICES, n, k, m, place, right, false), numbers, other);
    }
  }

  private record Product(MatrixProduct sizes, float[] left, float[] right) {
    /**
     * Adds the product to {@code out}.
     *
     * @param goesOn whether each sum goes on from what is there
     */
    void addTo(float[] out, boolean goesOn) {
      MatrixProduct s = sizes;
      if (goesOn) {
        Place a = s.left();
        Place b = s.right();
        WideKernels.get()
            .product(s.n(), s.k(), s.m(), WideKernels.Chain.FROM_RESULT)
            .add(out, 0, left, a.offset(), a.row(), a.column(), right, 0, b.row(), b.column());
      } else if (s.k() == 1) {
        // a product alone, which is rounded before it is added
        float[] own = new float[out.length];
        new FloatMatrixProduct(s, left, right).addTo(own, ProductOrder.CHAIN);
        add(out, own);
      } else {
        new FloatMatrixProduct(s.addedTo(), left, right).addTo(out, ProductOrder.CHAIN);
      }
    }
  }
}
