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

  /** A function of the program begins; the program itself is the first. */
  default void functionEntered() {}

  /**
   * A function of the program is over.
   *
   * @param line where it was called and the program goes on, 0 behind its last line
   */
  default void functionLeft(int line) {}

  /** A module's {@code forward} begins; see {@link ModuleCall}. */
  default void moduleEntered(String path, String type) {}

  /** The innermost module that runs is over. */
  default void moduleLeft() {}

  /** The program wrote to its output, or to its error output. */
  default void printed(boolean toErr, String text) {}

  /**
   * The program ended with an exception that nothing caught.
   *
   * @param line where it was raised, 0 where no line of the program was running
   */
  default void failed(int line, String message, String traceback) {}

  /** The program ran to its end. */
  default void finished(Map<String, Long> variables) {}
}
