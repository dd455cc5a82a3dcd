package tapedeck.tape.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import tapedeck.tape.TapeBounds;

/** Writes recordings to files and reads them back; see {@code docs/tape-format.md}. */
public final class TapeFile {
  /** How the names of these files end. */
  public static final String SUFFIX = ".tape";

  private TapeFile() {}

  /**
   * Writes a recording. It is written to a file beside {@code file} first and moved into its place
   * when it is whole, so that whatever happens the old file stays as it was.
   *
   * @throws IOException if it cannot be written, for example because the disk is full
   * @throws CancellationException if the progress is not wanted any more
   */
  public static void write(Recording recording, Path file, Progress progress) throws IOException {
    Path target = file.toAbsolutePath();
    // no temporary file of Java's, which only its owner could read once it is in place
    String name = ".%s.%d.part".formatted(target.getFileName(), ProcessHandle.current().pid());
    Path beside = target.resolveSibling(name);
    try {
      try (FileChannel channel =
          FileChannel.open(
              beside,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        OutputStream out =
            new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16);
        new TapeWriter(recording, progress).write(out);
        out.flush();
        channel.force(true);
      }
      move(beside, target);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Reads a recording.
   *
   * @param bounds what the tape keeps; a file with more tensor data is refused, and of one with
   *     more events the oldest are forgotten
   * @throws TapeFileException if the file is no tape, damaged or too new; the message says what is
   *     wrong and where
   * @throws IOException if it cannot be read
   * @throws CancellationException if the progress is not wanted any more
   */
  public static Recording read(Path file, TapeBounds bounds, Progress progress) throws IOException {
    return new TapeReader(file, bounds, progress).read();
  }
}
