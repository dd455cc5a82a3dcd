package tapedeck.python;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.tape.Program;
import tapedeck.tape.ProgramListener;

/**
 * A Python program that imports torch. It runs in an interpreter that reaches no file that it was
 * not {@linkplain #granted granted} but temporary ones of its own, no process, network or Java
 * class; the only other door is {@link TorchBinding}.
 */
public final class PythonProgram implements Program {
  /**
   * Bytes of stack, of which a Python frame takes some 3,500: room for a recursion as deep as
   * Python's own limit of 1,000 through several frames of the torch package.
   */
  private static final long STACK = 32L << 20;

  private final PythonHost host;
  private final String name;
  private final String source;
  private final List<String> arguments;
  private final boolean traced;

  private GrantedFolders folders = GrantedFolders.NONE;
  private @Nullable Path home;
  private @Nullable Context context;
  private boolean stopped;

  PythonProgram(
      PythonHost host, String name, String source, List<String> arguments, boolean traced) {
    this.host = host;
    this.name = name;
    this.source = source;
    this.arguments = arguments;
    this.traced = traced;
  }

  /**
   * Lets the program use folders of the machine, and import modules from its own folder if that is
   * in one of them.
   *
   * @param readable the folders in which it may read
   * @param writable the folders in which it may read and write
   * @throws java.io.UncheckedIOException if a folder does not exist
   */
  public PythonProgram granted(List<Path> readable, List<Path> writable) {
    folders = GrantedFolders.of(readable, writable);
    return this;
  }

  /**
   * Lets the program read and write in the folder it lies in, where its relative paths start and
   * its modules are.
   *
   * @throws java.io.UncheckedIOException if the folder does not exist
   */
  public PythonProgram in(Path folder) {
    home = folder;
    return granted(List.of(), List.of(folder));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public int run(Engine engine, ProgramListener listener) {
    FutureTask<Integer> run = new FutureTask<>(() -> interpret(engine, listener));
    Thread deep = new Thread(null, run, "python " + name, STACK);
    deep.setDaemon(true);
    deep.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return run.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("the interpreter failed", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int interpret(Engine engine, ProgramListener listener) {
    try (ScratchFolder scratch = ScratchFolder.create();
        Context python = open(scratch)) {
      if (python == null) {
        return STOPPED;
      }
      TorchBinding binding = new TorchBinding(engine, listener, traced, host.compiled());
      Value run = python.eval(host.bootstrap()).execute(binding);
      return run.execute(source, name, arguments.toArray(), traced).asInt();
    } catch (PolyglotException e) {
      if (e.isCancelled() || e.isInterrupted() || isStopped()) {
        return STOPPED;
      }
      if (e.isExit()) {
        return e.getExitStatus();
      }
      if (e.isResourceExhausted() || String.valueOf(e.getMessage()).startsWith("MemoryError")) {
        return outOfMemory(e, listener);
      }
      String message = e.isInternalError() ? "InternalError: " + e : String.valueOf(e.getMessage());
      listener.printed(true, "Tapedeck could not run the program: " + message + "\n");
      listener.failed(0, message, message + "\n");
      return 1;
    } finally {
      synchronized (this) {
        context = null;
      }
    }
  }

  /** The interpreter had no room left for a traceback of its own. */
  private int outOfMemory(PolyglotException error, ProgramListener listener) {
    String message =
        "MemoryError: the program took more than the %,d MB that Tapedeck may use"
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
    int line = 0;
    StringBuilder frames = new StringBuilder();
    for (PolyglotException.StackFrame frame : error.getPolyglotStackTrace()) {
      SourceSection place = frame.isGuestFrame() ? frame.getSourceLocation() : null;
      if (place != null && place.getSource().getName().equals(name)) {
        line = line == 0 ? place.getStartLine() : line;
        frames.insert(
            0,
            "  File \"%s\", line %d, in %s%n"
                .formatted(name, place.getStartLine(), frame.getRootName()));
      }
    }
    String traceback = "Traceback (most recent call last):\n" + frames + message + "\n";
    listener.printed(true, traceback);
    listener.failed(line, message, traceback);
    return 1;
  }

  private synchronized @Nullable Context open(ScratchFolder scratch) {
    if (stopped) {
      return null;
    }
    Context.Builder builder =
        Context.newBuilder(PythonHost.LANGUAGE)
            .engine(host.graal())
            .allowHostAccess(
                HostAccess.newBuilder(HostAccess.EXPLICIT)
                    .allowArrayAccess(true)
                    .allowListAccess(true)
                    .build())
            .allowPolyglotAccess(PolyglotAccess.NONE)
            .allowIO(folders.and(scratch.folders()).access())
            // what the interpreter itself says is the program's to print, through the binding
            .out(OutputStream.nullOutputStream())
            .err(OutputStream.nullOutputStream())
            .in(InputStream.nullInputStream());
    if (scratch.path() != null) {
      builder.environment("TMPDIR", scratch.path().toString());
    }
    if (!folders.isEmpty()) {
      builder.currentWorkingDirectory(home != null ? home : folders.workingDirectory());
      builder.option("python.PythonPath", ownFolder());
    }
    context = builder.build();
    return context;
  }

  private String ownFolder() {
    Path folder = home != null ? home : Path.of(name).toAbsolutePath().getParent();
    return folder == null ? "" : folder.toString();
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  @Override
  public void stop() {
    Context running;
    synchronized (this) {
      stopped = true;
      running = context;
    }
    if (running != null) {
      // a built-in function of the interpreter may go on for long, and closing waits for it
      Thread closing = new Thread(() -> running.close(true), "stop " + name);
      closing.setDaemon(true);
      closing.start();
    }
  }
}
