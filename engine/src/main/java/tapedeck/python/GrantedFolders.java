package tapedeck.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.io.FileSystem;
import org.graalvm.polyglot.io.IOAccess;

/**
 * The folders of the machine that a program may use: all else does not exist for it.
 *
 * @param readable what it may read, without links
 * @param writable what it may read and write, without links
 */
record GrantedFolders(List<Path> readable, List<Path> writable) {
  static final GrantedFolders NONE = new GrantedFolders(List.of(), List.of());

  /**
   * @throws UncheckedIOException if a folder does not exist
   */
  static GrantedFolders of(List<Path> readable, List<Path> writable) {
    return new GrantedFolders(real(readable), real(writable));
  }

  private static List<Path> real(List<Path> folders) {
    List<Path> real = new ArrayList<>();
    try {
      for (Path folder : folders) {
        real.add(folder.toRealPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.copyOf(real);
  }

  boolean isEmpty() {
    return readable.isEmpty() && writable.isEmpty();
  }

  /** These folders and others to write in. */
  GrantedFolders and(List<Path> more) {
    List<Path> all = new ArrayList<>(writable);
    all.addAll(more);
    return new GrantedFolders(readable, List.copyOf(all));
  }

  IOAccess access() {
    FileSystem files = FileSystem.newDefaultFileSystem();
    FileSystem inside =
        FileSystem.newCompositeFileSystem(
            FileSystem.newDenyIOFileSystem(),
            FileSystem.Selector.of(files, path -> contain(writable, path)),
            FileSystem.Selector.of(
                FileSystem.newReadOnlyFileSystem(files), path -> contain(readable, path)));
    return IOAccess.newBuilder()
        .fileSystem(FileSystem.allowInternalResources(refusingByErrors(inside)))
        .build();
  }

  /**
   * The same file system, whose refusals a program can catch: some functions of the interpreter
   * take a {@link SecurityException} for a fault of its own, and end.
   */
  private static FileSystem refusingByErrors(FileSystem files) {
    return (FileSystem)
        Proxy.newProxyInstance(
            GrantedFolders.class.getClassLoader(),
            new Class<?>[] {FileSystem.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(files, arguments);
              } catch (InvocationTargetException e) {
                Throwable cause = e.getCause();
                boolean told = List.of(method.getExceptionTypes()).contains(IOException.class);
                if (cause instanceof SecurityException && told) {
                  throw new AccessDeniedException(String.valueOf(arguments[0]));
                }
                if (cause instanceof SecurityException
                    && arguments != null
                    && arguments[0] instanceof Path path) {
                  // what a path is called gives nothing away
                  return path.toAbsolutePath();
                }
                throw cause;
              }
            });
  }

  /**
   * Where the program's relative paths start: here if it may read here, else in the first folder.
   */
  Path workingDirectory() {
    Path here = Path.of("").toAbsolutePath();
    if (contain(readable, here) || contain(writable, here)) {
      return here;
    }
    return readable.isEmpty() ? writable.get(0) : readable.get(0);
  }

  /** Whether a path is below one of the folders, also after following its links. */
  private static boolean contain(List<Path> folders, Path path) {
    // not normalised: what is behind ".." depends on where a link before it leads
    Path place = path.toAbsolutePath();
    while (place != null) {
      try {
        Path real = place.toRealPath();
        return folders.stream().anyMatch(real::startsWith);
      } catch (IOException e) {
        if (Files.isSymbolicLink(place)) {
          // a link to what is not there yet could make it anywhere
          return false;
        }
      }
      // what does not exist would come to be in the folder above
      place = place.getParent();
    }
    return false;
  }
}
