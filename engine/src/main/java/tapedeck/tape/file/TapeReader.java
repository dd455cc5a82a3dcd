package tapedeck.tape.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import tapedeck.tape.State;
import tapedeck.tape.Tape;
import tapedeck.tape.TapeBounds;
import tapedeck.tape.TapeEvent;

/** Reads one recording, and trusts nothing that stands in the file. */
final class TapeReader {
  /** No manifest and no program is larger than this. */
  private static final long LARGEST_TEXT = 16L << 20;

  /** Events and states do not get smaller than this by compression; what does is a trap. */
  private static final long LARGEST_RATIO = 200;

  private final Path file;
  private final TapeBounds bounds;
  private final Progress progress;

  TapeReader(Path file, TapeBounds bounds, Progress progress) {
    this.file = file;
    this.bounds = bounds;
    this.progress = progress;
  }

  Recording read() throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      checkNames(zip);
      Manifest manifest = manifest(zip);
      String source = text(zip, Entries.PROGRAM);
      TensorArrays arrays = arrays(zip);
      Tape tape = tape(zip, manifest, TapeJson.mapper(arrays));
      return new Recording(manifest.program(), source, tape);
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new TapeFileException(
          "it is no tape file, or one that is not whole: " + e.getMessage(), e);
    }
  }

  private static void checkNames(ZipFile zip) throws TapeFileException {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (!Entries.ALL.contains(entry.getName())) {
        throw new TapeFileException(
            "it holds '" + entry.getName() + "', which does not belong into a tape file");
      }
    }
  }

  private static ZipEntry entry(ZipFile zip, String name) throws TapeFileException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new TapeFileException("it is no tape file: " + name + " is missing in it");
    }
    return entry;
  }

  /** An entry as a stream that ends where the entry says that it does. */
  private static InputStream open(ZipFile zip, String name, long most) throws IOException {
    ZipEntry entry = entry(zip, name);
    if (entry.getSize() < 0 || entry.getSize() > most) {
      throw new TapeFileException(
          "%s holds %,d bytes, and at most %,d are read; a higher limit for the tape may help"
              .formatted(name, entry.getSize(), most));
    }
    return new BoundedInput(
        new BufferedInputStream(zip.getInputStream(entry), 1 << 16), name, entry.getSize());
  }

  private static String text(ZipFile zip, String name) throws IOException {
    try (InputStream in = open(zip, name, LARGEST_TEXT)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Manifest manifest(ZipFile zip) throws IOException {
    String text = text(zip, Entries.MANIFEST);
    ObjectMapper json = TapeJson.mapper(new TensorArrays());
    Manifest manifest;
    try {
      var tree = json.readTree(text);
      int version = tree.path("version").asInt(-1);
      if (!Manifest.FORMAT.equals(tree.path("format").asText()) || version < 1) {
        throw new TapeFileException("it is no tape file: " + Entries.MANIFEST + " says otherwise");
      }
      if (version > Manifest.VERSION) {
        throw new TapeFileException(
            "it was written by %s in version %d of the format, and this Tapedeck reads up to %d"
                .formatted(tree.path("producer").asText("?"), version, Manifest.VERSION));
      }
      manifest = json.treeToValue(tree, Manifest.class);
    } catch (JsonProcessingException e) {
      throw damaged(Entries.MANIFEST, e.getOriginalMessage(), e);
    }
    if (manifest.program() == null || manifest.firstStep() < 0) {
      throw new TapeFileException(Entries.MANIFEST + " is damaged");
    }
    return manifest;
  }

  private TensorArrays arrays(ZipFile zip) throws IOException {
    long size = entry(zip, Entries.TENSORS).getSize();
    try (InputStream in = open(zip, Entries.TENSORS, bounds.bytes())) {
      return TensorArrays.read(in, size, TapeJson.mapper(new TensorArrays()), progress);
    } catch (EOFException | ArithmeticException e) {
      throw new TapeFileException(Entries.TENSORS + " is damaged: it ends too early", e);
    }
  }

  private Tape tape(ZipFile zip, Manifest manifest, ObjectMapper json) throws IOException {
    State start = State.START;
    if (manifest.firstStep() > 0) {
      try (InputStream in = open(zip, Entries.STATE, compressible(zip, Entries.STATE))) {
        start = json.readValue(in, State.class);
      } catch (JsonProcessingException e) {
        throw damaged(Entries.STATE, e.getOriginalMessage(), e);
      } catch (RuntimeException e) {
        throw damaged(Entries.STATE, String.valueOf(e.getMessage()), e);
      }
      if (start == null || start.step() != manifest.firstStep()) {
        throw new TapeFileException(Entries.STATE + " is not the state before the first event");
      }
    }
    Tape tape = new Tape(bounds, start);
    try (InputStream in = open(zip, Entries.EVENTS, compressible(zip, Entries.EVENTS));
        MappingIterator<TapeEvent> events = json.readerFor(TapeEvent.class).readValues(in)) {
      append(events, tape, manifest.lastStep());
    }
    if (tape.length() != manifest.lastStep()) {
      throw new TapeFileException(
          "%s is damaged: it ends at step %d of %d"
              .formatted(Entries.EVENTS, tape.length(), manifest.lastStep()));
    }
    return tape;
  }

  private static long compressible(ZipFile zip, String name) throws TapeFileException {
    return LARGEST_TEXT + LARGEST_RATIO * Math.max(0, entry(zip, name).getCompressedSize());
  }

  private void append(MappingIterator<TapeEvent> events, Tape tape, long last) throws IOException {
    try {
      while (events.hasNextValue()) {
        tape.append(events.nextValue());
        if (tape.length() % 1024 == 0) {
          // folding here finds what is wrong in an event at its place
          tape.end();
          progress.tell(tape.length(), last);
        }
      }
      tape.end();
    } catch (CancellationException e) {
      throw e;
    } catch (JsonProcessingException e) {
      throw damaged(lineAfter(tape), e.getOriginalMessage(), e);
    } catch (RuntimeException e) {
      throw damaged(lineAfter(tape), String.valueOf(e.getMessage()), e);
    }
  }

  private static String lineAfter(Tape tape) {
    return "%s, line %d,".formatted(Entries.EVENTS, tape.length() - tape.firstStep() + 1);
  }

  private static TapeFileException damaged(String place, String why, Exception e) {
    return new TapeFileException(place + " is damaged: " + why, e);
  }
}
