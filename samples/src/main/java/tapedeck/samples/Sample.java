package tapedeck.samples;

import java.util.List;
import java.util.Locale;

/**
 * A program of the catalogue.
 *
 * @param id the file's name without its ending
 * @param group whether it is a lesson or a model
 * @param order its place in its group
 * @param level from 1, for the first lessons, to 3
 * @param minutes how long it takes to step through it
 * @param picture what its graph looks like in small: edges such as {@code x>y y>loss}
 * @param title its name
 * @param summary what one learns
 * @param steps the steps of a lesson, in the order in which they are reached; none for a model
 */
public record Sample(
    String id,
    Group group,
    int order,
    int level,
    int minutes,
    String picture,
    LocalText title,
    LocalText summary,
    List<LessonStep> steps) {

  /** The folders of the catalogue, in the order in which they are offered. */
  public enum Group {
    LESSONS("lessons"),
    MODELS("models");

    private final String folder;

    Group(String folder) {
      this.folder = folder;
    }

    /** Its name as a folder below {@code samples}. */
    public String folder() {
      return folder;
    }
  }

  public String title(Locale locale) {
    return title.in(locale);
  }

  public String summary(Locale locale) {
    return summary.in(locale);
  }

  /** The program's path below {@code samples}. */
  public String file() {
    return group.folder() + "/" + fileName();
  }

  /** The file's name without its folder. */
  public String fileName() {
    return id + ".py";
  }

  /** Whether a text can be found in what is said about it, in whatever case. */
  public boolean matches(String search, Locale locale) {
    String all = id + " " + title(locale) + " " + summary(locale) + " " + title.en();
    String folded = all.toLowerCase(Locale.ROOT);
    for (String word : search.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)) {
      if (!folded.contains(word)) {
        return false;
      }
    }
    return true;
  }
}
