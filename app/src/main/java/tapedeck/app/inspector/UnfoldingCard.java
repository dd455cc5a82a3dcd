package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.TreeItem;
import javafx.scene.control.TreeView;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import tapedeck.analysis.GradientUnfolding;
import tapedeck.analysis.GradientUnfolding.Share;
import tapedeck.analysis.GradientUnfolding.Term;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.Operand;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/** The gradient as a sum: calls of backward(), uses within a call, paths behind a use. */
final class UnfoldingCard extends Card<UnfoldingCard.Facts> {
  /** How often an operation is run again for one picture. */
  private static final int MOST_RUNS = 120;

  /** Larger gradients are unfolded into uses, but not into paths. */
  private static final int MOST_ELEMENTS = 100_000;

  private static final double ROW = 26;
  private static final int ROWS = 9;

  private final Texts texts;
  private final VBox body = new VBox(6);
  private final ElementPicker picker;
  private final Label sum = new Label();
  private final TreeView<Part> tree = new TreeView<>();
  private @Nullable Facts shown;

  /**
   * A gradient.
   *
   * @param name as Python calls it: {@code w.grad}
   */
  record Facts(String name, TensorValue whole, List<Part> parts) {}

  /**
   * A part of it.
   *
   * @param label where it comes from
   * @param value null for what set the gradient instead of adding to it
   * @param vertex what to select for it, null for nothing
   */
  record Part(
      String label, @Nullable TensorValue value, @Nullable GraphVertex vertex, List<Part> parts) {}

  UnfoldingCard(Texts texts, Consumer<GraphVertex> select) {
    super("unfolding");
    this.texts = texts;
    picker = new ElementPicker(texts, this::draw);
    sum.setId("unfolding-sum");
    sum.getStyleClass().add("row-code");
    sum.setWrapText(true);
    tree.setId("unfolding-tree");
    tree.setShowRoot(false);
    tree.setFixedCellSize(ROW);
    tree.setCellFactory(view -> new PartCell());
    tree.getSelectionModel()
        .selectedItemProperty()
        .addListener(
            (property, before, after) -> {
              if (after != null && after.getValue().vertex() != null && tree.isFocused()) {
                select.accept(after.getValue().vertex());
              }
            });
    body.getStyleClass().add("card");
    body.getChildren().addAll(picker, sum, tree);
  }

  private final class PartCell extends javafx.scene.control.TreeCell<Part> {
    @Override
    protected void updateItem(@Nullable Part part, boolean empty) {
      super.updateItem(part, empty);
      getStyleClass().remove("row-code");
      getStyleClass().add("row-code");
      setText(empty || part == null ? "" : number(part.value()) + "   " + part.label());
    }
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    if (tensor == null) {
      return null;
    }
    return new Unfolder(at, texts).unfold(tensor);
  }

  /** Gathers the parts of one gradient. */
  private static final class Unfolder {
    private final Inspected at;
    private final Texts texts;
    private final GradientUnfolding unfolding;
    private int runs;

    Unfolder(Inspected at, Texts texts) {
      this.at = at;
      this.texts = texts;
      this.unfolding = new GradientUnfolding(at.tape(), at.state());
    }

    @Nullable Facts unfold(TensorState tensor) {
      TensorValue grad = tensor.grad();
      String name = at.name(tensor.id());
      List<Share> shares = unfolding.shares(tensor.id());
      if (grad != null && !shares.isEmpty()) {
        List<Part> calls = new ArrayList<>();
        int call = 0;
        for (Share share : shares) {
          call += share.kind() == Share.Kind.BACKWARD ? 1 : 0;
          calls.add(part(share, call));
        }
        boolean one = calls.size() == 1 && !calls.get(0).parts().isEmpty();
        return new Facts(name + ".grad", grad, one ? calls.get(0).parts() : List.copyOf(calls));
      }
      List<Term> terms = unfolding.terms(tensor.id());
      NodeState node = at.node();
      NodeState.Evaluation evaluation = node == null ? null : node.evaluation();
      int output = tensor.made().outputNr();
      if (terms.isEmpty() || evaluation == null || output >= evaluation.incoming().size()) {
        return null;
      }
      TensorValue whole = evaluation.incoming().get(output);
      return whole == null ? null : new Facts("∂L/∂" + name, whole, parts(terms, 0));
    }

    private Part part(Share share, int call) {
      String label =
          switch (share.kind()) {
            case BACKWARD ->
                texts.get(
                    "inspector.unfolding.call",
                    call,
                    unfolding.tape().stateAt(share.step()).line());
            case SET -> texts.get("inspector.unfolding.set");
            case WRITTEN -> texts.get("inspector.unfolding.written");
          };
      return new Part(label, share.added(), null, parts(share.terms(), 0));
    }

