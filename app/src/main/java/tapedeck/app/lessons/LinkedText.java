package tapedeck.app.lessons;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import tapedeck.analysis.Glossary;

/** A text whose words of the field are links to the glossary. */
final class LinkedText extends TextFlow {
  private final Glossary glossary;
  private final Consumer<Glossary.Entry> open;
  private String text = "";

  /**
   * @param open shows an entry that a person clicks
   */
  LinkedText(Glossary glossary, Consumer<Glossary.Entry> open) {
    this.glossary = glossary;
    this.open = open;
    getStyleClass().add("linked-text");
  }

  /** Shows a text; what stood there before is gone. */
  void show(String shown) {
    if (shown.equals(text) && !getChildren().isEmpty()) {
      return;
    }
    text = shown;
    setAccessibleText(shown);
    List<Node> parts = glossary.link(shown).stream().map(this::part).toList();
    getChildren().setAll(parts);
  }

  private Node part(Glossary.Span span) {
    String key = span.key();
    if (key == null) {
      Text plain = new Text(span.text());
      plain.getStyleClass().add("explanation-text");
      return plain;
    }
    Hyperlink link = new Hyperlink(span.text());
    link.getStyleClass().add("glossary-link");
    link.setFocusTraversable(false);
    link.setOnAction(event -> open.accept(glossary.entry(key)));
    return link;
  }
}
