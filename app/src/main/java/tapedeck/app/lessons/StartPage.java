package tapedeck.app.lessons;

import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import tapedeck.app.text.Texts;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;

/** What is seen before a program is open: the samples as cards, and a button for a file. */
public final class StartPage extends ScrollPane {
  /** The width of a card's text in pixels. */
  private static final double CARD = 280;

  public StartPage(
      SampleCatalogue catalogue, Texts texts, Consumer<Sample> open, Runnable openFile) {
    setId("start-page");
    setFitToWidth(true);
    setFitToHeight(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    Label title = new Label(texts.get("start.title"));
    title.getStyleClass().add("start-title");
    title.setWrapText(true);
    Label lead = new Label(texts.get("start.lead"));
    lead.getStyleClass().add("start-lead");
    lead.setWrapText(true);
    FlowPane cards = new FlowPane();
    cards.getStyleClass().add("start-cards");
    for (Sample sample : catalogue.samples()) {
      cards.getChildren().add(card(sample, texts, open));
    }
    Button file = new Button(texts.get("start.file"));
    file.setId("start-open-file");
    file.setOnAction(event -> openFile.run());
    VBox page = new VBox(title, lead, cards, file);
    page.getStyleClass().add("start-page");
    setContent(page);
  }

  private static Button card(Sample sample, Texts texts, Consumer<Sample> open) {
    Label name = new Label(sample.title(texts.locale()));
    name.getStyleClass().add("sample-title");
    Text summary = new Text(sample.summary(texts.locale()));
    summary.setWrappingWidth(CARD);
    summary.getStyleClass().add("sample-summary");
    Label facts = new Label(texts.get("start.facts", sample.level(), sample.minutes()));
    facts.getStyleClass().add("hint");
    VBox content = new VBox(name, summary, facts);
    content.getStyleClass().add("sample-content");
    Button card = new Button();
    card.setGraphic(content);
    card.setId("sample-" + sample.id());
    card.getStyleClass().add("sample-card");
    card.setAccessibleText(sample.title(texts.locale()));
    card.setOnAction(event -> open.accept(sample));
    return card;
  }
}
