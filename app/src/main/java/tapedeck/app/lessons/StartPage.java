package tapedeck.app.lessons;

import java.util.List;
import java.util.function.Consumer;
import javafx.beans.InvalidationListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import tapedeck.app.text.Texts;
import tapedeck.samples.Sample;
import tapedeck.samples.SampleCatalogue;

/**
 * The table of contents: lessons and models as cards with what was reached in them, a search field,
 * recent files, and buttons for a program of one's own. It is what is seen before a program is
 * open.
 */
public final class StartPage extends ScrollPane {
  /** The width of a card's text in pixels. */
  private static final double CARD = 256;

  private final SampleCatalogue catalogue;
  private final Texts texts;
  private final LessonProgress progress;
  private final Consumer<Sample> open;
  private final TextField search = new TextField();
  private final VBox groups = new VBox(10);
  private final VBox recent = new VBox(2);
  private final HBox buttons = new HBox(8);
  private final HBox offer = new HBox(8);

  /**
   * @param open opens a sample
   */
  public StartPage(
      SampleCatalogue catalogue, Texts texts, LessonProgress progress, Consumer<Sample> open) {
    this.catalogue = catalogue;
    this.texts = texts;
    this.progress = progress;
    this.open = open;
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
    lead.setMinHeight(Region.USE_PREF_SIZE);
    search.setId("start-search");
    search.setPromptText(texts.get("start.search"));
    search.setAccessibleText(texts.get("start.search"));
    search.setPrefColumnCount(28);
    search.textProperty().addListener((property, before, after) -> fill());
    buttons.setAlignment(Pos.CENTER_LEFT);
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox bar = new HBox(8, search, space, buttons);
    bar.setAlignment(Pos.CENTER_LEFT);
    recent.getStyleClass().add("start-recent");
    offer.managedProperty().bind(offer.visibleProperty());
    offer.setVisible(false);
    VBox page = new VBox(new VBox(4, title, lead), offer, bar, recent, groups);
    page.getStyleClass().add("start-page");
    setContent(page);
    progress.reached().addListener((InvalidationListener) changed -> fill());
    fill();
  }

  /** Adds a button for a program that is no sample. */
  public void addButton(String id, Runnable action) {
    Button button = new Button(texts.get("start." + id));
    button.setId("start-" + id);
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setOnAction(event -> action.run());
    buttons.getChildren().add(button);
  }

  /** Shows the files that were opened last. */
  public void showRecent(List<String> files, Consumer<String> openFile) {
    recent.getChildren().clear();
    recent.setVisible(!files.isEmpty());
    recent.setManaged(!files.isEmpty());
    if (files.isEmpty()) {
      return;
    }
    Label heading = new Label(texts.get("open.recent"));
    heading.getStyleClass().add("start-group");
    FlowPane links = new FlowPane(14, 2);
    for (String file : files) {
      Hyperlink link = new Hyperlink(file.substring(file.replace('\\', '/').lastIndexOf('/') + 1));
      link.setMnemonicParsing(false);
      link.setTextOverrun(OverrunStyle.LEADING_ELLIPSIS);
      link.setTooltip(new Tooltip(file));
      link.setOnAction(event -> openFile.accept(file));
      links.getChildren().add(link);
    }
    recent.getChildren().addAll(heading, links);
  }

  /**
   * Offers something above all else, to be taken or dismissed.
   *
   * @param settled called in either case
   */
  public void offer(String text, Runnable action, Runnable settled) {
    Button take = new Button(text);
    take.setId("start-offer");
    take.getStyleClass().add("accent");
    Button dismiss = new Button(texts.get("start.dismiss"));
    dismiss.setId("start-dismiss");
    offer.getChildren().setAll(take, dismiss);
    offer.setVisible(true);
    dismiss.setOnAction(
        event -> {
          offer.setVisible(false);
          settled.run();
        });
    take.setOnAction(
        event -> {
          action.run();
          dismiss.fire();
        });
  }

  /** Puts the caret into the search field. */
  public void focusSearch() {
    search.requestFocus();
  }

  private void fill() {
    groups.getChildren().clear();
    for (Sample.Group group : Sample.Group.values()) {
      List<Sample> found =
          catalogue.samples(group).stream()
              .filter(sample -> sample.matches(search.getText(), texts.locale()))
              .toList();
      if (!found.isEmpty()) {
        FlowPane cards = new FlowPane();
        cards.getStyleClass().add("start-cards");
        found.forEach(sample -> cards.getChildren().add(card(sample)));
        groups.getChildren().addAll(heading(group), cards);
      }
    }
    if (groups.getChildren().isEmpty()) {
      Label none = new Label(texts.get("start.noneFound"));
      none.getStyleClass().add("hint");
      groups.getChildren().add(none);
    }
  }

  private Label heading(Sample.Group group) {
    List<Sample> all = catalogue.samples(group);
    long done = all.stream().filter(progress::isDone).count();
    Label heading = new Label(texts.get("start." + group.folder(), done, all.size()));
    heading.setId("heading-" + group.folder());
    heading.getStyleClass().add("start-group");
    return heading;
  }

  private Button card(Sample sample) {
    String number = sample.steps().isEmpty() ? "" : sample.order() + ". ";
    Text name = new Text(number + sample.title(texts.locale()));
    name.setWrappingWidth(CARD);
    name.getStyleClass().add("sample-title");
    Text summary = new Text(sample.summary(texts.locale()));
    summary.setWrappingWidth(CARD);
    summary.getStyleClass().add("sample-summary");
    Region space = new Region();
    VBox.setVgrow(space, Priority.ALWAYS);
    VBox content = new VBox(new Sketch(sample.picture()), name, summary, space, facts(sample));
    content.getStyleClass().add("sample-content");
    Button card = new Button();
    card.setGraphic(content);
    card.setId("sample-" + sample.id());
    card.getStyleClass().add("sample-card");
    card.setAccessibleText(name.getText());
    card.setOnAction(event -> open.accept(sample));
    return card;
  }

  private HBox facts(Sample sample) {
    String level = texts.get("start.level." + sample.level());
    Label facts = new Label(texts.get("start.facts", level, sample.minutes()));
    facts.getStyleClass().add("hint");
    Region space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    HBox row = new HBox(facts, space);
    int steps = sample.steps().size();
    if (progress.isDone(sample)) {
      Label done = new Label(texts.get("start.done"));
      done.getStyleClass().add("good");
      row.getChildren().add(done);
    } else if (progress.of(sample) > 0) {
      Label begun = new Label(texts.get("start.begun", progress.of(sample), steps));
      begun.getStyleClass().add("hint");
      row.getChildren().add(begun);
    }
    return row;
  }
}
