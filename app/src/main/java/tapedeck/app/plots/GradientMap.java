package tapedeck.app.plots;

import java.util.function.BiConsumer;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import tapedeck.app.chart.Shades;

/**
 * Draws {@link GradientNorms} as a heat map with the names at its left: the stronger the orange,
 * the larger the gradient on a scale of powers of ten; blue where it is zero, red where it is not
 * finite, empty where there is none. A cell is chosen with the pointer or the arrow keys.
 */
final class GradientMap extends Region {
  private static final double ROW = 18;
  private static final double NAMES = 170;
  private static final double BAR = 12;
  private static final double WIDEST = 28;

  /** The share of blue in the colour of a gradient that is zero. */
  private static final double VANISHED = 0.55;

  private final Canvas canvas = new Canvas();
  private final ScrollBar scroll = new ScrollBar();
  private final Label ink = new Label();
  private final Label ground = new Label();
  private final BiConsumer<Integer, Integer> pointed;
  private final BiConsumer<Integer, Integer> chosen;
  private GradientNorms.Picture picture = GradientNorms.Picture.EMPTY;
  private int row = -1;
  private int column = -1;

  /**
   * @param pointed told the row and the pass under the pointer, −1 and −1 where there is none
   * @param chosen told the row and the pass that were clicked
   */
  GradientMap(BiConsumer<Integer, Integer> pointed, BiConsumer<Integer, Integer> chosen) {
    this.pointed = pointed;
    this.chosen = chosen;
    setId("gradient-map");
    getStyleClass().add("gradient-map");
    setAccessibleRole(AccessibleRole.IMAGE_VIEW);
    setFocusTraversable(true);
    scroll.setOrientation(javafx.geometry.Orientation.VERTICAL);
    scroll.valueProperty().addListener((property, before, after) -> requestLayout());
    ink.setVisible(false);
    ink.getStyleClass().add("row-code");
    ground.setVisible(false);
    ground.getStyleClass().add("matrix-zero");
    getChildren().addAll(canvas, scroll, ink, ground);
    ink.textFillProperty().addListener((property, before, after) -> requestLayout());
    ground.textFillProperty().addListener((property, before, after) -> requestLayout());
    focusedProperty().addListener((property, before, after) -> requestLayout());
    setOnMouseMoved(this::point);
    setOnMouseExited(event -> choose(-1, -1));
    setOnMouseClicked(
        event -> {
          requestFocus();
          point(event);
          go();
        });
    setOnScroll(
        event -> scroll.setValue(clamp(scroll.getValue() - Math.signum(event.getDeltaY()))));
    setOnKeyPressed(this::key);
  }

  void show(GradientNorms.Picture now) {
    picture = now;
    if (row >= now.rows().size() || column >= now.passes().size()) {
      row = -1;
      column = -1;
    }
    requestLayout();
  }

  private int rowsInView() {
    return (int) Math.max(1, Math.floor(getHeight() / ROW));
  }

  private double clamp(double value) {
    return Math.max(0, Math.min(scroll.getMax(), value));
  }

  private int firstRow() {
    return (int) Math.round(scroll.getValue());
  }

  private double cellWidth() {
    double room = getWidth() - NAMES - BAR - 4;
    return Math.max(0, Math.min(WIDEST, room / Math.max(1, picture.passes().size())));
  }

  private void point(MouseEvent event) {
    int r = firstRow() + (int) (event.getY() / ROW);
    int c = (int) Math.floor((event.getX() - NAMES) / Math.max(1e-9, cellWidth()));
    boolean inside = r < picture.rows().size() && c >= 0 && c < picture.passes().size();
    choose(inside ? r : -1, inside ? c : -1);
  }

  private void choose(int r, int c) {
    row = r;
    column = c;
    pointed.accept(r, c);
    requestLayout();
  }

  private void go() {
    if (row >= 0 && column >= 0) {
      chosen.accept(row, column);
    }
  }

