package tapedeck.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The code of the torch package as the interpreter compiled it, in a folder beside the program: to
 * compile it anew takes half a second of every start.
 *
 * <p>Only {@link #main} writes there, so no program can change what another one runs.
 */
final class CompiledModules {
  /** The system property that names the folder. */
  static final String FOLDER = "tapedeck.code";

  static final CompiledModules NONE = new CompiledModules(null);

  private static final String COMPILE =
      """
      import marshal
      lambda source, name: marshal.dumps(compile(source, "<tapedeck>/" + name, "exec")).decode("latin-1")
      """;

  private final @Nullable Path folder;

  CompiledModules(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Those of the folder that Java was started with. */
  static CompiledModules installed() {
    String path = System.getProperty(FOLDER, "");
    return path.isEmpty() ? NONE : new CompiledModules(Path.of(path));
  }

  /** Marshalled code as characters 0 to 255, null if this very source was not compiled. */
  @Nullable String code(String module, String source) {
    if (folder == null) {
      return null;
    }
    try {
      return Files.readString(file(module, source), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return null;
    }
  }

  private Path file(String module, String source) {
    CRC32C sum = new CRC32C();
    sum.update(source.getBytes(StandardCharsets.UTF_8));
    return Path.of(String.valueOf(folder), "%s-%08x".formatted(module, sum.getValue()));
  }

  /** Compiles all modules of the torch package into the folder. */
  void write() throws IOException {
    Files.createDirectories(Path.of(String.valueOf(folder)));
    try (Context python =
        Context.newBuilder(PythonHost.LANGUAGE)
            .option("engine.WarnInterpreterOnly", "false")
            .build()) {
      Value compile = python.eval(PythonHost.LANGUAGE, COMPILE);
      for (String module : TorchSources.modules()) {
        String source = String.valueOf(TorchSources.of(module));
        String code = compile.execute(source, module).asString();
        Files.writeString(file(module, source), code, StandardCharsets.ISO_8859_1);
      }
    }
  }

  /** Fills the folder that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    new CompiledModules(Path.of(arguments[0])).write();
  }
}
