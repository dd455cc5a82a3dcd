package tapedeck.python;

import tapedeck.tape.ProgramListener;

/** All that a program prints, to either stream, as one text. */
final class PrintedText implements ProgramListener {
  private final StringBuilder text = new StringBuilder();

  @Override
  public void printed(boolean toErr, String more) {
    text.append(more);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
