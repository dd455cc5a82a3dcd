package tapedeck.graph;

import java.io.StringWriter;
import java.util.LinkedHashMap;
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
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.OperationState;
import tapedeck.tape.TensorState;
import tapedeck.tensor.TensorValue;

/** Writes a {@link ComputationGraph} in the formats that other programs read. */
public enum GraphExport {
  DOT {
    @Override
    BaseExporter<GraphVertex, GraphEdge> exporter() {
      DOTExporter<GraphVertex, GraphEdge> exporter = new DOTExporter<>(GraphVertex::key);
      exporter.setGraphAttributeProvider(
          () -> Map.of("rankdir", DefaultAttribute.createAttribute("TB")));
      return exporter;
    }
  },
  GRAPHML {
    @Override
    BaseExporter<GraphVertex, GraphEdge> exporter() {
      GraphMLExporter<GraphVertex, GraphEdge> exporter = new GraphMLExporter<>(GraphVertex::key);
      for (String name : new String[] {"label", "kind", "value", "grad", "grad_fn", "shape"}) {
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

  /** The whole graph as text. */
  public String write(ComputationGraph graph) {
    BaseExporter<GraphVertex, GraphEdge> exporter = exporter();
    exporter.setVertexAttributeProvider(vertex -> vertexAttributes(graph, vertex));
    exporter.setEdgeAttributeProvider(edge -> edgeAttributes(edge));
    StringWriter text = new StringWriter();
    @SuppressWarnings("unchecked")
    GraphExporter<GraphVertex, GraphEdge> writer = (GraphExporter<GraphVertex, GraphEdge>) exporter;
    writer.exportGraph(graph.asGraph(), text);
    return text.toString();
  }

  private Map<String, Attribute> vertexAttributes(ComputationGraph graph, GraphVertex vertex) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
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
    } else {
      put(attributes, "label", "AccumulateGrad");
      put(attributes, "kind", "accumulator");
    }
    if (node != null) {
      put(attributes, "grad_fn", node.name());
    }
    if (this == DOT) {
      put(attributes, "shape", vertex instanceof TensorVertex ? "box" : "ellipse");
    }
    return attributes;
  }

  private void addTensor(Map<String, Attribute> attributes, String name, TensorState tensor) {
    TensorValue grad = tensor.grad();
    String label = name + "\n" + tensor.value();
    put(attributes, "label", grad == null ? label : label + "\ngrad " + grad);
    put(attributes, "kind", tensor.isLeaf() ? "leaf" : "tensor");
    put(attributes, "value", tensor.value().toString());
    if (grad != null) {
      put(attributes, "grad", grad.toString());
    }
    if (this != DOT) {
      put(attributes, "shape", tensor.value().shape().toString());
    }
  }

  private Map<String, Attribute> edgeAttributes(GraphEdge edge) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    put(attributes, "kind", edge.kind().name().toLowerCase(Locale.ROOT));
    attributes.put("slot", DefaultAttribute.createAttribute(edge.slot()));
    if (this == DOT && edge.kind() == GraphEdge.Kind.GRADIENT) {
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
