package tapedeck.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import tapedeck.autograd.Engine;
import tapedeck.op.Arithmetic;
import tapedeck.op.Op;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** Tapes made straight from the engine, for tests that need no Python. */
public final class RecordedProgram {
  private RecordedProgram() {}

  /** The tape of a program given as Java code. */
  public static Tape record(BiConsumer<Engine, Recorder> program) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    program.accept(new Engine(recorder), recorder);
    return tape;
  }

  /** The tape of a Python program. */
  public static Tape record(PythonHost host, String name, String source) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    host.program(name, source, List.of(), true).run(new Engine(recorder), recorder);
    return tape;
  }

  /** Three iterations of the training of a transformer of {@code blocks} blocks. */
  public static Tape transformer(PythonHost host, int blocks) {
    try (InputStream source =
        Objects.requireNonNull(RecordedProgram.class.getResourceAsStream("transformer.py"))) {
      String text = new String(source.readAllBytes(), StandardCharsets.UTF_8);
      return record(host, "transformer.py", text.replace("BLOCKS = 2", "BLOCKS = " + blocks));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** y = (x + 1)(x + 2) at x = 2 and its backward pass, with lines and names as in the sample. */
  public static Tape firstGradient() {
    return record(
        (engine, program) -> {
          program.lineReached(1, "<module>", Map.of());
          Tensor x = leaf(engine, 2);
          program.lineReached(2, "<module>", Map.of("x", x.id()));
          Tensor a = engine.apply(Arithmetic.ADD, x, 1L);
          program.lineReached(3, "<module>", Map.of("x", x.id(), "a", a.id()));
          Tensor b = engine.apply(Arithmetic.ADD, x, 2L);
          program.lineReached(4, "<module>", Map.of("x", x.id(), "a", a.id(), "b", b.id()));
          Tensor y = engine.apply(Arithmetic.MUL, a, b);
          Map<String, Long> all = Map.of("x", x.id(), "a", a.id(), "b", b.id(), "y", y.id());
          program.lineReached(5, "<module>", all);
          engine.backward(y);
          program.finished(all);
        });
  }

  private static Tensor leaf(Engine engine, double value) {
    Storage storage = Storage.of(new float[] {(float) value});
    return engine.tensor(storage, Shape.SCALAR, true);
  }

  /** A chain and a mesh of operators over two leaves, the same for the same seed. */
  public static Tape mesh(long seed, int operators) {
    return record(
        (engine, program) -> {
          java.util.Random random = new java.util.Random(seed);
          java.util.List<Tensor> made = new java.util.ArrayList<>();
          for (int i = 0; i < 2; i++) {
            made.add(i == 0 ? leaf(engine, 1) : engine.tensor(2));
          }
          Op[] ops = {Arithmetic.ADD, Arithmetic.MUL, Arithmetic.SUB};
          for (int i = 0; i < operators; i++) {
            Tensor first = made.get(made.size() - 1);
            Tensor second = made.get(random.nextInt(made.size()));
            made.add(engine.apply(ops[random.nextInt(ops.length)], first, second));
          }
        });
  }
}
