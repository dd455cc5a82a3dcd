package tapedeck.analysis;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the braces of an operator's readable expressions. */
public final class Formula {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z_0-9]+)(·?)}");

  private Formula() {}

  /**
   * Replaces each {@code {name}} by what {@code filling} gives for it. A factor {@code {name·}}
   * vanishes where it is 1.
   */
  public static String fill(String template, UnaryOperator<String> filling) {
    String filled =
        PLACE
            .matcher(template)
            .replaceAll(
                place -> {
                  String text = filling.apply(place.group(1));
                  boolean factor = !place.group(2).isEmpty();
                  String shown =
                      factor ? (text.equals("1") || text.equals("1.0") ? "" : text + " · ") : text;
                  return Matcher.quoteReplacement(shown);
                });
    // no dimensions are all of them
    return filled.replace(" over []", "");
  }
}
