package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void everyTextIsThereInBothLanguages() {
    ResourceBundle english = ResourceBundle.getBundle("tapedeck.analysis.steps", Locale.ROOT);
    ResourceBundle chinese =
        ResourceBundle.getBundle("tapedeck.analysis.steps", Locale.SIMPLIFIED_CHINESE);
    for (String key : new TreeSet<>(english.keySet())) {
      if (!key.endsWith(".and")) {
        assertFalse(
            english.getString(key).equals(chinese.getString(key)), key + " is not translated");
      }
    }
    assertEquals(english.keySet(), chinese.keySet());
  }
}
