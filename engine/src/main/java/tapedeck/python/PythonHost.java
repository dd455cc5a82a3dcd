package tapedeck.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
import org.jspecify.annotations.Nullable;
import tapedeck.tape.ProgramListener;

/**
 * Python, ready to run programs. One host serves any number of programs, each in an interpreter of
 * its own; they share parsed code, so only the first one is slow to start.
 */
public final class PythonHost implements AutoCloseable {
  static final String LANGUAGE = "python";

  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(2);

  private final Engine graal;
  private final Source bootstrap;

  public PythonHost() {
    // a plain JDK has no Graal compiler, and says so in six lines for every program
    graal = Engine.newBuilder(LANGUAGE).option("engine.WarnInterpreterOnly", "false").build();
    String text = resource("bootstrap.py");
    if (text == null) {
      throw new IllegalStateException("bootstrap.py is not among the resources");
    }
    bootstrap = Source.newBuilder(LANGUAGE, text, "<tapedeck>/bootstrap").buildLiteral();
  }

  /**
   * A program of this host.
   *
   * @param name what tracebacks call it
   * @param arguments what it finds in {@code sys.argv} behind its name
   * @param traced whether it announces its lines and variables, which slows it down
   */
  public PythonProgram program(String name, String source, List<String> arguments, boolean traced) {
    return new PythonProgram(this, name, source, arguments, traced);
  }

  /** Does now what the first program would otherwise wait for. */
  public void warmUp() {
    program("warm-up", "import torch\n", List.of(), true)
        .run(new tapedeck.autograd.Engine(), new ProgramListener() {});
  }

  Engine graal() {
    return graal;
  }

  Source bootstrap() {
    return bootstrap;
  }

  /** The source of a module of the torch package, null if there is none of that name. */
  static @Nullable String moduleSource(String module) {
    String path = module.replace('.', '/');
    String text = resource(path + "/__init__.py");
    return text != null ? text : resource(path + ".py");
  }

  private static @Nullable String resource(String path) {
    try (InputStream in = PythonHost.class.getResourceAsStream(path)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + path, e);
    }
  }

  /**
   * Ends all programs that still run; one that does not react within two seconds is left behind.
   */
  @Override
  public void close() {
    Thread closing = new Thread(() -> graal.close(true), "close Python");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(LONGEST_CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
