package tapedeck.tape.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;

/**
 * The tapes of lessons are, event for event, those kept beside this test. One that differs is
 * written to {@code target/golden}, to be looked at and, where it is right, copied over.
 */
class GoldenTapeTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  @TempDir private Path folder;

  static Stream<Path> samples() throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(GOLDEN)) {
      found =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.endsWith(".jsonl"))
              .map(name -> Path.of("../samples/lessons", name.replace(".jsonl", ".py")))
              .sorted()
              .toList();
    }
    assertTrue(!found.isEmpty());
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theTapeOfASampleIsTheOneThatIsKept(Path sample) throws IOException {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    String name = String.valueOf(sample.getFileName());
    String source = Files.readString(sample);
    try (PythonHost host = new PythonHost()) {
      host.program(name, source, List.of(), true).run(new Engine(recorder), recorder);
    }
    Path file = folder.resolve(name + TapeFile.SUFFIX);
    TapeFile.write(new Recording(name, source, tape), file, Progress.NONE);
    String events;
    try (ZipFile zip = new ZipFile(file.toFile())) {
      events =
          new String(
              zip.getInputStream(zip.getEntry(Entries.EVENTS)).readAllBytes(),
              StandardCharsets.UTF_8);
    }
    Path golden = GOLDEN.resolve(name.replaceFirst("\\.py$", ".jsonl"));
    String kept = Files.exists(golden) ? Files.readString(golden) : "";
    if (!kept.equals(events)) {
      Path target = Files.createDirectories(Path.of("target/golden"));
      Files.writeString(target.resolve(String.valueOf(golden.getFileName())), events);
    }
    assertEquals(kept, events);
  }
}
