package tapedeck.app.settings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private final MemoryPreferences store = new MemoryPreferences();

  @Test
  void whatWasSetIsThereAtTheNextStart() {
    Settings before = new Settings(store);
    before.setDark(true);
    before.setLocale(Locale.SIMPLIFIED_CHINESE);
    before.setWindowSize(1000, 700);
    before.setStepsPerSecond(10);
    Settings after = new Settings(store);
    assertTrue(after.isDark());
    assertEquals(Locale.SIMPLIFIED_CHINESE, after.locale());
    assertArrayEquals(new double[] {1000, 700}, after.windowSize());
    assertEquals(10, after.stepsPerSecond());
  }

  @Test
  void theLatestFilesComeFirstAndOnce() {
    Settings settings = new Settings(store);
    for (int i = 0; i < 12; i++) {
      settings.addRecentFile("f" + i);
    }
    settings.addRecentFile("f9");
    assertEquals(List.of("f9", "f11", "f10", "f8", "f7", "f6", "f5", "f4"), settings.recentFiles());
  }
}
