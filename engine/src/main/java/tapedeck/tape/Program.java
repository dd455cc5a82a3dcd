package tapedeck.tape;

import tapedeck.autograd.Engine;

/** Source with a name that can run once against an engine. */
public interface Program {
  /** The exit status of a run that {@link #stop} ended; what shells use for an interrupt. */
  int STOPPED = 130;

  /** The name that tracebacks use, usually a file's. */
  String name();

  String source();

  /**
   * Runs to the end, for which the caller waits; an exception of the program's own is announced to
   * the listener and does not leave this method.
   *
   * @return the exit status
   */
  int run(Engine engine, ProgramListener listener);

  /** Ends a run, from any other thread; {@link #run} then returns soon. */
  void stop();
}
