package tapedeck.app.shell;

import java.util.ArrayList;
import java.util.List;

/** Makes a program of text that was copied from somewhere: a page, a message, a Python session. */
final class PastedText {
  private static final String PROMPT = ">>>";
  private static final String CONTINUED = "...";

  private PastedText() {}

  /**
   * The program in {@code text}: without the prompts and answers of a session, and without an
   * indentation that all lines share. Empty if there is none.
   */
  static String program(String text) {
    List<String> lines = text.replace("\r\n", "\n").replace('\r', '\n').lines().toList();
    boolean session = lines.stream().anyMatch(line -> line.strip().startsWith(PROMPT));
    List<String> program = new ArrayList<>();
    for (String line : session ? typed(lines) : lines) {
      program.add(line.isBlank() ? "" : line.stripTrailing());
    }
    int shared =
        program.stream()
            .filter(line -> !line.isEmpty())
            .mapToInt(line -> line.length() - line.stripLeading().length())
            .min()
            .orElse(0);
    StringBuilder source = new StringBuilder();
    for (String line : program) {
      source.append(line.isEmpty() ? "" : line.substring(shared)).append('\n');
    }
    String whole = source.toString().strip();
    return whole.isEmpty() ? "" : whole + "\n";
  }

  /** What a person typed in a Python session. */
  private static List<String> typed(List<String> lines) {
    List<String> typed = new ArrayList<>();
    for (String line : lines) {
      String rest = line.strip();
      if (rest.startsWith(PROMPT) || rest.startsWith(CONTINUED)) {
        String code = rest.substring(PROMPT.length());
        typed.add(code.startsWith(" ") ? code.substring(1) : code);
      }
    }
    return typed;
  }
}
