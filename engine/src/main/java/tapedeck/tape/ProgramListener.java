package tapedeck.tape;

import java.util.Map;

/** Hears what a program itself does, on its own thread. */
public interface ProgramListener {
  /**
   * A line is about to run.
   *
   * @param function the name of the function it is in, {@code <module>} at the top
   * @param variables the tensors that the frame can name
   */
  default void lineReached(int line, String function, Map<String, Long> variables) {}

  /** The program is back at {@code line} after a call that it made there. */
  default void returnedTo(int line) {}

  /** The program wrote to its output, or to its error output. */
  default void printed(boolean toErr, String text) {}

  /** The program ended with an exception that nothing caught. */
  default void failed(String message, String traceback) {}

  /** The program ran to its end. */
  default void finished(Map<String, Long> variables) {}
}
