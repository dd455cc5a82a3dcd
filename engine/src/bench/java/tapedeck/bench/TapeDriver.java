package tapedeck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import tapedeck.analysis.NonFinite;
import tapedeck.autograd.Engine;
import tapedeck.tape.EventValues;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;
import tapedeck.tape.file.Progress;
import tapedeck.tape.file.Recording;
import tapedeck.tape.file.TapeFile;

/**
 * Measures what recording costs, how large events are, how long jumps and searches take, and how long
 * a tape file takes to be written and read. Run by {@code src/bench/tape.sh}.
 */
public final class TapeDriver {
  private static final TapeBounds UNBOUNDED = new TapeBounds(Long.MAX_VALUE, Long.MAX_VALUE);
  private static final int ROUNDS = 21;
  private static final long MILLION = 1_000_000;

  private TapeDriver() {}

  public static void main(String[] args) throws IOException {
    System.out.println("| what | measured |");
    System.out.println("|---|---:|");
    recording("tiny MLP 8×2→16→16→2", 400, 8, false, 2, 16, 16, 2);
    recording("MLP 64×784→128→10", 20, 64, true, 784, 128, 10);
    Tape tape = million();
    bytes();
    jumps(tape);
    search(tape);
    file();
  }

  private static void row(String what, String measured) {
    System.out.printf("| %s | %s |%n", what, measured);
  }

  /** Trains without and with a tape, by turns, and compares the medians. */
  private static void recording(
      String name, int steps, int size, boolean rectified, int... widths) {
    double[] plain = new double[ROUNDS];
    double[] recorded = new double[ROUNDS];
    Engine silent = new Engine();
    Perceptron unrecorded = new Perceptron(silent, size, rectified, widths);
    for (int round = -10; round < ROUNDS; round++) {
      double without = micros(unrecorded, steps);
      Tape tape = new Tape(UNBOUNDED);
      double with =
          micros(
              new Perceptron(new Engine(new Recorder(tape::append)), size, rectified, widths),
              steps);
      if (round >= 0) {
        plain[round] = without;
        recorded[round] = with;
      }
    }
    double without = median(plain);
    double with = median(recorded);
    row(
        "recording the " + name,
        "%.1f µs a step, %.1f unrecorded: %.2f×".formatted(with, without, with / without));
  }

  private static double micros(Perceptron network, int steps) {
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      network.step();
    }
    return (System.nanoTime() - start) / 1e3 / steps;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static Tape million() {
    Tape tape = new Tape(UNBOUNDED);
    Perceptron network =
        new Perceptron(new Engine(new Recorder(tape::append)), 8, false, 2, 16, 16, 2);
    while (tape.length() < MILLION) {
      network.step();
    }
    long start = System.nanoTime();
    tape.end();
    row(
        "folding %,d events, once, in the background".formatted(tape.length()),
        "%.2f s".formatted((System.nanoTime() - start) / 1e9));
    return tape;
  }

  private static long used() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void bytes() {
    long before = used();
    Tape tape = new Tape(UNBOUNDED);
    Perceptron network =
        new Perceptron(new Engine(new Recorder(tape::append)), 8, false, 2, 16, 16, 2);
    while (tape.length() < 300_000) {
      network.step();
    }
    tape.end();
    long bytes = used() - before;
    long data = dataBytes(tape);
    row(
        "an event besides tensor data, with the stored states",
        "%d bytes (the tape estimates %d)"
            .formatted(
                (bytes - data) / tape.length(), (tape.bytes() - data) / tape.length()));
  }

  private static long dataBytes(Tape tape) {
    java.util.IdentityHashMap<Object, Boolean> arrays = new java.util.IdentityHashMap<>();
    long[] bytes = {0};
    for (TapeEvent event : tape.contents()) {
      EventValues.forEach(
          event,
          value -> {
            if (arrays.put(value.array(), true) == null) {
              int width = value.array() instanceof float[] ? 4 : 8;
              bytes[0] += 16 + (long) width * java.lang.reflect.Array.getLength(value.array());
            }
          });
    }
    return bytes[0];
  }

  private static void jumps(Tape tape) {
    Random random = new Random(1);
    double[] times = new double[2000];
    for (int i = -500; i < times.length; i++) {
      long step = 1 + (long) (random.nextDouble() * tape.length());
      long start = System.nanoTime();
      tape.stateAt(step);
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    row(
        "a jump on a tape of %,d events".formatted(tape.length()),
        "median %.2f ms, worst of %,d %.2f ms"
            .formatted(times[times.length / 2], times.length, times[times.length - 1]));
  }

  private static void search(Tape tape) {
    double[] backwards = new double[5];
    for (int i = 0; i < backwards.length; i++) {
      long start = System.nanoTime();
      tape.previous(tape.length(), event -> event instanceof TapeEvent.Printed);
      backwards[i] = (System.nanoTime() - start) / 1e9;
    }
    row("a search by event over all of it", "%.3f s".formatted(median(backwards)));
    double[] values = new double[5];
    for (int i = 0; i < values.length; i++) {
      long start = System.nanoTime();
      tape.previous(tape.length(), NonFinite::comesOut);
      values[i] = (System.nanoTime() - start) / 1e9;
    }
    row("a search for NaN over all of it", "%.3f s".formatted(median(values)));
  }

  private static void file() throws IOException {
    Tape tape = new Tape(UNBOUNDED);
    Perceptron network =
        new Perceptron(new Engine(new Recorder(tape::append)), 64, true, 784, 128, 10);
    while (tape.bytes() < 105L << 20) {
      network.step();
    }
    Path file = Files.createTempFile("driver", TapeFile.SUFFIX);
    double[] writing = new double[3];
    double[] reading = new double[3];
    for (int i = 0; i < writing.length; i++) {
      long start = System.nanoTime();
      TapeFile.write(new Recording("driver", "", tape), file, Progress.NONE);
      long written = System.nanoTime();
      TapeFile.read(file, UNBOUNDED, Progress.NONE);
      writing[i] = (written - start) / 1e9;
      reading[i] = (System.nanoTime() - written) / 1e9;
    }
    row(
        "a tape file of %,d MB".formatted(Files.size(file) >> 20),
        "saved in %.2f s, opened in %.2f s".formatted(median(writing), median(reading)));
    Files.delete(file);
  }
}
