package tapedeck.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/** The folders of the machine that a program may read; it may write none. */
record ReadableFolders(List<Path> folders) {
  static final ReadableFolders NONE = new ReadableFolders(List.of());

  /**
   * @throws UncheckedIOException if a folder does not exist
   */
  static ReadableFolders of(List<Path> folders) {
    List<Path> real = new ArrayList<>();
    try {
      for (Path folder : folders) {
        real.add(folder.toRealPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ReadableFolders(List.copyOf(real));
  }

  IOAccess access() {
    if (folders.isEmpty()) {
      return IOAccess.NONE;
    }
    FileSystem files = FileSystem.newReadOnlyFileSystem(FileSystem.newDefaultFileSystem());
    FileSystem inside =
        FileSystem.newCompositeFileSystem(
            FileSystem.newDenyIOFileSystem(), FileSystem.Selector.of(files, this::contain));
    return IOAccess.newBuilder().fileSystem(FileSystem.allowInternalResources(inside)).build();
  }

  /**
   * Where the program's relative paths start: here if it may read here, else in the first folder.
   */
  Path workingDirectory() {
    Path here = Path.of("").toAbsolutePath();
    return contain(here) ? here : folders.get(0);
  }

  /** Whether a path is below one of the folders, also after following its links. */
  private boolean contain(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Path real;
    try {
      real = absolute.toRealPath();
    } catch (IOException e) {
      // it does not exist: the file system says so if the folder it would be in may be read
      real = absolute;
    }
    return folders.stream().anyMatch(real::startsWith);
  }
}
