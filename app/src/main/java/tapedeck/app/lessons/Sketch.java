package tapedeck.app.lessons;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Circle;
import javafx.scene.shape.QuadCurve;

/**
 * A small picture of a graph, given as edges such as {@code x>y y>loss}: what is computed stands to
 * the right of what it is computed from.
 */
final class Sketch extends Pane {
  private static final double WIDTH = 132;
  private static final double HEIGHT = 44;
  private static final double INSET = 8;
  private static final double BEND = 20;
  private static final double RADIUS = 4.5;

  private final Map<String, Integer> layers = new LinkedHashMap<>();
  private final List<String[]> edges = new ArrayList<>();

  Sketch(String spec) {
    getStyleClass().add("sketch");
    setMinSize(WIDTH, HEIGHT);
    setPrefSize(WIDTH, HEIGHT);
    setMaxSize(WIDTH, HEIGHT);
    setMouseTransparent(true);
    read(spec);
    draw();
  }

  private void read(String spec) {
    for (String part : spec.strip().split(" +", -1)) {
      String[] ends = part.split(">", -1);
      for (String end : ends) {
        layers.putIfAbsent(end, 0);
      }
      if (ends.length == 2) {
        edges.add(ends);
      }
    }
    // as many rounds as nodes push every node behind all that it depends on
    for (int round = 0; round < layers.size(); round++) {
      for (String[] edge : edges) {
        int behind = layers.getOrDefault(edge[0], 0) + 1;
        layers.merge(edge[1], behind, Math::max);
      }
    }
  }

  /** A line; one that passes over other layers keeps clear of their nodes. */
  private QuadCurve edge(String[] ends, double[] from, double[] to) {
    int over = layers.getOrDefault(ends[1], 0) - layers.getOrDefault(ends[0], 0);
    double bend = over > 1 ? Math.min(from[1], to[1]) - BEND : (from[1] + to[1]) / 2;
    QuadCurve curve = new QuadCurve(from[0], from[1], (from[0] + to[0]) / 2, bend, to[0], to[1]);
    curve.setFill(null);
    curve.getStyleClass().add("sketch-edge");
    return curve;
  }

  private void draw() {
    int last = layers.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    Map<String, double[]> places = new LinkedHashMap<>();
    for (int layer = 0; layer <= last; layer++) {
      int wanted = layer;
      List<String> column =
          layers.keySet().stream().filter(node -> layers.getOrDefault(node, 0) == wanted).toList();
      for (int i = 0; i < column.size(); i++) {
        double x = last == 0 ? WIDTH / 2 : INSET + layer * (WIDTH - 2 * INSET) / last;
        double y = HEIGHT * (i + 1) / (column.size() + 1);
        places.put(column.get(i), new double[] {x, y});
      }
    }
    for (String[] edge : edges) {
      double[] from = places.get(edge[0]);
      double[] to = places.get(edge[1]);
      if (from != null && to != null) {
        getChildren().add(edge(edge, from, to));
      }
    }
    places.forEach(
        (node, place) -> {
          Circle dot = new Circle(place[0], place[1], RADIUS);
          boolean leaf = layers.getOrDefault(node, 0) == 0;
          dot.getStyleClass().add(leaf ? "sketch-leaf" : "sketch-node");
          getChildren().add(dot);
        });
  }
}
