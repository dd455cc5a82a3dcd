package tapedeck.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tapedeck.analysis.Place;
import tapedeck.analysis.PlaceSearch;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.ProgramListener;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;

class SampleCatalogueTest {
  private static final PythonHost HOST = new PythonHost();

  private final SampleCatalogue catalogue = new SampleCatalogue();

  @AfterAll
  static void close() {
    HOST.close();
  }

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
    HOST.program(sample.fileName(), catalogue.source(sample), List.of(), false)
        .run(new Engine(), listener);
    Path recorded = Path.of(sample.file().replace(".py", ".out"));
    assertEquals(Files.readString(recorded), out.toString());
  }

  @TestFactory
  Stream<DynamicTest> theStepsOfEveryLessonAreOnItsTape() {
    return catalogue.samples(Sample.Group.LESSONS).stream()
        .map(lesson -> DynamicTest.dynamicTest(lesson.id(), () -> checkSteps(lesson)));
  }

  private void checkSteps(Sample lesson) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    HOST.program(lesson.fileName(), catalogue.source(lesson), List.of(), true)
        .run(new Engine(recorder), recorder);
    List<Place> places = lesson.steps().stream().map(LessonStep::at).map(Place::parse).toList();
    PlaceSearch search = new PlaceSearch(places);
    search.read(tape);
    int found = search.found().size();
    assertTrue(places.size() >= 5, "a lesson has at least five steps");
    assertEquals(
        places.size(), found, () -> "the tape never comes to " + places.get(found).toString());
  }

  @Test
  void everyProgramHasATextAndEveryTextAProgram() throws IOException {
    TreeSet<String> files = new TreeSet<>();
    for (Sample.Group group : Sample.Group.values()) {
      try (Stream<Path> paths = Files.list(Path.of(group.folder()))) {
        paths.map(Path::toString).filter(path -> path.endsWith(".py")).forEach(files::add);
      }
    }
    TreeSet<String> listed = new TreeSet<>();
    catalogue.samples().forEach(sample -> listed.add(sample.file()));
    assertEquals(files, listed);
    assertTrue(catalogue.samples(Sample.Group.LESSONS).size() >= 16);
    assertTrue(catalogue.samples(Sample.Group.MODELS).size() >= 14);
  }

  @Test
  void everySampleIsDescribedInBothLanguages() {
    for (Sample sample : catalogue.samples()) {
      List<LocalText> texts = new ArrayList<>(List.of(sample.summary()));
      for (LessonStep step : sample.steps()) {
        texts.add(new LocalText(step.en(), step.zh()));
        assertEquals(step.ask() == null, step.answer() == null, sample.id());
        Stream.of(step.ask(), step.answer()).filter(text -> text != null).forEach(texts::add);
      }
      for (LocalText text : texts) {
        assertFalse(text.in(Locale.ENGLISH).isBlank(), sample.id());
        assertTrue(isChinese(text.in(Locale.CHINESE)), sample.id() + ": " + text.zh());
        assertFalse(isChinese(text.in(Locale.ENGLISH)), sample.id() + ": " + text.en());
      }
      assertFalse(sample.title(Locale.ENGLISH).isBlank());
      assertFalse(sample.title(Locale.CHINESE).isBlank());
      assertTrue(sample.level() >= 1 && sample.level() <= 3, sample.id());
      assertTrue(sample.minutes() > 0, sample.id());
      assertFalse(sample.picture().isBlank(), sample.id());
    }
  }

  private static boolean isChinese(String text) {
    return text.codePoints()
        .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
  }

  @Test
  void lessonsComeBeforeModelsInTheirOrder() {
    List<Integer> orders =
        catalogue.samples(Sample.Group.LESSONS).stream().map(Sample::order).toList();
    assertEquals(java.util.stream.IntStream.rangeClosed(1, orders.size()).boxed().toList(), orders);
    assertEquals("first_gradient", catalogue.samples().get(0).id());
  }

  @Test
  void samplesAreFoundByWordsOfTheirTexts() {
    Sample vae = catalogue.named("vae.py");
    assertTrue(vae != null && vae.matches("variational SAMPLING", Locale.ENGLISH));
    assertTrue(vae.matches("自编码器", Locale.CHINESE));
    assertFalse(vae.matches("hessian", Locale.ENGLISH));
    assertTrue(vae.matches("", Locale.ENGLISH));
  }
}
