package tapedeck.tape.file;

import java.util.concurrent.CancellationException;

/** Hears how far the reading or writing of a file has come. */
@FunctionalInterface
public interface Progress {
  /** Nobody wants to know. */
  Progress NONE = (done, total) -> true;

  /**
   * Told now and then.
   *
   * @return whether to go on
   */
  boolean isWanted(long done, long total);

  /**
   * Tells.
   *
   * @throws CancellationException if the work is not wanted any more
   */
  default void tell(long done, long total) {
    if (!isWanted(done, total)) {
      throw new CancellationException();
    }
  }
}
