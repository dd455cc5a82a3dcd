package tapedeck.app.chart;

import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Label;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Pane;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.text.Font;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.Brief;

/**
 * A matrix as colours or as numbers. Of one that is larger than the view, the wheel or a drag shows
 * another part when numbers are shown, and all of it stands on fewer pixels when colours are.
 */
public final class MatrixView extends Pane {
  /**
   * A matrix.
   *
   * @param at its elements, counted row by row
   * @param exact an element in all its digits
   */
  public record Matrix(int rows, int columns, DoubleUnaryOperator at, IntFunction<String> exact) {
    /** An empty one. */
    public static final Matrix NONE = new Matrix(0, 0, index -> 0, index -> "");

    double element(int row, int column) {
      return at.applyAsDouble((double) row * columns + column);
    }
  }

  private static final double CELL_WIDTH = 68;
  private static final double CELL_HEIGHT = 20;
  private static final double LARGEST_CELL = 22;

  private final Canvas canvas = new Canvas();
  private final Label ink = new Label();
  private final Label ground = new Label();
  private IntConsumer pointed = index -> {};
  private Matrix matrix = Matrix.NONE;
  private boolean numbers;
  private final double highest;
  private int firstRow;
  private int firstColumn;
  private double dragX;
  private double dragY;

  /**
   * @param height in pixels, at the most
   */
  public MatrixView(double height) {
    getStyleClass().add("matrix-view");
    this.highest = height;
    setMinWidth(0);
    setMaxWidth(Double.MAX_VALUE);
    // the colours of the theme, as the style sheet gives them to labels
    ink.setVisible(false);
    ink.getStyleClass().add("row-code");
    ground.setVisible(false);
    ground.getStyleClass().add("matrix-zero");
    getChildren().addAll(canvas, ink, ground);
    ink.textFillProperty().addListener((property, before, after) -> requestLayout());
    ground.textFillProperty().addListener((property, before, after) -> requestLayout());
    setOnMouseMoved(this::point);
    setOnMouseExited(event -> pointed.accept(-1));
    setOnMousePressed(
        event -> {
          dragX = event.getX();
          dragY = event.getY();
        });
    setOnMouseDragged(this::drag);
    addEventHandler(ScrollEvent.SCROLL, this::scroll);
  }

  /** Told the index of the element under the pointer, −1 where there is none. */
  public void onPointed(IntConsumer consumer) {
    pointed = consumer;
  }

  /**
   * Shows a matrix.
   *
   * @param asNumbers whether its elements are written, and not only coloured
   */
  public void show(Matrix shown, boolean asNumbers) {
    boolean other = shown.rows() != matrix.rows() || shown.columns() != matrix.columns();
    matrix = shown;
    numbers = asNumbers;
    if (other) {
      firstRow = 0;
      firstColumn = 0;
    }
    requestLayout();
    // the parent has to ask for the height again
    requestParentLayout();
  }

  @Override
  protected double computePrefHeight(double width) {
    return Math.min(highest, matrix.rows() * (numbers ? CELL_HEIGHT : LARGEST_CELL));
  }

  @Override
  protected double computeMinHeight(double width) {
    return computePrefHeight(width);
  }

  @Override
  protected double computePrefWidth(double height) {
    return 0;
  }

  private int rowsInView() {
    return (int) Math.max(1, Math.floor(getHeight() / CELL_HEIGHT));
  }

  private int columnsInView() {
    return (int) Math.max(1, Math.floor(getWidth() / CELL_WIDTH));
  }

  private double cellWidth() {
    return numbers
        ? CELL_WIDTH
        : Math.min(LARGEST_CELL, getWidth() / Math.max(1, matrix.columns()));
  }

  private double cellHeight() {
    return numbers ? CELL_HEIGHT : Math.min(LARGEST_CELL, getHeight() / Math.max(1, matrix.rows()));
  }

  private void scroll(ScrollEvent event) {
    if (numbers && (matrix.rows() > rowsInView() || matrix.columns() > columnsInView())) {
      boolean across = event.isShiftDown() || event.getDeltaY() == 0;
      double by = event.getDeltaY() == 0 ? event.getDeltaX() : event.getDeltaY();
      if (moveBy(across ? 0 : (int) -Math.signum(by), across ? (int) -Math.signum(by) : 0)) {
        event.consume();
      }
    }
  }

