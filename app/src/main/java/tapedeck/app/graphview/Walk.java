package tapedeck.app.graphview;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Scene;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;

/** A direction in which the arrow keys walk over the picture. */
enum Walk {
  /** Along an edge to what was there before. */
  UP {
    @Override
    Stream<GraphVertex> neighbours(Scene scene, GraphVertex from) {
      return along(scene, from, true);
    }
  },
  /** Along an edge to what comes of it. */
  DOWN {
    @Override
    Stream<GraphVertex> neighbours(Scene scene, GraphVertex from) {
      return along(scene, from, false);
    }
  },
  /** To what lies left of it. */
  LEFT {
    @Override
    Stream<GraphVertex> neighbours(Scene scene, GraphVertex from) {
      return beside(scene, from, -1);
    }
  },
  /** To what lies right of it. */
  RIGHT {
    @Override
    Stream<GraphVertex> neighbours(Scene scene, GraphVertex from) {
      return beside(scene, from, 1);
    }
  };

  abstract Stream<GraphVertex> neighbours(Scene scene, GraphVertex from);

  /** The nearest thing in this direction that there is at a step, null if there is none. */
  @Nullable GraphVertex from(Scene scene, long step, GraphVertex from) {
    Bounds start = scene.layout().box(from);
    if (start == null) {
      return null;
    }
    java.util.Set<GraphVertex> there = new java.util.HashSet<>();
    for (Scene.Item item : scene.items()) {
      if (item.from() <= step && !item.open()) {
        there.add(item.vertex());
      }
    }
    return neighbours(scene, from)
        .filter(there::contains)
        .min(
            Comparator.comparingDouble(
                vertex -> distance(start, Objects.requireNonNull(scene.layout().box(vertex)))))
        .orElse(null);
  }

  private static double distance(Bounds a, Bounds b) {
    return Math.hypot(a.centerX() - b.centerX(), a.centerY() - b.centerY());
  }

  private static Stream<GraphVertex> along(Scene scene, GraphVertex from, boolean up) {
    return scene.links().stream()
        .map(Scene.Link::edge)
        .filter(edge -> (up ? lower(edge) : upper(edge)).equals(from))
        .map(edge -> up ? upper(edge) : lower(edge));
  }

  private static boolean runsUp(GraphEdge edge) {
    return edge.kind() == Kind.GRADIENT || edge.kind() == Kind.ACCUMULATION;
  }

  private static GraphVertex upper(GraphEdge edge) {
    return runsUp(edge) ? edge.to() : edge.from();
  }

  private static GraphVertex lower(GraphEdge edge) {
    return runsUp(edge) ? edge.from() : edge.to();
  }

  /** What lies on the same height to one side. */
  private static Stream<GraphVertex> beside(Scene scene, GraphVertex from, int side) {
    Bounds start = Objects.requireNonNull(scene.layout().box(from));
    return scene.items().stream()
        .filter(item -> Math.signum(item.bounds().centerX() - start.centerX()) == side)
        .filter(
            item ->
                Math.abs(item.bounds().centerY() - start.centerY())
                    < (item.bounds().height() + start.height()) / 2)
        .map(Scene.Item::vertex);
  }
}
