package tapedeck.app.shell;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javafx.beans.InvalidationListener;
import tapedeck.app.lessons.LessonProgress;
import tapedeck.app.settings.Settings;

/** Keeps what was reached in the lessons from one start to the next. */
final class RememberedLessons {
  private static final String KIND = "lessons";
  private static final String REACHED = "reached";

  private RememberedLessons() {}

  static LessonProgress keep(Settings settings) {
    LessonProgress progress = new LessonProgress();
    for (String line : settings.linesOf(KIND, REACHED)) {
      int space = line.lastIndexOf(' ');
      if (space > 0 && line.substring(space + 1).matches("\\d{1,4}")) {
        progress
            .reached()
            .put(line.substring(0, space), Integer.parseInt(line.substring(space + 1)));
      }
    }
    progress
        .reached()
        .addListener((InvalidationListener) changed -> save(settings, progress.reached()));
    return progress;
  }

  private static void save(Settings settings, Map<String, Integer> reached) {
    List<String> lines =
        new TreeMap<>(reached)
            .entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList();
    settings.setLinesOf(KIND, REACHED, lines);
  }
}
