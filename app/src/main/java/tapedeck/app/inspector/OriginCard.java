package tapedeck.app.inspector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;
import tapedeck.tape.ModuleCall;
import tapedeck.tape.Moment;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;

/** Where a tensor was made, how it lies in memory, who shares it, and who uses it. */
final class OriginCard extends Card<OriginCard.Facts> {
  /** Links to more uses than this help nobody. */
  private static final int MOST = 24;

  private final Texts texts;
  private final Consumer<GraphVertex> select;
  private final Rows rows = new Rows();

  /**
   * What the card tells.
   *
   * @param module the innermost module that was running, empty for none
   */
  record Facts(
      int line,
      String module,
      String strides,
      long bytes,
      List<Inspection.Link> sharing,
      List<Inspection.Link> uses) {}

  OriginCard(Texts texts, Consumer<GraphVertex> select) {
    super("origin");
    this.texts = texts;
    this.select = select;
  }

  @Override
  @Nullable Facts look(Inspected at) {
    TensorState tensor = at.tensor();
    if (tensor == null) {
      return null;
    }
    List<Inspection.Link> sharing =
        at.state().inMemoryOf(tensor).stream()
            .filter(id -> id != tensor.id())
            .sorted()
            .limit(MOST)
            .map(id -> new Inspection.Link(at.name(id), new GraphVertex.TensorVertex(id)))
            .toList();
    Moment made = tensor.madeAt();
    return new Facts(
        made.line(),
        module(made),
        Arrays.toString(tensor.value().strides()),
        (long) tensor.value().shape().numel() * tensor.value().dtype().bytes(),
        sharing,
        uses(at, tensor.id()));
  }

  private static String module(Moment made) {
    List<ModuleCall> modules = made.modules();
    if (modules.isEmpty()) {
      return "";
    }
    ModuleCall innermost = modules.get(modules.size() - 1);
    return innermost.path() + " (" + innermost.type() + ")";
  }

  private static List<Inspection.Link> uses(Inspected at, long tensor) {
    List<OperationState> users = new ArrayList<>();
    for (OperationState operation : at.state().operations().values()) {
      if (operation.operands().stream().anyMatch(o -> o.tensor() != null && o.tensor() == tensor)) {
        users.add(operation);
      }
    }
    users.sort(Comparator.comparingLong(operation -> operation.at().step()));
    return users.stream()
        .limit(MOST)
        .map(
            user ->
                new Inspection.Link(
                    user.op() + " → " + at.name(user.output()),
                    new GraphVertex.OperationVertex(user.output())))
        .toList();
  }

  @Override
  Region body() {
    return rows;
  }

  @Override
  void show(Facts facts) {
    rows.clear();
    String line = texts.get("inspector.origin.line", facts.line());
    String made = facts.module().isEmpty() ? line : line + ", " + facts.module();
    rows.words(texts.get("inspector.origin.made"), "origin-made", made);
    rows.code("stride()", "origin-strides", facts.strides());
    rows.words(
        texts.get("inspector.origin.memory"),
        "origin-memory",
        texts.get("inspector.origin.bytes", facts.bytes()));
    rows.links(texts.get("inspector.origin.shared"), "origin-shared", links(facts.sharing()));
    rows.links(texts.get("inspector.origin.uses"), "origin-uses", links(facts.uses()));
  }

  private List<Rows.Link> links(List<Inspection.Link> links) {
    return links.stream()
        .map(link -> new Rows.Link(link.text(), () -> select.accept(link.vertex())))
        .toList();
  }
}