  private void drag(MouseEvent event) {
    int rows = (int) ((dragY - event.getY()) / CELL_HEIGHT);
    int columns = (int) ((dragX - event.getX()) / CELL_WIDTH);
    if (numbers && (rows != 0 || columns != 0)) {
      dragX -= columns * CELL_WIDTH;
      dragY -= rows * CELL_HEIGHT;
      moveBy(rows, columns);
    }
  }

  private boolean moveBy(int rows, int columns) {
    int row = Math.max(0, Math.min(matrix.rows() - rowsInView(), firstRow + rows));
    int column = Math.max(0, Math.min(matrix.columns() - columnsInView(), firstColumn + columns));
    boolean moved = row != firstRow || column != firstColumn;
    firstRow = row;
    firstColumn = column;
    requestLayout();
    return moved;
  }

  private void point(MouseEvent event) {
    int column = (int) (event.getX() / cellWidth()) + (numbers ? firstColumn : 0);
    int row = (int) (event.getY() / cellHeight()) + (numbers ? firstRow : 0);
    boolean inside = row < matrix.rows() && column < matrix.columns();
    pointed.accept(inside ? row * matrix.columns() + column : -1);
  }

  private static Color color(@Nullable Paint paint, Color otherwise) {
    return paint instanceof Color color ? color : otherwise;
  }

  @Override
  protected void layoutChildren() {
    canvas.setWidth(getWidth());
    canvas.setHeight(getHeight());
    GraphicsContext g = canvas.getGraphicsContext2D();
    g.clearRect(0, 0, getWidth(), getHeight());
    if (matrix.rows() == 0 || matrix.columns() == 0) {
      return;
    }
    Color zero = color(ground.getTextFill(), Color.WHITE);
    if (numbers) {
      write(g, zero, color(ink.getTextFill(), Color.BLACK));
    } else {
      paint(g, zero);
    }
  }

  /** The largest finite size among so many elements as can be looked at in no time. */
  private double most() {
    int count = matrix.rows() * matrix.columns();
    int stride = Math.max(1, count / 65_536);
    double most = 0;
    for (int i = 0; i < count; i += stride) {
      double x = Math.abs(matrix.at().applyAsDouble(i));
      most = Double.isFinite(x) ? Math.max(most, x) : most;
    }
    return most;
  }

  private void paint(GraphicsContext g, Color zero) {
    double most = most();
    double width = cellWidth();
    double height = cellHeight();
    // where several elements share a pixel, one of them stands for all
    int rowStride = (int) Math.max(1, Math.floor(1 / height));
    int columnStride = (int) Math.max(1, Math.floor(1 / width));
    for (int row = 0; row < matrix.rows(); row += rowStride) {
      for (int column = 0; column < matrix.columns(); column += columnStride) {
        g.setFill(Shades.diverging(matrix.element(row, column), most, zero));
        double x = Math.floor(column * width);
        double y = Math.floor(row * height);
        double right = Math.floor((column + columnStride) * width);
        double bottom = Math.floor((row + rowStride) * height);
        double gap = width > 6 && height > 6 ? 1 : 0;
        g.fillRect(x, y, Math.max(1, right - x) - gap, Math.max(1, bottom - y) - gap);
      }
    }
  }

  private void write(GraphicsContext g, Color zero, Color color) {
    double most = most();
    g.setFont(Font.font(ink.getFont().getFamily(), 12));
    int lastRow = Math.min(matrix.rows(), firstRow + (int) (getHeight() / CELL_HEIGHT) + 1);
    int lastColumn = Math.min(matrix.columns(), firstColumn + (int) (getWidth() / CELL_WIDTH) + 1);
    for (int row = firstRow; row < lastRow; row++) {
      for (int column = firstColumn; column < lastColumn; column++) {
        double x = matrix.element(row, column);
        double left = (column - firstColumn) * CELL_WIDTH;
        double top = (row - firstRow) * CELL_HEIGHT;
        g.setFill(zero.interpolate(Shades.diverging(x, most, zero), 0.45));
        g.fillRect(left, top, CELL_WIDTH - 1, CELL_HEIGHT - 1);
        g.setFill(color);
        g.fillText(Brief.number(x), left + 5, top + 14, CELL_WIDTH - 9);
      }
    }
  }
}
