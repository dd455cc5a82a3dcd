package tapedeck.app.lessons;

import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.javafx.FontIcon;
import org.kordamp.ikonli.material2.Material2AL;
import tapedeck.analysis.Glossary;
import tapedeck.app.text.Texts;

/** One word of the field, explained; words in its explanation are links again. */
final class GlossaryCard extends VBox {
  private final Label title = new Label();
  private final LinkedText text;

  GlossaryCard(Glossary glossary, Texts texts) {
    super(4);
    setId("glossary");
    getStyleClass().add("card");
    managedProperty().bind(visibleProperty());
    setVisible(false);
    text = new LinkedText(glossary, this::show);
    title.setId("glossary-title");
    title.getStyleClass().add("card-heading");
    Button close = new Button("", new FontIcon(Material2AL.CLOSE));
    close.getStyleClass().addAll("flat", "button-icon", "small");
    close.setAccessibleText(texts.get("glossary.close"));
    close.setOnAction(event -> setVisible(false));
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox head = new HBox(title, space, close);
    head.setAlignment(javafx.geometry.Pos.CENTER_LEFT);
    getChildren().addAll(head, text);
  }

  void show(Glossary.Entry entry) {
    title.setText(entry.title());
    text.show(entry.text());
    setVisible(true);
  }
}
