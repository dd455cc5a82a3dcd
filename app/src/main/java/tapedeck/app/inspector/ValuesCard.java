package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.SizeHistogram;
import tapedeck.analysis.TensorStatistics;
import tapedeck.app.chart.Bars;
import tapedeck.app.chart.MatrixView;
import tapedeck.app.text.Texts;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.Shape;
import tapedeck.tensor.TensorValue;

/**
 * The elements of the tensor, or of its gradient, as numbers, as colours or by their size; a matrix
 * at a time where there are more dimensions than two.
 */
final class ValuesCard extends Card<ValuesCard.Facts> {
  private static final double HEIGHT = 160;

  private final Texts texts;
  private final VBox body = new VBox(6);
  private final ToggleGroup what = new ToggleGroup();
  private final ToggleGroup how = new ToggleGroup();
  private final ToggleButton value;
  private final ToggleButton grad;
  private final ToggleButton numbers;
  private final ToggleButton colours;
  private final ToggleButton sizes;
  private final ElementPicker slice;
  private final MatrixView matrix = new MatrixView(HEIGHT);
  private final Bars bars = new Bars(HEIGHT);
  private final Label pointed = new Label();
  private final Label statistics = new Label();
  private @Nullable Facts shown;

  /** A tensor's elements and what can be said of them in numbers. */
  record Elements(TensorValue value, TensorStatistics statistics, SizeHistogram histogram) {
    static Elements of(TensorValue value) {
      return new Elements(value, TensorStatistics.of(value), SizeHistogram.of(value));
    }
  }

  record Facts(String name, Elements value, @Nullable Elements grad) {}

  ValuesCard(Texts texts) {
    super("values");
    this.texts = texts;
    value = toggle("value", what);
    grad = toggle("grad", what);
    numbers = toggle("numbers", how);
    colours = toggle("colours", how);
    sizes = toggle("sizes", how);
    value.setSelected(true);
    numbers.setSelected(true);
    slice = new ElementPicker(texts, this::draw);
    pointed.setId("values-pointed");
    pointed.getStyleClass().add("row-code");
    pointed.setWrapText(true);
    statistics.setId("values-statistics");
    statistics.getStyleClass().add("row-code");
    statistics.setWrapText(true);
    matrix.managedProperty().bind(matrix.visibleProperty());
    bars.managedProperty().bind(bars.visibleProperty());
    HBox left = new HBox(value, grad);
    HBox right = new HBox(numbers, colours, sizes);
    HBox choices = new HBox(10, left, right);
    body.getStyleClass().add("card");
    body.getChildren().addAll(choices, slice, matrix, bars, pointed, statistics);
    matrix.onPointed(this::point);
  }

  private ToggleButton toggle(String key, ToggleGroup group) {
    ToggleButton button = new ToggleButton(texts.get("inspector.values." + key));
    button.setId("values-" + key);
    button.getStyleClass().add("small-toggle");
    button.setToggleGroup(group);
    button.setMinWidth(Region.USE_PREF_SIZE);
    button.setOnAction(
        event -> {
          button.setSelected(true);
          draw();
        });
    return button;
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    if (tensor == null || tensor.value().shape().numel() < 2) {
      return null;
    }
    TensorValue gradient = tensor.grad();
    return new Facts(
        at.name(tensor.id()),
        Elements.of(tensor.value()),
        gradient == null ? null : Elements.of(gradient));
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    shown = facts;
    grad.setDisable(facts.grad() == null);
    draw();
  }

  private @Nullable Elements elements() {
    Facts facts = shown;
    if (facts == null) {
      return null;
    }
    return grad.isSelected() && facts.grad() != null ? facts.grad() : facts.value();
  }

  private void draw() {
    Elements elements = elements();
    if (elements == null) {
      return;
    }
    int[] all = elements.value().shape().toArray();
    slice.offer(Shape.of(Arrays.copyOf(all, Math.max(0, all.length - 2))));
    boolean bySize = sizes.isSelected();
    slice.setDisable(bySize);
    matrix.setVisible(!bySize);
    bars.setVisible(bySize);
    pointed.setText(texts.get(bySize ? "inspector.values.powers" : "inspector.values.point"));
    if (bySize) {
      bars.show(bars(elements.histogram()));
    } else {
      matrix.show(matrix(elements.value()), numbers.isSelected());
    }
    statistics.setText(words(elements.statistics()));
  }

  private MatrixView.Matrix matrix(TensorValue of) {
    int dim = of.shape().dim();
    int columns = of.shape().size(dim - 1);
    int rows = dim < 2 ? 1 : of.shape().size(dim - 2);
    int first = slice.element() * rows * columns;
    return new MatrixView.Matrix(
        rows,
        columns,
        index -> of.doubleAt(first + (int) index),
        index -> Brief.exact(of, first + index));
  }

  private List<Bars.Bar> bars(SizeHistogram histogram) {
    List<Bars.Bar> shownBars = new ArrayList<>();
    if (histogram.zeros() > 0) {
      shownBars.add(new Bars.Bar("0", 0, histogram.zeros(), 0));
    }
    for (SizeHistogram.Bin bin : histogram.bins()) {
      shownBars.add(new Bars.Bar("1e" + bin.power(), bin.negative(), bin.positive(), 0));
    }
    if (histogram.notFinite() > 0) {
      shownBars.add(new Bars.Bar("nan inf", 0, 0, histogram.notFinite()));
    }
    return shownBars;
  }

  private String words(TensorStatistics s) {
    String words =
        texts.get(
            "inspector.values.statistics",
            Brief.number(s.min()),
            Brief.number(s.max()),
            Brief.number(s.mean()),
            Brief.number(s.std()),
            Brief.number(s.norm()),
            s.zeros());
    return s.nans() + s.infinities() == 0
        ? words
        : words + "  " + texts.get("inspector.values.broken", s.nans(), s.infinities());
  }

  private void point(int index) {
    Elements elements = elements();
    if (elements == null || index < 0) {
      pointed.setText(texts.get("inspector.values.point"));
      return;
    }
    TensorValue of = elements.value();
    int dim = of.shape().dim();
    int columns = of.shape().size(dim - 1);
    List<Integer> place = new ArrayList<>(slice.indices());
    if (dim > 1) {
      place.add(index / columns);
    }
    place.add(index % columns);
    String name = shown == null ? "" : shown.name() + (grad.isSelected() ? ".grad" : "");
    pointed.setText(name + place + " = " + matrix(of).exact().apply(index));
  }
}
