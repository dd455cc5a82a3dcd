package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javafx.beans.InvalidationListener;
import javafx.collections.FXCollections;
import javafx.collections.ObservableSet;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.ActiveVertices;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.Worker;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.session.Snapshot;

/**
 * What is selected, at the position, as cards that fold. Where nothing is selected, it follows the
 * step.
 */
public final class InspectorPane extends ScrollPane implements AutoCloseable {
  private final DebuggerModel model;
  private final Texts texts;
  private final Label title = new Label();
  private final Label hint = new Label();
  private final List<Slot> slots = new ArrayList<>();
  private final ObservableSet<String> folded = FXCollections.observableSet();
  private final Worker gathering;
  private final VjpCard vjp;

  /** A card and the pane around it. */
  private record Slot(Card<?> card, TitledPane pane) {}

  /**
   * @param windowThread where what was gathered is handed over
   */
  public InspectorPane(DebuggerModel model, Texts texts, Executor windowThread) {
    this.model = model;
    this.texts = texts;
    this.gathering = new Worker("inspector", windowThread);
    this.vjp = new VjpCard(texts, windowThread);
    setId("inspector");
    setFitToWidth(true);
    setHbarPolicy(ScrollBarPolicy.NEVER);
    title.getStyleClass().add("inspector-title");
    title.setWrapText(true);
    hint.getStyleClass().add("hint");
    hint.setWrapText(true);
    VBox cards = new VBox(title, hint);
    cards.getStyleClass().add("inspector");
    for (Card<?> card : cards()) {
      Slot slot = new Slot(card, pane(card));
      slots.add(slot);
      cards.getChildren().add(slot.pane());
    }
    setContent(cards);
    folded.addListener((InvalidationListener) changed -> fold());
    model.snapshotProperty().addListener((property, before, after) -> show());
    model.selectionProperty().addListener((property, before, after) -> show());
    show();
  }

  /** All cards, from top to bottom. */
  private List<Card<?>> cards() {
    return List.of(
        new ModuleCard(model, texts, this::select),
        new TensorCard(model, texts),
        new WhyCard(texts),
        new NodeCard(texts, this::select),
        new UnfoldingCard(texts, this::select),
        new OptimizerCard(model, texts),
        new ValuesCard(texts),
        vjp,
        new HistoryCard(model, texts),
        new OriginCard(texts, this::select),
        new WhatIfCard(model, texts));
  }

  private TitledPane pane(Card<?> card) {
    TitledPane pane = new TitledPane(texts.get("inspector.card." + card.id()), card.body());
    pane.setId("card-" + card.id());
    pane.getStyleClass().add("inspector-card");
    pane.setAnimated(false);
    pane.managedProperty().bind(pane.visibleProperty());
    pane.setVisible(false);
    pane.expandedProperty()
        .addListener(
            (property, before, after) -> {
              if (after) {
                folded.remove(card.id());
                show();
              } else {
                folded.add(card.id());
              }
            });
    return pane;
  }

  /** The ids of the cards that are folded. */
  public ObservableSet<String> foldedCards() {
    return folded;
  }

  private void fold() {
    slots.forEach(slot -> slot.pane().setExpanded(!folded.contains(slot.card().id())));
  }

  private void select(GraphVertex vertex) {
    model.selectionProperty().set(vertex);
  }

  private void show() {
    Snapshot snapshot = model.snapshotProperty().get();
    GraphVertex selected = model.selectionProperty().get();
    GraphVertex vertex = selected != null ? selected : followed();
    Inspected at =
        snapshot == null || vertex == null ? null : Inspected.of(snapshot, model.known(), vertex);
    boolean found = at != null && at.exists();
    title.setVisible(found);
    title.setManaged(found);
    hint.setText(texts.get(hintKey(selected, found)));
    if (at == null || !found) {
      gathering.cancel();
      slots.forEach(slot -> slot.pane().setVisible(false));
      return;
    }
    title.setText(title(at));
    List<Slot> slow = new ArrayList<>();
    for (Slot slot : slots) {
      if (slot.card().isQuick()) {
        take(slot, slot.card().prepare(at));
      } else {
        slow.add(slot);
      }
    }
    List<Slot> open = slow.stream().filter(slot -> slot.pane().isExpanded()).toList();
    gathering.request(
        () -> open.stream().map(slot -> new Gathered(slot, slot.card().prepare(at))).toList(),
        gathered -> gathered.forEach(one -> take(one.slot(), one.show())));
  }

  private record Gathered(Slot slot, @Nullable Runnable show) {}

  private static void take(Slot slot, @Nullable Runnable show) {
    slot.pane().setVisible(show != null);
    if (show != null) {
      show.run();
    }
  }

  private String title(Inspected at) {
    Inspection inspection = Inspection.of(at.state(), at.known(), at.vertex());
    return inspection == null ? texts.get("inspector.card.module") : inspection.title();
  }

  private static String hintKey(@Nullable GraphVertex selected, boolean found) {
    if (selected == null) {
      return found ? "inspector.following" : "inspector.nothing";
    }
    return found ? "inspector.selected" : "inspector.notYet";
  }

  private @Nullable GraphVertex followed() {
    Set<GraphVertex> active = ActiveVertices.of(model.state());
    GraphVertex best = null;
    for (GraphVertex vertex : active) {
      if (best == null || vertex instanceof GraphVertex.TensorVertex) {
        best = vertex;
      }
    }
    return best;
  }

  @Override
  public void close() {
    gathering.close();
    vjp.close();
  }
}
