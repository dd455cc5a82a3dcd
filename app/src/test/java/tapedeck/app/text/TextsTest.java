package tapedeck.app.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class TextsTest {
  private static final Pattern KEY = Pattern.compile("texts\\.get\\(\\s*\"([a-zA-Z.]+[a-zA-Z])\"");

  private static ResourceBundle bundle(Locale locale) {
    return ResourceBundle.getBundle("tapedeck.app.window", locale);
  }

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertEquals(bundle(Locale.ROOT).keySet(), bundle(Locale.SIMPLIFIED_CHINESE).keySet());
    long translated =
        bundle(Locale.ROOT).keySet().stream()
            .filter(
                key ->
                    !bundle(Locale.ROOT)
                        .getString(key)
                        .equals(bundle(Locale.SIMPLIFIED_CHINESE).getString(key)))
            .count();
    assertEquals(bundle(Locale.ROOT).keySet().size(), translated);
  }

  @Test
  void everyTextThatTheSourceNamesExists() throws IOException {
    List<String> keys = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = KEY.matcher(Files.readString(file));
        while (matcher.find()) {
          keys.add(matcher.group(1));
        }
      }
    }
    assertTrue(keys.size() > 40, "only " + keys.size() + " keys were found");
    keys.forEach(key -> new Texts(Locale.ENGLISH).get(key));
  }

  @Test
  void aMissingTextIsNoticed() {
    Assertions.assertThrows(
        MissingResourceException.class, () -> new Texts(Locale.ENGLISH).get("no.such.text"));
  }

  @Test
  void placesAreFilled() {
    assertEquals("Step 3 of 12", new Texts(Locale.ENGLISH).get("timeline.position", 3, 12));
    assertEquals(
        "第 3 步，共 12 步", new Texts(Locale.SIMPLIFIED_CHINESE).get("timeline.position", 3, 12));
  }
}
