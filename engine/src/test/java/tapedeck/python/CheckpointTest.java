package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.autograd.Engine;

/** Files of tensors are PyTorch's: those that it wrote are read, and ours are like them. */
class CheckpointTest {
  private static String resource(String name) throws IOException, URISyntaxException {
    return Files.readString(folder().resolve(name));
  }

  private static Path folder() throws URISyntaxException {
    return Path.of(CheckpointTest.class.getResource("/checkpoint/load.py").toURI()).getParent();
  }

  private static String output(String program, Path out) throws IOException, URISyntaxException {
    String source = "FOLDER = %s\nOUT = %s\n".formatted(quoted(folder()), quoted(out));
    PrintedText printed = new PrintedText();
    try (PythonHost host = new PythonHost()) {
      host.program(program, source + resource(program), List.of(), false)
          .granted(List.of(folder()), List.of(out))
          .run(new Engine(), printed);
    }
    return printed.toString();
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("\\", "\\\\") + "'";
  }

  @Test
  void whatPyTorchWroteIsRead(@TempDir Path out) throws Exception {
    assertEquals(resource("load.out"), output("load.py", out));
  }

  @Test
  void whatIsWrittenHasThePartsOfPyTorchsFile(@TempDir Path out) throws Exception {
    assertEquals("True True\n".repeat(4) + "True\n".repeat(2), output("again.py", out));
  }
}