  private void key(KeyEvent event) {
    int rows = picture.rows().size();
    int passes = picture.passes().size();
    if (rows == 0 || event.isShortcutDown() || event.isAltDown()) {
      return;
    }
    int r = Math.max(0, row);
    int c = column >= 0 ? column : Math.max(0, picture.here());
    switch (event.getCode()) {
      case LEFT -> choose(r, Math.max(0, c - 1));
      case RIGHT -> choose(r, Math.min(passes - 1, c + 1));
      case UP -> choose(Math.max(0, r - 1), c);
      case DOWN -> choose(Math.min(rows - 1, r + 1), c);
      case ENTER, SPACE -> go();
      default -> {
        return;
      }
    }
    if (row < firstRow() || row >= firstRow() + rowsInView()) {
      scroll.setValue(clamp(row < firstRow() ? row : row - rowsInView() + 1));
    }
    event.consume();
  }

  private static Color color(Paint paint, Color otherwise) {
    return paint instanceof Color color ? color : otherwise;
  }

  @Override
  protected void layoutChildren() {
    int hiddenRows = Math.max(0, picture.rows().size() - rowsInView());
    scroll.setMax(hiddenRows);
    scroll.setVisibleAmount(hiddenRows == 0 ? 1 : rowsInView());
    scroll.setVisible(hiddenRows > 0);
    scroll.resizeRelocate(getWidth() - BAR, 0, BAR, getHeight());
    if (scroll.getValue() > hiddenRows) {
      scroll.setValue(hiddenRows);
    }
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    GraphicsContext g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, getWidth(), getHeight());
    g.setFont(Font.font(ink.getFont().getFamily(), 12));
    Color text = color(ink.getTextFill(), Color.BLACK);
    Color zero = color(ground.getTextFill(), Color.WHITE);
    double low = picture.least();
    double high = picture.most();
    int last = Math.min(picture.rows().size(), firstRow() + rowsInView());
    for (int r = firstRow(); r < last; r++) {
      double top = (r - firstRow()) * ROW;
      g.setFill(text);
      g.fillText(shortened(picture.rows().get(r).name()), 0, top + 13, NAMES - 8);
      paintRow(g, picture.rows().get(r), top, low, high, zero);
    }
    markPosition(g, text, (last - firstRow()) * ROW);
    if (row >= firstRow() && row < last) {
      g.setStroke(text);
      g.setLineWidth(1);
      double width = Math.max(3, cellWidth());
      g.strokeRect(
          NAMES + column * cellWidth() + 0.5, (row - firstRow()) * ROW + 0.5, width, ROW - 1);
    }
  }

  /** Keeps the end of a long name, which tells parameters apart. */
  private static String shortened(String name) {
    return name.length() <= 24 ? name : "…" + name.substring(name.length() - 23);
  }

  private void paintRow(
      GraphicsContext g, GradientNorms.Row cells, double top, double low, double high, Color zero) {
    double width = cellWidth();
    int count = cells.norms().length;
    // where several passes share a pixel, the largest of them stands for all
    int stride = (int) Math.max(1, Math.ceil(1 / Math.max(1e-6, width)));
    double gap = width > 5 ? 1 : 0;
    for (int c = 0; c < count; c += stride) {
      double norm = GradientNorms.NONE;
      for (int i = c; i < Math.min(count, c + stride); i++) {
        // Math.max keeps a NaN
        norm = Math.max(norm, cells.norms()[i]);
      }
      if (norm == GradientNorms.NONE) {
        continue;
      }
      g.setFill(
          norm == 0
              ? zero.interpolate(Shades.diverging(-1, 1, zero), VANISHED)
              : Shades.magnitude(norm, low, high, zero));
      double x = NAMES + Math.floor(c * width);
      double right = NAMES + Math.floor((c + stride) * width);
      g.fillRect(x, top, Math.max(1, right - x - gap), ROW - 1);
    }
  }

  private void markPosition(GraphicsContext g, Color text, double height) {
    if (picture.here() >= 0 && height > 0) {
      double middle = NAMES + (picture.here() + 0.5) * cellWidth();
      g.setStroke(text);
      g.setLineWidth(1.5);
      g.strokeLine(middle, 0, middle, height);
    }
  }
}
