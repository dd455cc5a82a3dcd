package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.SpinnerValueFactory;
import javafx.scene.layout.FlowPane;
import tapedeck.app.text.Texts;
import tapedeck.tensor.Shape;

/** Chooses one element of a tensor by its index in each dimension. */
final class ElementPicker extends FlowPane {
  private final Texts texts;
  private final Runnable changed;
  private final List<Spinner<Integer>> indices = new ArrayList<>();
  private Shape shape = Shape.SCALAR;

  /**
   * @param changed called when a person chooses another element
   */
  ElementPicker(Texts texts, Runnable changed) {
    super(6, 4);
    this.texts = texts;
    this.changed = changed;
    getStyleClass().add("element-picker");
    managedProperty().bind(visibleProperty());
    setVisible(false);
  }

  /** Offers the elements of a tensor of that shape; the choice stays if the shape is the same. */
  void offer(Shape offered) {
    if (offered.equals(shape)) {
      return;
    }
    shape = offered;
    indices.clear();
    getChildren().clear();
    setVisible(shape.numel() > 1);
    getChildren().add(new Label(texts.get("inspector.element")));
    for (int d = 0; d < shape.dim(); d++) {
      Spinner<Integer> index = new Spinner<>();
      index.setValueFactory(
          new SpinnerValueFactory.IntegerSpinnerValueFactory(0, Math.max(0, shape.size(d) - 1), 0));
      index.setEditable(true);
      index.getStyleClass().add("index-spinner");
      index.setId("element-" + d);
      index.setPrefWidth(72);
      index.valueProperty().addListener((property, before, after) -> changed.run());
      indices.add(index);
      getChildren().add(index);
    }
  }

  /** The chosen element, counted row by row. */
  int element() {
    int element = 0;
    for (int d = 0; d < indices.size(); d++) {
      Integer index = indices.get(d).getValue();
      element = element * shape.size(d) + (index == null ? 0 : index);
    }
    return element;
  }

  /** The chosen index in each dimension. */
  List<Integer> indices() {
    return indices.stream().map(Spinner::getValue).toList();
  }

  /** The index as Python writes it: {@code [0, 1]}, nothing for a number. */
  String index() {
    return shape.dim() == 0 ? "" : indices().toString();
  }
}
