package tapedeck.session;

/**
 * How far a program may run ahead of the position.
 *
 * @param iterations it waits at the end of so many training iterations: 1 for that of the position
 * @param events and never runs ahead by more than so many events
 */
public record LookAhead(int iterations, int events) {
  /** To the end of the iteration that is shown. */
  public static final LookAhead DEFAULT = new LookAhead(1, 20_000);
}
