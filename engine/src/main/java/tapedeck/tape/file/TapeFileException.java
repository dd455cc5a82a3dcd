package tapedeck.tape.file;

import java.io.IOException;

/** Says why a file is no tape that can be opened, and where in the file the reason lies. */
public final class TapeFileException extends IOException {
  private static final long serialVersionUID = 1;

  TapeFileException(String message) {
    super(message);
  }

  TapeFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
