package tapedeck.app.inspector;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import tapedeck.app.text.Texts;
import tapedeck.graph.GraphVertex;

/** The backward function: its formulas, what it saved, where it leads, what came and went. */
final class NodeCard extends Card<Inspection.NodeFacts> {
  private final Texts texts;
  private final Consumer<GraphVertex> select;
  private final Rows rows = new Rows();

  NodeCard(Texts texts, Consumer<GraphVertex> select) {
    super("gradFn");
    this.texts = texts;
    this.select = select;
  }

  @Override
  boolean isQuick() {
    return true;
  }

  @Override
  Inspection.@Nullable NodeFacts look(Inspected at) {
    Inspection inspection = Inspection.of(at.state(), at.known(), at.vertex());
    return inspection == null ? null : inspection.node();
  }

  @Override
  Region body() {
    return rows;
  }

  @Override
  void show(Inspection.NodeFacts node) {
    rows.clear();
    rows.code(texts.get("inspector.name"), "node-name", node.name());
    if (!node.forward().isEmpty()) {
      rows.code(texts.get("inspector.forward"), "node-forward", node.forward());
    }
    rows.lines(texts.get("inspector.derivative"), "node-derivative", node.derivatives());
    String freed = node.freed() ? "\n" + texts.get("inspector.freed") : "";
    rows.links(
        texts.get("inspector.saved") + freed,
        "node-saved",
        node.saved().stream().map(saved -> link(saved, node.freed())).toList());
    rows.links(texts.get("inspector.next"), "node-next", links(node.next()));
    if (node.incoming() != null) {
      rows.code(texts.get("inspector.incoming"), "node-incoming", node.incoming());
    }
    rows.lines(texts.get("inspector.outgoing"), "node-outgoing", node.outgoing());
    if (!node.hooks().isEmpty()) {
      rows.lines(
          texts.get("inspector.hooks"),
          "node-hooks",
          node.hooks().stream()
              .map(
                  hook ->
                      texts.get(
                          hook.replaced() ? "inspector.hook.replaced" : "inspector.hook.seen",
                          hook.kind(),
                          hook.step()))
              .toList());
    }
  }

  private Rows.Link link(Inspection.Saved saved, boolean freed) {
    String text = saved.link().text();
    if (freed) {
      text = texts.get("inspector.saved.freed", text, saved.version());
    } else if (saved.version() != saved.now()) {
      text = texts.get("inspector.saved.changed", text, saved.version(), saved.now());
    } else {
      text = texts.get("inspector.saved.valid", text, saved.version());
    }
    return new Rows.Link(text, () -> select.accept(saved.link().vertex()));
  }

  private List<Rows.Link> links(List<Inspection.Link> links) {
    return links.stream()
        .map(link -> new Rows.Link(link.text(), () -> select.accept(link.vertex())))
        .toList();
  }
}
