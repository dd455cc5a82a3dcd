package tapedeck.tape.file;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tapedeck.tape.State;
import tapedeck.tape.TapeContents;
import tapedeck.tape.TapeEvent;
import tapedeck.tensor.RandomGenerator;

/** Writes one recording. */
final class TapeWriter {
  private final Recording recording;
  private final Progress progress;
  private final TensorArrays arrays = new TensorArrays();
  private final ObjectMapper json = TapeJson.mapper(arrays);

  TapeWriter(Recording recording, Progress progress) {
    this.recording = recording;
    this.progress = progress;
  }

  void write(OutputStream out) throws IOException {
    TapeContents contents = recording.tape().contents();
    State start = contents.start();
    ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
    zip.setLevel(Deflater.BEST_SPEED);
    begin(zip, Entries.MANIFEST);
    json.writeValue(
        zip,
        new Manifest(
            Manifest.FORMAT,
            Manifest.VERSION,
            "Tapedeck 0.1",
            recording.name(),
            new RandomGenerator().seed(),
            start.step(),
            start.step() + contents.size()));
    begin(zip, Entries.PROGRAM);
    zip.write(recording.source().getBytes(StandardCharsets.UTF_8));
    if (start.step() > 0) {
      begin(zip, Entries.STATE);
      json.writeValue(zip, start);
    }
    begin(zip, Entries.EVENTS);
    writeEvents(zip, contents);
    // elements of tensors hardly get smaller, and take long to try
    zip.setLevel(Deflater.NO_COMPRESSION);
    begin(zip, Entries.TENSORS);
    arrays.write(zip, json, progress);
    zip.finish();
  }

  private void writeEvents(OutputStream zip, TapeContents contents) throws IOException {
    ObjectWriter writer = json.writerFor(TapeEvent.class);
    try (JsonGenerator lines = json.createGenerator(zip)) {
      lines.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
      long done = 0;
      for (TapeEvent event : contents) {
        writer.writeValue(lines, event);
        if (++done % 1024 == 0) {
          progress.tell(done, contents.size());
        }
      }
    }
  }

  private static void begin(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    // the same recording gives the same file
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    zip.putNextEntry(entry);
  }
}
