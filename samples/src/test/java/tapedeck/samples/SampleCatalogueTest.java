package tapedeck.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.ProgramListener;

class SampleCatalogueTest {
  private final SampleCatalogue catalogue = new SampleCatalogue();

  /** The {@code .out} beside a sample is what real PyTorch 2.13 printed for it. */
  @TestFactory
  Stream<DynamicTest> everySamplePrintsWhatPyTorchPrints() {
    return catalogue.samples().stream()
        .map(sample -> DynamicTest.dynamicTest(sample.id(), () -> check(sample)));
  }

  private void check(Sample sample) throws IOException {
    StringBuilder out = new StringBuilder();
    ProgramListener listener =
        new ProgramListener() {
          @Override
          public void printed(boolean toErr, String text) {
            assertFalse(toErr, text);
            out.append(text);
          }
        };
    try (PythonHost host = new PythonHost()) {
      host.program(sample.fileName(), catalogue.source(sample), List.of(), false)
          .run(new Engine(), listener);
    }
    Path recorded = Path.of(sample.file().replace(".py", ".out"));
    assertEquals(Files.readString(recorded), out.toString());
  }

  @Test
  void everyProgramIsInTheCatalogue() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> paths = Files.list(Path.of("lessons"))) {
      paths.map(Path::toString).filter(path -> path.endsWith(".py")).forEach(files::add);
    }
    TreeSet<String> listed = new TreeSet<>();
    catalogue.samples().forEach(sample -> listed.add(sample.file()));
    assertEquals(files, listed);
  }

  @Test
  void everySampleIsDescribedInBothLanguages() {
    for (Sample sample : catalogue.samples()) {
      assertFalse(sample.title(Locale.ENGLISH).isBlank());
      assertFalse(sample.title(Locale.ENGLISH).equals(sample.title(Locale.CHINESE)));
      assertFalse(sample.summary(Locale.ENGLISH).equals(sample.summary(Locale.CHINESE)));
      assertTrue(sample.level() >= 1 && sample.level() <= 3);
      assertTrue(sample.minutes() > 0);
    }
  }
}
