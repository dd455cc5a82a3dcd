package tapedeck.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import tapedeck.autograd.Engine;
import tapedeck.tape.ProgramListener;

/**
 * Programs whose output real PyTorch recorded, byte for byte. {@code suite} came with the design;
 * {@code own} is recorded by {@code src/test/oracle/programs.py}. A program with a file {@code
 * NAME.excuse} beside it, which says why, must still differ.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceTest {
  private static final Path ROOT = Path.of("src/test/resources/conformance");

  private PythonHost host;
  private int same;
  private int excused;
  private int all;

  @BeforeAll
  void start() {
    host = new PythonHost();
  }

  @AfterAll
  void tally() {
    host.close();
    System.out.printf("conformance: %d of %d programs, %d excused%n", same, all, excused);
  }

  @TestFactory
  Stream<DynamicTest> printsWhatPyTorchPrints() {
    return Stream.of("suite", "own")
        .flatMap(folder -> programs(ROOT.resolve(folder)).stream())
        .map(
            program ->
                DynamicTest.dynamicTest(ROOT.relativize(program).toString(), () -> check(program)));
  }

  private static List<Path> programs(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path beside(Path program, String ending) {
    return Path.of(program.toString().replaceFirst("\\.py$", ending));
  }

  private void check(Path program) throws IOException {
    all++;
    String expected = Files.readString(beside(program, ".out"));
    Printed printed = new Printed();
    host.program(program.toString(), Files.readString(program), List.of(), false)
        .run(new Engine(), printed);
    if (Files.exists(beside(program, ".excuse"))) {
      excused++;
      assertNotEquals(expected, printed.out.toString(), "agrees: its excuse can go");
    } else {
      assertEquals(expected, printed.out.toString(), printed.err::toString);
      same++;
    }
  }

  private static final class Printed implements ProgramListener {
    final StringBuilder out = new StringBuilder();
    final StringBuilder err = new StringBuilder();

    @Override
    public void printed(boolean toErr, String text) {
      (toErr ? err : out).append(text);
    }
  }
}
