package tapedeck.app.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import org.fxmisc.richtext.model.StyleSpan;
import org.junit.jupiter.api.Test;

class PythonHighlighterTest {
  private static String marked(String source) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (StyleSpan<Collection<String>> span : PythonHighlighter.highlight(source)) {
      String piece = source.substring(at, at + span.getLength());
      at += span.getLength();
      text.append(
          span.getStyle().isEmpty()
              ? piece
              : "<" + span.getStyle().iterator().next().substring(3) + ":" + piece + ">");
    }
    assertEquals(source.length(), at);
    return text.toString();
  }

  @Test
  void marksTheTokens() {
    assertEquals(
        "<keyword:import> torch <comment:# x = 1>\nx = <number:2.5> + <number:1e-3>",
        marked("import torch # x = 1\nx = 2.5 + 1e-3"));
    assertEquals(
        "<builtin:print>(<string:\"a # b\">, <string:f'{x}'>)", marked("print(\"a # b\", f'{x}')"));
    assertEquals("<decorator:@torch.no_grad>()", marked("@torch.no_grad()"));
  }

  @Test
  void aStringThatIsNotClosedEndsWithItsLine() {
    assertEquals("x = <string:\"open>\ny = <number:1>", marked("x = \"open\ny = 1"));
    assertEquals("x = <string:\"\"\"open\ny = 1>", marked("x = \"\"\"open\ny = 1"));
  }
}
