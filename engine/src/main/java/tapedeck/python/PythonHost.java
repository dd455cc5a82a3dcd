package tapedeck.python;

import java.time.Duration;
import java.util.List;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;
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
  private final CompiledModules compiled;

  public PythonHost() {
    this(CompiledModules.installed());
  }

  PythonHost(CompiledModules compiled) {
    this.compiled = compiled;
    // a plain JDK has no Graal compiler, and says so in six lines for every program
    graal = Engine.newBuilder(LANGUAGE).option("engine.WarnInterpreterOnly", "false").build();
    String text = TorchSources.bootstrap();
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

  CompiledModules compiled() {
    return compiled;
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