    /**
     * @param known how much of the terms' way stands with the part that they are parts of
     */
    private List<Part> parts(List<Term> terms, int known) {
      List<Part> parts = new ArrayList<>();
      for (Term term : terms) {
        boolean small = term.value().shape().numel() <= MOST_ELEMENTS;
        runs += term.way().size();
        List<Term> behind = small && runs < MOST_RUNS ? unfolding.parts(term) : List.of();
        GradientUnfolding.Passage last =
            term.way().isEmpty() ? null : term.way().get(term.way().size() - 1);
        GraphVertex vertex =
            last == null || last.result() < 0 ? null : new GraphVertex.TensorVertex(last.result());
        int way = behind.isEmpty() ? 0 : unfolding.wholeWay(term).size();
        parts.add(new Part(label(term, known), term.value(), vertex, parts(behind, way)));
      }
      return parts;
    }

    private String label(Term term, int known) {
      if (term.isRest()) {
        return texts.get("inspector.unfolding.rest");
      }
      if (term.way().isEmpty()) {
        return texts.get("inspector.unfolding.seed");
      }
      StringJoiner way = new StringJoiner(" ← ");
      List<GradientUnfolding.Passage> passages = unfolding.wholeWay(term);
      for (int i = Math.min(known, passages.size() - 1); i < passages.size(); i++) {
        long result = passages.get(i).result();
        // what has no name says nothing, but for the place next to the tensor
        if (i == known || at.known().names().containsKey(result)) {
          way.add(result < 0 ? "?" : at.name(result));
        }
      }
      String operand = known == 0 ? operand(term) : "";
      return texts.get("inspector.unfolding.through", way.toString()) + operand;
    }

    /** Which operand it was, where one operation used the tensor more than once. */
    private String operand(Term term) {
      GradientUnfolding.Passage first = term.way().get(0);
      OperationState operation = term.at().operation(first.result());
      if (operation == null) {
        return "";
      }
      List<Operand> tensors =
          operation.operands().stream().filter(operand -> operand.tensor() != null).toList();
      long distinct = tensors.stream().map(Operand::tensor).distinct().count();
      return distinct == tensors.size() || first.slot() >= tensors.size()
          ? ""
          : " (" + tensors.get(first.slot()).parameter() + ")";
    }
  }

  @Override
  Region body() {
    return body;
  }

  @Override
  void show(Facts facts) {
    Facts before = shown;
    shown = facts;
    picker.offer(facts.whole().shape());
    if (before == null || !before.parts().equals(facts.parts())) {
      TreeItem<Part> root = item(new Part("", null, null, facts.parts()), 2);
      tree.setRoot(root);
    }
    draw();
  }

  /**
   * @param open how many levels are open
   */
  private TreeItem<Part> item(Part part, int open) {
    TreeItem<Part> item = new TreeItem<>(part);
    item.setExpanded(open > 0);
    item.expandedProperty().addListener((property, before, after) -> size());
    part.parts().forEach(child -> item.getChildren().add(item(child, open - 1)));
    return item;
  }

  private void size() {
    double height = ROW * Math.max(1, Math.min(ROWS, tree.getExpandedItemCount())) + 4;
    tree.setMinHeight(height);
    tree.setPrefHeight(height);
    tree.setMaxHeight(height);
  }

  private String number(@Nullable TensorValue value) {
    Facts facts = shown;
    if (value == null || facts == null) {
      return "";
    }
    boolean fits = value.shape().equals(facts.whole().shape());
    return fits && value.shape().numel() > 0 ? Brief.exact(value, picker.element()) : "";
  }

  /** {@code w.grad[0, 1] = 0.3 (through h1) − 0.1 (through h2) = 0.2}. */
  private void draw() {
    Facts facts = shown;
    if (facts == null) {
      return;
    }
    StringBuilder text = new StringBuilder(facts.name()).append(picker.index()).append(" =");
    boolean first = true;
    for (Part part : facts.parts()) {
      String number = number(part.value());
      boolean below = number.startsWith("−");
      text.append(first ? " " : below ? " − " : " + ")
          .append(below && !first ? number.substring(1) : number)
          .append(" (")
          .append(part.label())
          .append(')');
      first = false;
    }
    if (facts.parts().size() > 1) {
      text.append(" = ").append(number(facts.whole()));
    }
    sum.setText(text.toString());
    tree.refresh();
    size();
  }
}
