package tapedeck.analysis;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What common statements of training programs mean, told from the text of a line. */
final class Statements {
  /** The statements, the more special ones first; their meaning is the text {@code line.KEY}. */
  private static final List<Statement> KNOWN =
      List.of(
          statement("zero_grad", "\\.zero_grad\\("),
          statement("grad", "\\bautograd\\.grad\\("),
          statement("backward", "\\.backward\\("),
          statement("scheduler", "(?i)(sched\\w*\\.step\\(|lr_scheduler\\.)"),
          statement("step", "\\b\\w*(optim|opt)\\w*\\.step\\("),
          statement("optimizer", "\\boptim\\.\\w+\\(|= *(SGD|Adam|AdamW|RMSprop)\\("),
          statement("clip", "clip_grad_(norm|value)_\\("),
          statement("no_grad", "\\bno_grad\\(|\\binference_mode\\("),
          statement("detach", "\\.detach\\("),
          statement("retain_grad", "\\.retain_grad\\("),
          statement("hook", "\\.register_(full_backward_|forward_)?(pre_)?hook\\("),
          statement("requires_grad", "requires_grad(_\\(|=True| *= *True)"),
          statement("eval", "\\.eval\\(\\)"),
          statement("train", "\\.train\\(\\)"),
          statement("item", "\\.item\\(\\)"),
          statement("manual_seed", "\\bmanual_seed\\("),
          statement("module", "\\bnn\\.[A-Z]\\w+\\("));

  private record Statement(String key, Pattern pattern) {}

  private Statements() {}

  private static Statement statement(String key, String pattern) {
    return new Statement(key, Pattern.compile(pattern));
  }

  /** The key of what a line does, null where nothing is known. */
  static @Nullable String keyOf(String line) {
    int comment = line.indexOf('#');
    String code = comment < 0 ? line : line.substring(0, comment);
    for (Statement statement : KNOWN) {
      if (statement.pattern().matcher(code).find()) {
        return statement.key();
      }
    }
    return null;
  }

  /** All keys. */
  static List<String> keys() {
    return KNOWN.stream().map(Statement::key).toList();
  }
}
