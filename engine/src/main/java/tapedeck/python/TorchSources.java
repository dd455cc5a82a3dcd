package tapedeck.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Python files among the engine's resources: the torch package and what starts a program. */
final class TorchSources {
  private static final String FIRST = "torch/__init__.py";

  private TorchSources() {}

  static String bootstrap() {
    return Objects.requireNonNull(resource("bootstrap.py"));
  }

  /** How PyTorch's functions are called; a line holds scope, name and signature. */
  static String signatures() {
    return Objects.requireNonNull(resource("signatures.txt"));
  }

  /** What nodes show of what they keep; a line is a type of node and its attributes. */
  static String savedAttributes() {
    return Objects.requireNonNull(resource("saved_attributes.txt"));
  }

  /** The source of a module of the torch package, null if there is none of that name. */
  static @Nullable String of(String module) {
    String path = module.replace('.', '/');
    String text = resource(path + "/__init__.py");
    return text != null ? text : resource(path + ".py");
  }

  /** The names of all modules of the torch package, in their order. */
  static List<String> modules() throws IOException {
    URL place = Objects.requireNonNull(TorchSources.class.getResource(FIRST));
    if (place.openConnection() instanceof JarURLConnection connection) {
      connection.setUseCaches(false);
      String folder = connection.getEntryName().replace(FIRST, "");
      try (JarFile jar = connection.getJarFile()) {
        return modules(
            jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(folder))
                .map(name -> name.substring(folder.length())));
      }
    }
    Path folder = Path.of(URI.create(place.toString())).resolve("../..").normalize();
    try (Stream<Path> files = Files.walk(folder)) {
      return modules(files.map(file -> folder.relativize(file).toString().replace('\\', '/')));
    }
  }

  private static List<String> modules(Stream<String> paths) {
    return paths
        .filter(path -> path.startsWith("torch/") && path.endsWith(".py"))
        .map(path -> path.replaceFirst("(/__init__)?\\.py$", "").replace('/', '.'))
        .sorted()
        .toList();
  }

  private static @Nullable String resource(String path) {
    try (InputStream in = TorchSources.class.getResourceAsStream(path)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + path, e);
    }
  }
}
