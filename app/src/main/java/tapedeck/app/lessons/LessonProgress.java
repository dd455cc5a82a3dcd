package tapedeck.app.lessons;

import javafx.collections.FXCollections;
import javafx.collections.ObservableMap;
import tapedeck.samples.Sample;

/** How far a person has come in each lesson: how many of its steps were reached, by its id. */
public final class LessonProgress {
  private final ObservableMap<String, Integer> reached = FXCollections.observableHashMap();

  /** The lessons that were begun, with the number of steps that were reached. */
  public ObservableMap<String, Integer> reached() {
    return reached;
  }

  /** Notes that {@code steps} steps of a lesson were reached; it never goes back. */
  void reach(Sample lesson, int steps) {
    if (steps > of(lesson)) {
      reached.put(lesson.id(), steps);
    }
  }

  /** How many steps of a lesson were reached. */
  int of(Sample lesson) {
    return Math.min(lesson.steps().size(), reached.getOrDefault(lesson.id(), 0));
  }

  /** Whether a lesson was followed to its end. */
  boolean isDone(Sample lesson) {
    return !lesson.steps().isEmpty() && of(lesson) == lesson.steps().size();
  }
}
