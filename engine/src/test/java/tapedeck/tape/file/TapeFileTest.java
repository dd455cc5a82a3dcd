package tapedeck.tape.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.RandomProgram;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;

@Timeout(240)
class TapeFileTest {
  /** Uses every kind of event: modules, hooks, in-place writes, optimisers, failures, NaN. */
  private static final String PROGRAM =
      """
      import torch
      from torch import nn
      torch.manual_seed(1)
      model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2))
      optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
      x = torch.randn(5, 3)
      target = torch.tensor([0, 1, 0, 1, 1])
      mask = torch.rand(5) > 0.5
      for step in range(4):
          optimizer.zero_grad()
          h = model(x)
          h.register_hook(lambda g: g * 2)
          loss = nn.functional.cross_entropy(h, target)
          loss.backward()
          optimizer.step()
          print(f"loss {loss.item():.3f}")
      w = torch.tensor([1.0, float("nan"), float("inf")], requires_grad=True)
      v = w.expand(2, 3).t()[1:].half().double()
      g, = torch.autograd.grad((w * w).sum(), w, create_graph=True)
      w.grad = torch.ones(3)
      with torch.no_grad():
          w.mul_(3)
      try:
          (w * 2).backward()
      except RuntimeError as e:
          print(e)
      raise ValueError("the end ✓")
      """;

  @TempDir private Path folder;

  private static Recording recorded(TapeBounds bounds) {
    Tape tape = new Tape(bounds);
    Recorder recorder = new Recorder(tape::append);
    try (PythonHost host = new PythonHost()) {
      host.program("model.py", PROGRAM, List.of(), true).run(new Engine(recorder), recorder);
    }
    return new Recording("model.py", PROGRAM, tape);
  }

  private static Recording random(long seed, int operators) {
    Tape tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    new RandomProgram(seed, operators).run(new Engine(recorder), recorder);
    return new Recording("random", "", tape);
  }

  private static void assertSame(Tape expected, Tape actual) {
    assertEquals(expected.firstStep(), actual.firstStep());
    assertEquals(expected.length(), actual.length());
    for (long step = expected.firstStep(); step <= expected.length(); step++) {
      assertEquals(expected.event(step), actual.event(step), "event " + step);
      assertEquals(expected.stateAt(step), actual.stateAt(step), "state " + step);
    }
  }

  private Recording read(Path file) throws IOException {
    return TapeFile.read(file, TapeBounds.DEFAULT, Progress.NONE);
  }

