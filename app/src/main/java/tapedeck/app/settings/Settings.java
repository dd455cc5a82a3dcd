package tapedeck.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.prefs.Preferences;
import tapedeck.tape.TapeBounds;

/** What is remembered between two starts. */
public final class Settings {
  /** How many recently opened files are kept. */
  private static final int RECENT = 8;

  private final Preferences store;

  /**
   * @param store where the settings lie, usually {@code Preferences.userRoot().node("tapedeck")}
   */
  public Settings(Preferences store) {
    this.store = store;
  }

  public boolean isDark() {
    return store.getBoolean("dark", false);
  }

  public void setDark(boolean dark) {
    store.putBoolean("dark", dark);
  }

  /** The chosen language, or the system's. */
  public Locale locale() {
    String tag = store.get("language", "");
    return tag.isEmpty() ? Locale.getDefault() : Locale.forLanguageTag(tag);
  }

  public void setLocale(Locale locale) {
    store.put("language", locale.toLanguageTag());
  }

  /** The window's width and height in pixels. */
  public double[] windowSize() {
    return new double[] {store.getDouble("width", 1280), store.getDouble("height", 800)};
  }

  public void setWindowSize(double width, double height) {
    store.putDouble("width", width);
    store.putDouble("height", height);
  }

  /** Steps a second of a run. */
  public int stepsPerSecond() {
    return store.getInt("stepsPerSecond", 4);
  }

  public void setStepsPerSecond(int steps) {
    store.putInt("stepsPerSecond", steps);
  }

  /** The name of the lens through which graphs are looked at, empty before one is chosen. */
  public String graphLens() {
    return store.get("graphLens", "");
  }

  public void setGraphLens(String lens) {
    store.put("graphLens", lens);
  }

  /** Whether a switch is on. */
  public boolean isOn(String key, boolean usual) {
    return store.getBoolean(key, usual);
  }

  public void setOn(String key, boolean on) {
    store.putBoolean(key, on);
  }

  /** How much a tape keeps. */
  public TapeBounds tapeBounds() {
    TapeBounds usual = TapeBounds.DEFAULT;
    return new TapeBounds(
        store.getLong("tapeBytes", usual.bytes()), store.getLong("tapeEvents", usual.events()));
  }

  public void setTapeBounds(TapeBounds bounds) {
    store.putLong("tapeBytes", bounds.bytes());
    store.putLong("tapeEvents", bounds.events());
  }

  /** The lines of text kept under {@code kind} for a program, such as its breakpoints. */
  public List<String> linesOf(String kind, String program) {
    return store.get(key(kind, program), "").lines().toList();
  }

  /** Keeps lines of text for a program; what does not fit into the settings is left out. */
  public void setLinesOf(String kind, String program, List<String> lines) {
    String text = String.join("\n", lines);
    if (lines.isEmpty()) {
      store.remove(key(kind, program));
    } else if (text.length() <= Preferences.MAX_VALUE_LENGTH) {
      store.put(key(kind, program), text);
    }
  }

  /** A program's name or path, cut from the left to what the settings take as a key. */
  private static String key(String kind, String program) {
    int most = Preferences.MAX_KEY_LENGTH - kind.length() - 1;
    int cut = Math.max(0, program.length() - most);
    return kind + ":" + program.substring(cut);
  }

  /** The files opened last, latest first. */
  public List<String> recentFiles() {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < RECENT; i++) {
      String file = store.get("recent" + i, "");
      if (!file.isEmpty()) {
        files.add(file);
      }
    }
    return files;
  }

  /** Puts {@code file} at the head of the recent files. */
  public void addRecentFile(String file) {
    List<String> files = recentFiles();
    files.remove(file);
    files.add(0, file);
    for (int i = 0; i < Math.min(files.size(), RECENT); i++) {
      store.put("recent" + i, files.get(i));
    }
  }
}
