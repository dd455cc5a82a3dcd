package tapedeck.session;

/** Thrown into a program that goes on running after its session has ended it. */
final class ProgramStopped extends RuntimeException {
  ProgramStopped() {
    super("the program was stopped", null, false, false);
  }
}
