package tapedeck.app.shell;

import java.util.Locale;
import javafx.beans.property.BooleanProperty;
import tapedeck.app.graphview.GraphModel;
import tapedeck.app.settings.Settings;
import tapedeck.graph.Lens;

/** Keeps how a person looks at graphs from one start to the next. */
final class RememberedGraph {
  private RememberedGraph() {}

  static void keep(GraphModel graph, Settings settings) {
    keep(settings, "graphFollowing", graph.followingProperty());
    keep(settings, "graphMinimap", graph.minimapShownProperty());
    keep(settings, "graphLegend", graph.legendShownProperty());
    Lens lens = lens(settings.graphLens());
    boolean plainHidden = settings.isOn("graphPlainHidden", false);
    boolean rows = settings.isOn("graphRows", false);
    graph
        .lookProperty()
        .set(
            graph
                .lookProperty()
                .get()
                .withLens(lens)
                .withPlainHidden(plainHidden)
                .withFolding(graph.lookProperty().get().folding().withRepeats(rows)));
    graph
        .lookProperty()
        .addListener(
            (property, before, after) -> {
              settings.setGraphLens(after.lens().name());
              settings.setOn("graphPlainHidden", after.plainHidden());
              settings.setOn("graphRows", after.folding().repeats());
            });
  }

  private static void keep(Settings settings, String key, BooleanProperty property) {
    property.set(settings.isOn(key, property.get()));
    property.addListener((observed, before, after) -> settings.setOn(key, after));
  }

  /** The lens of that name; the whole picture for a name that there is not. */
  private static Lens lens(String name) {
    for (Lens lens : Lens.values()) {
      if (lens.name().equals(name.toUpperCase(Locale.ROOT))) {
        return lens;
      }
    }
    return Lens.BOTH;
  }
}