  @Test
  void aFileGivesTheSameEventsAndStatesAsTheLiveRun() throws IOException {
    Recording live = recorded(TapeBounds.DEFAULT);
    Path file = folder.resolve("a.tape");
    TapeFile.write(live, file, Progress.NONE);
    Recording opened = read(file);
    assertEquals("model.py", opened.name());
    assertEquals(PROGRAM, opened.source());
    assertSame(live.tape(), opened.tape());
    Path again = folder.resolve("b.tape");
    TapeFile.write(opened, again, Progress.NONE);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again));
  }

  @Test
  void aTapeThatHasForgottenItsBeginningIsKeptAsItIs() throws IOException {
    Tape tape = new Tape(new TapeBounds(Long.MAX_VALUE, 3000));
    Recorder recorder = new Recorder(tape::append);
    new RandomProgram(3, 6000).run(new Engine(recorder), recorder);
    assertTrue(tape.firstStep() > 0);
    Path file = folder.resolve("a.tape");
    TapeFile.write(new Recording("random", "", tape), file, Progress.NONE);
    Tape opened = read(file).tape();
    assertEquals(tape.stateAt(0), opened.stateAt(0));
    assertEquals(tape.end(), opened.end());
  }

  @Test
  void anotherProgramCanReadTheTensorsAndTheEvents() throws IOException {
    Path file = folder.resolve("a.tape");
    TapeFile.write(random(1, 5), file, Progress.NONE);
    Map<String, byte[]> entries = entries(file);
    assertEquals(
        List.of("manifest.json", "program.py", "events.jsonl", "tensors.safetensors"),
        List.copyOf(entries.keySet()));
    String events = new String(entries.get("events.jsonl"), StandardCharsets.UTF_8);
    assertTrue(events.startsWith("{\"event\":\"TensorCreated\",\"at\":{\"step\":1,"), events);
    byte[] tensors = entries.get("tensors.safetensors");
    assertEquals('{', tensors[8]);
  }

  @Test
  void moreEventsThanTheBoundsAllowAreForgottenAndMoreDataIsRefused() throws IOException {
    Path file = folder.resolve("a.tape");
    TapeFile.write(random(2, 4000), file, Progress.NONE);
    Tape opened = TapeFile.read(file, new TapeBounds(1 << 30, 3000), Progress.NONE).tape();
    assertTrue(opened.firstStep() > 0);
    refused(file, new TapeBounds(10_000, 3000), "tensors.safetensors holds");
  }

  private void refused(Path file, TapeBounds bounds, String reason) {
    TapeFileException refusal =
        assertThrows(TapeFileException.class, () -> TapeFile.read(file, bounds, Progress.NONE));
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  private void refused(Path file, String reason) {
    refused(file, TapeBounds.DEFAULT, reason);
  }

  @Test
  void cancellingLeavesNoFileAndKeepsTheOldOne() throws IOException {
    Path file = folder.resolve("a.tape");
    TapeFile.write(random(1, 10), file, Progress.NONE);
    byte[] before = Files.readAllBytes(file);
    assertThrows(
        CancellationException.class,
        () -> TapeFile.write(random(2, 5000), file, (done, total) -> false));
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(1, filesIn(folder));
    TapeFile.write(random(2, 5000), file, Progress.NONE);
    assertThrows(
        CancellationException.class,
        () -> TapeFile.read(file, TapeBounds.DEFAULT, (done, total) -> false));
  }

  @Test
  void aProcessThatIsKilledWhileSavingLeavesAWholeFile() throws Exception {
    Path file = folder.resolve("a.tape");
    for (int i = 0; i < 3; i++) {
      String classPath =
          System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      Process saving =
          new ProcessBuilder(java, "-cp", classPath, SavingProgram.class.getName(), file.toString())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = saving.inputReader(StandardCharsets.UTF_8)) {
        for (int saved = 0; saved <= 5 * i; saved++) {
          assertEquals("saved", lines.readLine());
        }
        saving.destroyForcibly().waitFor();
      }
      assertTrue(read(file).tape().length() > 2000);
    }
  }

  private static long filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static Map<String, byte[]> entries(Path file) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private Path zip(Map<String, byte[]> entries) throws IOException {
    Path file = folder.resolve("changed.tape");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return file;
  }

  private Path changed(String name, String from, String to) throws IOException {
    Path file = folder.resolve("whole.tape");
    TapeFile.write(random(1, 20), file, Progress.NONE);
    Map<String, byte[]> entries = entries(file);
    String text = new String(entries.get(name), StandardCharsets.ISO_8859_1);
    assertTrue(Pattern.compile(from).matcher(text).find(), text);
    entries.put(name, text.replaceFirst(from, to).getBytes(StandardCharsets.ISO_8859_1));
    return zip(entries);
  }

  @Test
  void whatIsNoTapeIsRefusedWithTheReason() throws IOException {
    Path text = Files.writeString(folder.resolve("text.tape"), "print('hello')\n");
    refused(text, "it is no tape file");
    Path whole = folder.resolve("whole.tape");
    TapeFile.write(random(1, 20), whole, Progress.NONE);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.tape"), Arrays.copyOf(bytes, bytes.length / 2));
    refused(cut, "it is no tape file, or one that is not whole");
    Map<String, byte[]> entries = entries(whole);
    entries.remove("events.jsonl");
    refused(zip(entries), "events.jsonl is missing");
    entries = entries(whole);
    entries.put("../../.profile", new byte[] {1});
    refused(zip(entries), "it holds '../../.profile'");
    refused(changed("manifest.json", "\"version\":1", "\"version\":2"), "version 2 of the format");
    refused(changed("manifest.json", "tapedeck", "other"), "no tape file");
    refused(changed("events.jsonl", "\"shape\":\\[", "\"shape\":[100000,100000,"), "line 1");
    refused(changed("events.jsonl", "\"data\":\\d+", "\"data\":99999"), "line 1");
    refused(changed("events.jsonl", "LineReached", "LineLost"), "LineLost");
    refused(changed("events.jsonl", "\"step\":3", "\"step\":4"), "step 4 cannot follow step 2");
    refused(changed("events.jsonl", "(?s)\n.*", ""), "ends at step 1 of");
    refused(changed("tensors.safetensors", "\"dtype\":\"F64\"", "\"dtype\":\"X64\""), "X64");
    refused(changed("tensors.safetensors", "\"shape\":\\[1\\]", "\"shape\":[9]"), "does not fit");
    assertThrows(IOException.class, () -> read(folder.resolve("nothing.tape")));
  }

  @Test
  void aZipBombIsRefused() throws IOException {
    Path whole = folder.resolve("whole.tape");
    TapeFile.write(random(1, 20), whole, Progress.NONE);
    Map<String, byte[]> entries = entries(whole);
    entries.put("events.jsonl", new byte[200 << 20]);
    refused(zip(entries), "events.jsonl holds");
  }

  @Test
  void mutatedFilesAreRefusedOrOpened() throws IOException {
    Path whole = folder.resolve("whole.tape");
    TapeFile.write(random(1, 8), whole, Progress.NONE);
    byte[] zipped = Files.readAllBytes(whole);
    Map<String, byte[]> entries = entries(whole);
    List<String> names = List.copyOf(entries.keySet());
    Random random = new Random(7);
    int opened = 0;
    for (int i = 0; i < 10_000; i++) {
      Path file;
      if (i % 2 == 0) {
        file = Files.write(folder.resolve("mutated.tape"), mutated(zipped, random));
      } else {
        // inside of an entry, where no checksum finds it
        Map<String, byte[]> changed = new LinkedHashMap<>(entries);
        changed.computeIfPresent(
            names.get(random.nextInt(names.size())), (name, bytes) -> mutated(bytes, random));
        file = zip(changed);
      }
      try {
        Tape tape = TapeFile.read(file, new TapeBounds(16 << 20, 10_000), Progress.NONE).tape();
        for (long step = tape.firstStep() + 1; step <= tape.length(); step++) {
          TapeEvent event = tape.event(step);
          assertEquals(step, event.step());
        }
        opened++;
      } catch (TapeFileException refused) {
        assertTrue(!refused.getMessage().isEmpty());
      }
    }
    assertTrue(opened > 100, opened + " were opened");
  }

  /** Changes, doubles or removes a few bytes. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    if (changed.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    switch (random.nextInt(3)) {
      case 0 -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
      }
      case 1 -> changed = Arrays.copyOf(changed, random.nextInt(changed.length) + 1);
      default -> {
        int from = random.nextInt(changed.length);
        int length = Math.min(random.nextInt(64), changed.length - from);
        System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), changed, from, length);
      }
    }
    return changed;
  }
}
