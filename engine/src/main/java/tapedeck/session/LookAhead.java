package tapedeck.session;

import tapedeck.tape.TapeBounds;

/**
 * How far a program may run ahead of the position.
 *
 * @param iterations it waits at the end of so many training iterations: 1 for that of the position
 * @param events and never runs ahead by more than so many events
 */
public record LookAhead(int iterations, int events) {
  /** To the end of the iteration that is shown. */
  public static final LookAhead DEFAULT = new LookAhead(1, 20_000);

  /** The same, but so short that the tape does not forget the position meanwhile. */
  LookAhead within(TapeBounds bounds) {
    return new LookAhead(iterations, (int) Math.min(events, bounds.events() / 2));
  }
}
