package tapedeck.app.graphview;

import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.input.ZoomEvent;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.GraphVertex;

/**
 * Drag or scroll to pan, Ctrl and scroll to zoom at the pointer, click to select, double click to
 * fold or open a module, arrows to walk along edges, Enter to fold or open.
 */
final class GraphGestures {
  /** Pixels of pointer movement above which a press is a drag and no click. */
  private static final double DRAG = 4;

  private final GraphView view;
  private double pressX;
  private double pressY;
  private boolean dragged;

  GraphGestures(GraphView view) {
    this.view = view;
  }

  void listen() {
    view.addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
    view.addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
    view.addEventHandler(MouseEvent.MOUSE_CLICKED, this::click);
    view.addEventHandler(ScrollEvent.SCROLL, this::scroll);
    view.addEventHandler(
        ZoomEvent.ZOOM, event -> view.zoom(event.getZoomFactor(), event.getX(), event.getY()));
    view.addEventHandler(KeyEvent.KEY_PRESSED, this::key);
  }

  private void scroll(ScrollEvent event) {
    if (event.isControlDown()) {
      view.zoom(Math.pow(1.0015, event.getDeltaY()), event.getX(), event.getY());
    } else {
      view.pan(event.getDeltaX(), event.getDeltaY());
    }
    event.consume();
  }

  private void press(MouseEvent event) {
    pressX = event.getX();
    pressY = event.getY();
    dragged = false;
    view.requestFocus();
    if (event.getButton() == MouseButton.SECONDARY) {
      // the menu that comes is about what is under the pointer
      view.select(view.at(event.getX(), event.getY()));
    }
  }

  private void drag(MouseEvent event) {
    double dx = event.getX() - pressX;
    double dy = event.getY() - pressY;
    if (event.isPrimaryButtonDown() && (dragged || Math.hypot(dx, dy) > DRAG)) {
      dragged = true;
      view.pan(dx, dy);
      pressX = event.getX();
      pressY = event.getY();
    }
  }

  private void click(MouseEvent event) {
    if (dragged || event.getButton() != MouseButton.PRIMARY) {
      return;
    }
    @Nullable GraphVertex hit = view.at(event.getX(), event.getY());
    if (event.getClickCount() == 2 && hit != null) {
      view.toggle(hit);
    } else if (event.getClickCount() == 1) {
      view.select(hit);
    }
  }

  private void key(KeyEvent event) {
    if (event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
      return;
    }
    switch (event.getCode()) {
      case UP -> view.walk(Walk.UP);
      case DOWN -> view.walk(Walk.DOWN);
      case LEFT -> view.walk(Walk.LEFT);
      case RIGHT -> view.walk(Walk.RIGHT);
      case ENTER -> view.toggleSelection();
      default -> {
        return;
      }
    }
    event.consume();
  }
}
