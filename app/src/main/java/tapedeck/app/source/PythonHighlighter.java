package tapedeck.app.source;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fxmisc.richtext.model.StyleSpans;
import org.fxmisc.richtext.model.StyleSpansBuilder;

/** Marks the keywords, strings, numbers and comments of a Python text. */
final class PythonHighlighter {
  private static final List<String> STYLES =
      List.of("comment", "string", "keyword", "builtin", "number", "decorator");

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>#[^\\n]*)"
              + "|(?<string>[rbfuRBFU]{0,2}(?:\"\"\"[\\s\\S]*?(?:\"\"\"|\\z)|'''[\\s\\S]*?(?:'''|\\z)"
              + "|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?))"
              + "|(?<keyword>\\b(?:False|None|True|and|as|assert|async|await|break|class|continue"
              + "|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal"
              + "|not|or|pass|raise|return|try|while|with|yield)\\b)"
              + "|(?<builtin>\\b(?:print|len|range|zip|enumerate|list|tuple|dict|set|int|float|str"
              + "|bool|super|self|isinstance|sum|min|max|abs|sorted|map)\\b)"
              + "|(?<number>\\b\\d[\\d_]*(?:\\.\\d*)?(?:[eE][+-]?\\d+)?\\b)"
              + "|(?<decorator>^\\s*@[\\w.]+)",
          Pattern.MULTILINE);

  private PythonHighlighter() {}

  /** The style classes of the whole text. */
  static StyleSpans<Collection<String>> highlight(String text) {
    StyleSpansBuilder<Collection<String>> spans = new StyleSpansBuilder<>();
    Matcher matcher = TOKEN.matcher(text);
    int end = 0;
    while (matcher.find()) {
      spans.add(Collections.emptyList(), matcher.start() - end);
      spans.add(List.of("py-" + style(matcher)), matcher.end() - matcher.start());
      end = matcher.end();
    }
    spans.add(Collections.emptyList(), text.length() - end);
    return spans.create();
  }

  private static String style(Matcher matcher) {
    for (String style : STYLES) {
      if (matcher.group(style) != null) {
        return style;
      }
    }
    throw new IllegalStateException("a token of no style");
  }
}
