package tapedeck.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of the field, explained; from the bundle {@code tapedeck.analysis.glossary}. */
public final class Glossary {
  /** The entries, in the order in which a list shows them. */
  private static final List<String> KEYS =
      List.of(
          "graph",
          "forward",
          "backward",
          "leaf",
          "requires_grad",
          "grad",
          "grad_fn",
          "next_functions",
          "saved",
          "vjp",
          "jacobian",
          "seed",
          "chain",
          "accumulate",
          "AccumulateGrad",
          "zero_grad",
          "retain_graph",
          "create_graph",
          "retain_grad",
          "no_grad",
          "detach",
          "inplace",
          "version",
          "view",
          "hook",
          "optimizer",
          "rate",
          "momentum",
          "moments",
          "decay",
          "vanishing",
          "nan");

  /**
   * One word.
   *
   * @param key the same in every language
   */
  public record Entry(String key, String title, String text) {}

  /**
   * A part of a text.
   *
   * @param key the entry that explains it, null for other text
   */
  public record Span(String text, @Nullable String key) {}

  private final Wording wording;
  private final Pattern phrases;
  private final List<String> keysOfGroups = new ArrayList<>();

  /** The glossary in English unless there is one for {@code locale}. */
  public Glossary(Locale locale) {
    wording = new Wording("tapedeck.analysis.glossary", locale);
    List<String[]> all = new ArrayList<>();
    for (String key : KEYS) {
      for (String phrase : wording.plain(key + ".phrases").split("\\|", -1)) {
        all.add(new String[] {phrase, key});
      }
    }
    // of two phrases that begin alike the longer one is meant
    all.sort((a, b) -> Integer.compare(b[0].length(), a[0].length()));
    StringBuilder pattern = new StringBuilder();
    for (String[] phrase : all) {
      boolean word = phrase[0].chars().allMatch(c -> c < 128);
      String quoted = Pattern.quote(phrase[0]);
      pattern
          .append(pattern.isEmpty() ? "" : "|")
          .append(word ? "(?<![\\w.])(" + quoted + ")(?!\\w)" : "(" + quoted + ")");
      keysOfGroups.add(phrase[1]);
    }
    phrases = Pattern.compile(pattern.toString(), Pattern.CASE_INSENSITIVE);
  }

  /** All entries. */
  public List<Entry> entries() {
    return KEYS.stream().map(this::entry).toList();
  }

  /** The entry of that key. */
  public Entry entry(String key) {
    return new Entry(key, wording.plain(key + ".title"), wording.plain(key + ".text"));
  }

  /** A text in parts; each word is linked where it stands first. */
  public List<Span> link(String text) {
    List<Span> spans = new ArrayList<>();
    List<String> linked = new ArrayList<>();
    Matcher matcher = phrases.matcher(text);
    int from = 0;
    while (matcher.find()) {
      String key = keyOf(matcher);
      if (!linked.contains(key)) {
        linked.add(key);
        if (matcher.start() > from) {
          spans.add(new Span(text.substring(from, matcher.start()), null));
        }
        spans.add(new Span(matcher.group(), key));
        from = matcher.end();
      }
    }
    if (from < text.length()) {
      spans.add(new Span(text.substring(from), null));
    }
    return spans;
  }

  private String keyOf(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      if (matcher.group(group) != null) {
        return keysOfGroups.get(group - 1);
      }
    }
    throw new IllegalStateException("a match without a group");
  }
}
