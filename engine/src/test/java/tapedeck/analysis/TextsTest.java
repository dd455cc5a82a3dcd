package tapedeck.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  private static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

  @ParameterizedTest
  @ValueSource(strings = {"steps", "glossary"})
  void everyTextIsThereInBothLanguages(String bundle) {
    ResourceBundle english = ResourceBundle.getBundle("tapedeck.analysis." + bundle, Locale.ROOT);
    ResourceBundle chinese =
        ResourceBundle.getBundle("tapedeck.analysis." + bundle, Locale.SIMPLIFIED_CHINESE);
    for (String key : new TreeSet<>(english.keySet())) {
      boolean words = !key.endsWith(".and") && !key.endsWith(".phrases") && !key.endsWith(".title");
      if (words) {
        assertFalse(
            english.getString(key).equals(chinese.getString(key)), key + " is not translated");
      }
    }
    assertEquals(english.keySet(), chinese.keySet());
  }

  @Test
  void everyStatementHasAMeaning() {
    for (Locale language : LANGUAGES) {
      Wording wording = new Wording("tapedeck.analysis.steps", language);
      for (String key : Statements.keys()) {
        assertTrue(wording.has("line." + key), key);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'    optimizer.zero_grad()', zero_grad",
    "'loss_fn(model(input), target).backward()', backward",
    "'opt.step()', step",
    "'scheduler.step()', scheduler",
    "'optimizer = torch.optim.SGD(model.parameters(), lr=0.1)', optimizer",
    "'g, = torch.autograd.grad(y, x)', grad",
    "'with torch.no_grad():', no_grad",
    "'x = torch.ones(2, requires_grad=True)', requires_grad",
    "'net = nn.Linear(2, 2)', module"
  })
  void statementsAreRecognised(String line, String key) {
    assertEquals(key, Statements.keyOf(line));
  }

  @Test
  void whatIsInACommentIsNoStatement() {
    assertNull(Statements.keyOf("x = 1  # then loss.backward()"));
    assertNull(Statements.keyOf("state.step_count = 3"));
  }

  @Test
  void everyEntryOfTheGlossaryIsWhole() {
    for (Locale language : LANGUAGES) {
      Glossary glossary = new Glossary(language);
      assertTrue(glossary.entries().size() > 20);
      for (Glossary.Entry entry : glossary.entries()) {
        assertFalse(entry.title().isBlank());
        assertTrue(entry.text().length() > 10, entry.key());
        assertNotNull(glossary.entry(entry.key()));
      }
    }
  }

  @Test
  void wordsAreLinkedWhereTheyStandFirst() {
    String text = "x.grad was None. A leaf keeps its gradient; leaves add gradients (grad_fn).";
    List<Glossary.Span> spans = new Glossary(Locale.ENGLISH).link(text);
    assertEquals(text, spans.stream().map(Glossary.Span::text).collect(Collectors.joining()));
    assertEquals(
        List.of("leaf", "grad", "grad_fn"),
        spans.stream().map(Glossary.Span::key).filter(key -> key != null).toList());
    List<Glossary.Span> chinese = new Glossary(Locale.SIMPLIFIED_CHINESE).link("它是叶子张量。");
    assertEquals("叶子张量", chinese.get(1).text());
  }
}
