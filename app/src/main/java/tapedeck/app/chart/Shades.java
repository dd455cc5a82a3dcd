package tapedeck.app.chart;

import javafx.scene.paint.Color;

/**
 * The colours of numbers: orange above zero, blue below, nothing at zero, red where there is no
 * number. Orange and blue are told apart by the colour-blind too.
 */
public final class Shades {
  private static final Color ABOVE = Color.web("#d55e00");
  private static final Color BELOW = Color.web("#0072b2");
  private static final Color BROKEN = Color.web("#d1242f");

  private Shades() {}

  /**
   * The colour of {@code x}.
   *
   * @param most the size that has the full colour
   * @param zero the colour of 0
   */
  public static Color diverging(double x, double most, Color zero) {
    if (!Double.isFinite(x)) {
      return BROKEN;
    }
    double share = most == 0 ? 0 : Math.min(1, Math.abs(x) / most);
    return zero.interpolate(x < 0 ? BELOW : ABOVE, share);
  }

  /**
   * The colour of a size on a scale of powers of ten from {@code low} to {@code high}; zero has the
   * colour of what is too small to be seen.
   */
  public static Color magnitude(double size, double low, double high, Color zero) {
    if (!Double.isFinite(size)) {
      return BROKEN;
    }
    if (size <= 0) {
      return zero;
    }
    double room = Math.log10(high) - Math.log10(low);
    double share = room <= 0 ? 1 : (Math.log10(size) - Math.log10(low)) / room;
    return zero.interpolate(ABOVE, 0.12 + 0.88 * Math.max(0, Math.min(1, share)));
  }
}
