package tapedeck.tensor;

/**
 * How often the data behind a tensor was written in place. A tensor, its views and its detached
 * aliases share one, so that a backward pass can tell that a saved tensor has changed.
 */
public final class VersionCounter {
  private int version;

  public int version() {
    return version;
  }

  public void bump() {
    version++;
  }
}
