package tapedeck.graph;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.AttributeType;
import org.jgrapht.nio.BaseExporter;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.GraphExporter;
import org.jgrapht.nio.dot.DOTExporter;
import org.jgrapht.nio.graphml.GraphMLExporter;
import org.jgrapht.nio.graphml.GraphMLExporter.AttributeCategory;
import org.jgrapht.nio.json.JSONExporter;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;
import tapedeck.tensor.Brief;
import tapedeck.tensor.TensorValue;

/**
 * Writes a graph, folded as it is seen, in the formats that other programs read. Every vertex names
 * the module that it belongs to; in DOT, open modules are clusters.
 */
public enum GraphExport {
  DOT {
    @Override
    BaseExporter<GraphVertex, GraphEdge> exporter() {
      DOTExporter<GraphVertex, GraphEdge> exporter = new DOTExporter<>(GraphVertex::key);
      exporter.setGraphAttributeProvider(
          () -> Map.of("rankdir", DefaultAttribute.createAttribute("TB")));
      return exporter;
    }

    @Override
    String finish(String text, FoldedGraph graph) {
      StringBuilder clusters = new StringBuilder();
      graph.tree().roots().forEach(module -> cluster(module, graph, "  ", clusters));
      int end = text.lastIndexOf('}');
      return text.substring(0, end) + clusters + text.substring(end);
    }
  },
  GRAPHML {
    @Override
    BaseExporter<GraphVertex, GraphEdge> exporter() {
      GraphMLExporter<GraphVertex, GraphEdge> exporter = new GraphMLExporter<>(GraphVertex::key);
      for (String name :
          List.of("label", "kind", "module", "value", "grad", "grad_fn", "shape", "type")) {
        exporter.registerAttribute(name, AttributeCategory.NODE, AttributeType.STRING);
      }
      exporter.registerAttribute("kind", AttributeCategory.EDGE, AttributeType.STRING);
      exporter.registerAttribute("slot", AttributeCategory.EDGE, AttributeType.INT);
      return exporter;
    }
  },
  JSON {
    @Override
    BaseExporter<GraphVertex, GraphEdge> exporter() {
      return new JSONExporter<>(GraphVertex::key);
    }
  };

  abstract BaseExporter<GraphVertex, GraphEdge> exporter();

  /** What the format needs besides vertices and edges. */
  String finish(String text, FoldedGraph graph) {
    return text;
  }

  /** The whole graph as text. */
  public String write(FoldedGraph graph) {
    BaseExporter<GraphVertex, GraphEdge> exporter = exporter();
    exporter.setVertexAttributeProvider(vertex -> vertexAttributes(graph, vertex));
    exporter.setEdgeAttributeProvider(this::edgeAttributes);
    StringWriter text = new StringWriter();
    @SuppressWarnings("unchecked")
    GraphExporter<GraphVertex, GraphEdge> writer = (GraphExporter<GraphVertex, GraphEdge>) exporter;
    writer.exportGraph(graph.asGraph(), text);
    return finish(text.toString(), graph);
  }

  /** An open module as a DOT subgraph that Graphviz draws a box around. */
  private static void cluster(Module module, FoldedGraph graph, String indent, StringBuilder text) {
    if (!graph.open().contains(module)) {
      return;
    }
    String inner = indent + "  ";
    String label = module.name() + " (" + module.call().type() + ")";
    text.append(indent).append("subgraph cluster_").append(module.vertex().key()).append(" {\n");
    text.append(inner).append("label=\"").append(label.replace("\"", "\\\"")).append("\";\n");
    text.append(inner).append("style=rounded;\n");
    for (GraphVertex vertex : graph.vertices()) {
      if (module.equals(graph.homeOf(vertex))) {
        text.append(inner).append(vertex.key()).append(";\n");
      }
    }
    module.children().forEach(child -> cluster(child, graph, inner, text));
    text.append(indent).append("}\n");
  }

  private Map<String, Attribute> vertexAttributes(FoldedGraph folded, GraphVertex vertex) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    ComputationGraph graph = folded.graph();
    NodeState node = graph.nodeAt(vertex);
    if (vertex instanceof TensorVertex at) {
      TensorState tensor = graph.state().tensor(at.tensor());
      if (tensor != null) {
        addTensor(attributes, graph.state().nameOf(tensor.id()), tensor);
      }
    } else if (vertex instanceof OperationVertex at) {
      OperationState operation = graph.state().operation(at.output());
      String op = operation == null ? "?" : operation.op();
      put(attributes, "label", node == null ? op : op + "\n" + node.name());
      put(attributes, "kind", "operation");
    } else if (vertex instanceof ModuleVertex at) {
      addModule(attributes, folded.callsOf(at));
    } else {
      put(attributes, "label", "AccumulateGrad");
      put(attributes, "kind", "accumulator");
    }
    if (node != null) {
      put(attributes, "grad_fn", node.name());
    }
    Module home = folded.homeOf(vertex);
    if (home != null) {
      put(attributes, "module", home.place());
    }
    if (this == DOT) {
      String shape = vertex instanceof TensorVertex ? "box" : "ellipse";
      put(attributes, "shape", vertex instanceof ModuleVertex ? "box3d" : shape);
    }
    return attributes;
  }

  private static void addModule(Map<String, Attribute> attributes, List<Module> calls) {
    if (!calls.isEmpty()) {
      Module first = calls.get(0);
      String row = calls.size() == 1 ? "" : " × " + calls.size();
      put(attributes, "label", first.name() + "\n" + first.call().type() + row);
      put(attributes, "type", first.call().type());
    }
    put(attributes, "kind", "module");
  }

  private void addTensor(Map<String, Attribute> attributes, String name, TensorState tensor) {
    TensorValue grad = tensor.grad();
    String label = name + "\n" + Brief.of(tensor.value());
    put(attributes, "label", grad == null ? label : label + "\ngrad " + Brief.of(grad));
    put(attributes, "kind", tensor.isLeaf() ? "leaf" : "tensor");
    if (this != DOT) {
      put(attributes, "value", tensor.value().toString());
      if (grad != null) {
        put(attributes, "grad", grad.toString());
      }
      put(attributes, "shape", tensor.value().shape().toString());
    }
  }

  private Map<String, Attribute> edgeAttributes(GraphEdge edge) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    put(attributes, "kind", edge.kind().name().toLowerCase(Locale.ROOT));
    attributes.put("slot", DefaultAttribute.createAttribute(edge.slot()));
    boolean gradient =
        edge.kind() == GraphEdge.Kind.GRADIENT || edge.kind() == GraphEdge.Kind.ACCUMULATION;
    if (this == DOT && gradient) {
      // gradients run against the values: let them not turn the picture over
      put(attributes, "style", "dashed");
      put(attributes, "constraint", "false");
    }
    return attributes;
  }

  private static void put(Map<String, Attribute> attributes, String name, String value) {
    attributes.put(name, DefaultAttribute.createAttribute(value));
  }
}
