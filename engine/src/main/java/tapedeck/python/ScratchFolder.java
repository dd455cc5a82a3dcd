package tapedeck.python;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which a program's temporary files lie: its own, and gone when its run is over.
 *
 * @param path the folder, without links; null where the machine has no room for one
 */
record ScratchFolder(@Nullable Path path) implements AutoCloseable {
  static ScratchFolder create() {
    try {
      return new ScratchFolder(Files.createTempDirectory("tapedeck-").toRealPath());
    } catch (IOException e) {
      // most programs need none: the others are told so where they ask for a file
      return new ScratchFolder(null);
    }
  }

  List<Path> folders() {
    return path == null ? List.of() : List.of(path);
  }

  @Override
  public void close() {
    if (path == null) {
      return;
    }
    try {
      Files.walkFileTree(path, new Removal());
    } catch (IOException e) {
      // what cannot be removed now is left to the machine, as every temporary file is
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException error)
        throws IOException {
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
