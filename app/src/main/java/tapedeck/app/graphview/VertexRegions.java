package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.AccessibleRole;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Pane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import tapedeck.app.picture.GraphFrame;
import tapedeck.app.picture.GraphFrame.Box;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.Viewport;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;

/**
 * Invisible regions over the boxes that can be seen, so that they take the focus, are read aloud
 * and can be looked up by id ({@code #vertex-t1}). A pool: there are never more regions than boxes
 * have been visible at once.
 */
final class VertexRegions extends Pane {
  /** More than this at once cannot be told apart anyway. */
  private static final int MOST = 300;

  /** Smaller than this, in pixels of the screen, nobody could point at it. */
  private static final double SMALLEST = 5;

  private final Consumer<@Nullable GraphVertex> select;
  private final Consumer<GraphVertex> toggle;
  private final List<VertexRegion> pool = new ArrayList<>();

  VertexRegions(Consumer<@Nullable GraphVertex> select, Consumer<GraphVertex> toggle) {
    this.select = select;
    this.toggle = toggle;
    setPickOnBounds(false);
  }

  private static final class VertexRegion extends Region {
    @Nullable GraphVertex vertex;
  }

  void show(GraphFrame frame, Viewport viewport, Bounds visible) {
    int used = 0;
    double least = SMALLEST / viewport.scale();
    for (Box box : frame.boxes()) {
      if (used < MOST && box.bounds().height() > least && box.bounds().intersects(visible)) {
        place(region(used++), box, viewport);
      }
    }
    for (int i = used; i < pool.size(); i++) {
      VertexRegion unused = pool.get(i);
      unused.setVisible(false);
      unused.setId(null);
      unused.vertex = null;
    }
  }

  private VertexRegion region(int index) {
    if (index == pool.size()) {
      VertexRegion made = new VertexRegion();
      made.getStyleClass().add("graph-vertex");
      made.setManaged(false);
      made.setFocusTraversable(true);
      made.setAccessibleRole(AccessibleRole.BUTTON);
      made.setOnKeyPressed(
          event -> {
            if (event.getCode() == KeyCode.SPACE) {
              select.accept(made.vertex);
              event.consume();
            } else if (event.getCode() == KeyCode.ENTER) {
              press(made.vertex);
              event.consume();
            }
          });
      pool.add(made);
      getChildren().add(made);
    }
    return pool.get(index);
  }

  /** What a click does, or for a module a double click. */
  private void press(@Nullable GraphVertex vertex) {
    if (vertex instanceof ModuleVertex) {
      toggle.accept(vertex);
    } else {
      select.accept(vertex);
    }
  }

  private static void place(VertexRegion region, Box box, Viewport viewport) {
    Bounds bounds = box.bounds();
    region.vertex = box.vertex();
    region.setId("vertex-" + box.vertex().key());
    String grad = box.grad() == null ? "" : ", " + box.grad();
    region.setAccessibleText(box.title() + ", " + box.detail() + grad);
    region.resizeRelocate(
        viewport.originX() + bounds.x() * viewport.scale(),
        viewport.originY() + bounds.y() * viewport.scale(),
        bounds.width() * viewport.scale(),
        bounds.height() * viewport.scale());
    region.setVisible(true);
  }
}
