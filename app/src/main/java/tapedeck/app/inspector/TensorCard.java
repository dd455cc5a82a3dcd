package tapedeck.app.inspector;

import java.util.Objects;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import tapedeck.app.model.DebuggerModel;
import tapedeck.app.model.OtherBranch;
import tapedeck.app.text.Texts;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** What Python would say of the tensor, and what it is in the other branch. */
final class TensorCard extends Card<TensorCard.Facts> {
  private final DebuggerModel model;
  private final Texts texts;
  private final Rows rows = new Rows();

  record Facts(TensorState here, Inspection.TensorFacts said, @Nullable Other other) {}

  /** The tensor in another branch. */
  record Other(int branch, TensorState there) {}

  TensorCard(DebuggerModel model, Texts texts) {
    super("tensor");
    this.model = model;
    this.texts = texts;
  }

  @Override
  boolean isQuick() {
    return true;
  }

  @Override
  @Nullable Facts look(Inspected at) {
    Inspection said = Inspection.of(at.state(), at.known(), at.vertex());
    TensorState here = at.tensor();
    if (said == null || here == null) {
      return null;
    }
    OtherBranch beside = OtherBranch.of(model.snapshotProperty().get());
    TensorState there = beside == null ? null : beside.state().tensor(here.id());
    Other other = beside == null || there == null ? null : new Other(beside.number(), there);
    return new Facts(here, said.tensor(), other);
  }

  @Override
  Region body() {
    return rows;
  }

  @Override
  void show(Facts facts) {
    Inspection.TensorFacts said = facts.said();
    rows.clear();
    rows.code("value", "value", said.value());
    rows.code("grad", "grad", said.grad());
    rows.code("grad_fn", "grad-fn", said.gradFn());
    rows.code("is_leaf", "is-leaf", said.isLeaf());
    rows.code("requires_grad", "requires-grad", said.requiresGrad());
    if (facts.here().retainsGrad()) {
      rows.code("retains_grad", "retains-grad", said.retainsGrad());
    }
    rows.code("shape", "shape", said.shape());
    rows.code("dtype", "dtype", said.dtype());
    rows.code("strides", "strides", said.strides());
    rows.code("_version", "version", said.version());
    rows.words(texts.get("inspector.line"), "made-at", said.line());
    if (facts.other() != null) {
      compare(facts.here(), facts.other());
    }
  }

  private void compare(TensorState here, Other other) {
    TensorState there = other.there();
    if (!there.value().equals(here.value())) {
      String name = texts.get("inspector.otherValue", other.branch() + 1);
      rows.code(name, "other-value", there.value().toString());
    }
    if (!Objects.equals(there.grad(), here.grad())) {
      String name = texts.get("inspector.otherGrad", other.branch() + 1);
      TensorValue grad = there.grad();
      rows.code(name, "other-grad", grad == null ? "None" : grad.toString());
    }
  }
}
