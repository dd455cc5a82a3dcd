package tapedeck.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  private static final String SAMPLE = "../samples/lessons/first_gradient.py";

  @TempDir private Path folder;

  private final PrintStream systemOut = System.out;
  private final PrintStream systemErr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void capture() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(systemOut);
    System.setErr(systemErr);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path program(String name, String source) throws IOException {
    return Files.writeString(folder.resolve(name), source);
  }

  @Test
  void runPrintsWhatTheProgramPrints() throws IOException {
    assertEquals(0, Main.commandLine().execute("run", SAMPLE));
    assertEquals(Files.readString(Path.of("../samples/lessons/first_gradient.out")), printed());
    assertEquals("", complained());
  }

  @Test
  void runKeepsErrorsApartAndReturnsTheStatus() throws IOException {
    Path failing = program("failing.py", "print('before')\nraise ValueError('no')\n");
    assertEquals(1, Main.commandLine().execute("run", failing.toString()));
    assertEquals("before\n", printed());
    assertTrue(complained().contains("line 2, in <module>"), complained());
    assertTrue(complained().endsWith("ValueError: no\n"), complained());
    Path leaving = program("leaving.py", "import sys\nsys.exit(7)\n");
    assertEquals(7, Main.commandLine().execute("run", leaving.toString()));
  }

  @Test
  void severalProgramsRunApartAndAreCounted() throws IOException {
    Path good = program("good.py", "import torch\ntorch.mark = 1\nprint('good')\n");
    Path apart = program("apart.py", "import torch\nprint('mark' in vars(torch))\n");
    Path bad = program("bad.py", "print('half')\n1 / 0\n");
    int status =
        Main.commandLine()
            .execute(
                "run",
                good.toString(),
                bad.toString(),
                apart.toString(),
                "--out",
                folder.resolve("outputs").toString());
    assertEquals(1, status);
    assertEquals("2 passed, 1 failed\n", printed());
    assertEquals("good\n", Files.readString(folder.resolve("outputs/good.out")));
    assertEquals("half\n", Files.readString(folder.resolve("outputs/bad.out")));
    assertEquals("False\n", Files.readString(folder.resolve("outputs/apart.out")));
  }

  @Test
  void explainTellsTheStory() {
    assertEquals(0, Main.commandLine().execute("explain", SAMPLE, "--lang", "en", "--to", "11"));
    assertTrue(printed().contains("10: a = x + 1\n   2  a = x + 1 = 2 + 1 = 3."), printed());
    assertTrue(printed().endsWith("  11  x.grad was None and is now 7.\n"), printed());
  }

  @Test
  void explainSpeaksChinese() {
    Main.commandLine().execute("explain", SAMPLE, "--lang", "zh", "--to", "11");
    assertTrue(printed().endsWith("  11  x.grad 原来是 None，现在是 7。\n"), printed());
  }

  private Path graph(String name, String... options) {
    Path file = folder.resolve(name);
    String[] arguments = new String[4 + options.length];
    arguments[0] = "graph";
    arguments[1] = SAMPLE;
    arguments[2] = "-o";
    arguments[3] = file.toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    assertEquals(0, Main.commandLine().execute(arguments), complained());
    return file;
  }

  @Test
  void theGraphOfTheFirstBackwardPassIsTheGoldenOne() throws IOException {
    assertEquals(
        Files.readString(Path.of("src/test/resources/golden/first_gradient.dot")),
        Files.readString(graph("g.dot", "--at", "12")));
  }

  @Test
  void everyFormatCanBeReadAgain() throws Exception {
    int width = ImageIO.read(graph("g.png").toFile()).getWidth();
    int half = ImageIO.read(graph("h.png", "--scale", "1").toFile()).getWidth();
    assertEquals(width, 2 * half);
    for (String name : new String[] {"g.svg", "g.graphml"}) {
      byte[] bytes = Files.readAllBytes(graph(name));
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    }
    assertTrue(Files.readString(graph("d.svg", "--dark")).contains("MulBackward0"));
    try (PDDocument pdf = Loader.loadPDF(graph("g.pdf").toFile())) {
      assertEquals(1, pdf.getNumberOfPages());
    }
    new com.fasterxml.jackson.databind.ObjectMapper().readTree(graph("g.json").toFile());
  }

  @Test
  void aLensLeavesTheOtherSideOut() throws IOException {
    String backward = Files.readString(graph("b.dot", "--lens", "grad_fn"));
    assertTrue(backward.contains("gradient") && !backward.contains("operand"), backward);
    String data = Files.readString(graph("d.dot", "--lens", "data", "--hide-plain"));
    assertTrue(!data.contains("gradient") && data.contains("operand"), data);
    assertEquals(2, Main.commandLine().execute("graph", SAMPLE, "-o", "x.dot", "--lens", "no"));
  }

  @Test
  void aPictureThatCannotBeWrittenLeavesTheOldOne() throws IOException {
    Path old = graph("old.png");
    byte[] before = Files.readAllBytes(old);
    String[] call = {"graph", SAMPLE, "-o", old.toString(), "--scale", "1000"};
    assertEquals(2, Main.commandLine().execute(call));
    assertTrue(complained().contains("choose a smaller scale"), complained());
    org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(old));
  }

  @Test
  void saysWhatIsWrongWithTheCall() {
    assertEquals(2, Main.commandLine().execute("run", "missing.py"));
    assertTrue(complained().contains("missing.py: there is no such file"), complained());
    assertEquals(2, Main.commandLine().execute("graph", SAMPLE, "-o", "picture.gif"));
    assertTrue(
        complained().contains("the file must end in .svg, .png, .pdf, .dot, .graphml or .json"));
    String target = folder.resolve("g.dot").toString();
    assertEquals(2, Main.commandLine().execute("graph", SAMPLE, "-o", target, "--at", "99"));
    assertTrue(complained().contains("the program has 23 steps, not 99"), complained());
  }

  @Test
  void recordWritesATapeThatTheOtherCommandsOpen() throws IOException {
    Path tape = folder.resolve("first.tape");
    assertEquals(0, Main.commandLine().execute("record", SAMPLE, "-o", tape.toString()));
    assertEquals(Files.readString(Path.of("../samples/lessons/first_gradient.out")), printed());
    assertTrue(complained().contains("events in"), complained());
    out.reset();
    assertEquals(0, Main.commandLine().execute("explain", "--lang", "en", SAMPLE));
    String live = printed();
    out.reset();
    assertEquals(0, Main.commandLine().execute("explain", "--lang", "en", tape.toString()));
    assertEquals(live, printed());
    Path fromTape = folder.resolve("tape.svg");
    Path fromProgram = folder.resolve("program.svg");
    Main.commandLine().execute("graph", tape.toString(), "-o", fromTape.toString());
    Main.commandLine().execute("graph", SAMPLE, "-o", fromProgram.toString());
    assertEquals(Files.readString(fromProgram), Files.readString(fromTape));
  }

  @Test
  void aProgramThatFailsIsRecordedUpToThere() throws IOException {
    Path tape = folder.resolve("failing.tape");
    Path failing = program("failing.py", "print('before')\nraise ValueError('no')\n");
    assertEquals(
        1, Main.commandLine().execute("record", failing.toString(), "-o", tape.toString()));
    out.reset();
    assertEquals(1, Main.commandLine().execute("explain", "--lang", "en", tape.toString()));
    assertTrue(printed().contains("ValueError: no"), printed());
  }

  @Test
  void aDamagedTapeIsRefusedWithTheReason() throws IOException {
    Path tape = program("damaged.tape", "no tape");
    assertEquals(2, Main.commandLine().execute("explain", tape.toString()));
    assertTrue(
        complained().contains("damaged.tape: cannot be opened: it is no tape"), complained());
    err.reset();
    Path nowhere = folder.resolve("no/where.tape");
    assertEquals(2, Main.commandLine().execute("record", SAMPLE, "-o", nowhere.toString()));
    assertTrue(complained().contains("there is no folder"), complained());
  }
}
