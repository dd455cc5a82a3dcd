package tapedeck.tape;

/**
 * How much a tape keeps before it forgets its oldest steps.
 *
 * @param bytes of tensor data and events, as estimated
 * @param events how many
 */
public record TapeBounds(long bytes, long events) {
  /** A quarter of the memory that Java may use, and a million events. */
  public static final TapeBounds DEFAULT =
      new TapeBounds(Runtime.getRuntime().maxMemory() / 4, 1_000_000);
}
