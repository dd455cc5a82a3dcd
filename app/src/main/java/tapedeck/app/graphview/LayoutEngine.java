package tapedeck.app.graphview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import tapedeck.app.graphview.GraphLayout.Bounds;
import tapedeck.app.graphview.GraphLayout.Point;
import tapedeck.app.graphview.GraphLayout.Route;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphEdge;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex;

/**
 * Lays a graph out in layers, values flowing down and gradients up. The same graph gives the same
 * layout. Slow for large graphs: not for the JavaFX thread.
 *
 * <p>The method is the one of Eclipse ELK's {@code layered}, after Sugiyama, Tagawa and Toda,
 * "Methods for Visual Understanding of Hierarchical System Structures", 1981.
 */
public final class LayoutEngine {
  /** Above this many vertices, settings are chosen for speed. */
  private static final int LARGE = 600;

  private static final double MARGIN = 24;

  private final RecursiveGraphLayoutEngine elk = new RecursiveGraphLayoutEngine();

  public LayoutEngine() {
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  /** Where everything of {@code graph} goes. */
  public GraphLayout layout(ComputationGraph graph) {
    if (graph.vertices().isEmpty()) {
      return GraphLayout.EMPTY;
    }
    ElkNode root = ElkGraphUtil.createGraph();
    configure(root, graph.vertices().size());
    Map<GraphVertex, ElkNode> nodes = new LinkedHashMap<>();
    for (GraphVertex vertex : graph.vertices()) {
      BoxSize size = BoxSize.of(graph, vertex);
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(size.width(), size.height());
      nodes.put(vertex, node);
    }
    Map<GraphEdge, ElkEdge> edges = new LinkedHashMap<>();
    for (GraphEdge edge : graph.edges()) {
      ElkNode from = Objects.requireNonNull(nodes.get(edge.from()));
      ElkNode to = Objects.requireNonNull(nodes.get(edge.to()));
      ElkEdge made =
          runsUp(edge)
              ? ElkGraphUtil.createSimpleEdge(to, from)
              : ElkGraphUtil.createSimpleEdge(from, to);
      if (edge.kind() == Kind.GRADIENT) {
        BoxSize size = BoxSize.ofGradient(graph, edge);
        ElkLabel label = ElkGraphUtil.createLabel("gradient", made);
        label.setDimensions(size.width(), size.height());
        label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
        label.setProperty(CoreOptions.EDGE_LABELS_INLINE, true);
      }
      edges.put(edge, made);
    }
    elk.layout(root, new BasicProgressMonitor());
    return read(root, nodes, edges);
  }

  /** Gradients run against the values, so their edges are laid out the other way round. */
  private static boolean runsUp(GraphEdge edge) {
    return edge.kind() == Kind.GRADIENT || edge.kind() == Kind.ACCUMULATION;
  }

  private static void configure(ElkNode root, int size) {
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    root.setProperty(CoreOptions.RANDOM_SEED, 1);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(
        LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE, 36.0);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE, 18.0);
    root.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 14.0);
    root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
    root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 14.0);
    root.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, 60.0);
    if (size > LARGE) {
      root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.LONGEST_PATH);
      root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.SIMPLE);
      root.setProperty(LayeredOptions.THOROUGHNESS, 1);
    }
  }

  private static GraphLayout read(
      ElkNode root, Map<GraphVertex, ElkNode> nodes, Map<GraphEdge, ElkEdge> edges) {
    Map<GraphVertex, Bounds> boxes = new LinkedHashMap<>();
    nodes.forEach(
        (vertex, node) ->
            boxes.put(
                vertex, new Bounds(node.getX(), node.getY(), node.getWidth(), node.getHeight())));
    Map<GraphEdge, Route> routes = new LinkedHashMap<>();
    Map<GraphEdge, Point> labels = new LinkedHashMap<>();
    edges.forEach(
        (edge, elkEdge) -> {
          routes.put(edge, route(elkEdge, runsUp(edge)));
          for (ElkLabel label : elkEdge.getLabels()) {
            labels.put(
                edge,
                new Point(
                    label.getX() + label.getWidth() / 2, label.getY() + label.getHeight() / 2));
          }
        });
    return new GraphLayout(boxes, routes, labels, root.getWidth(), root.getHeight());
  }

  private static Route route(ElkEdge edge, boolean reversed) {
    List<Point> points = new ArrayList<>();
    for (ElkEdgeSection section : edge.getSections()) {
      points.add(new Point(section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.add(new Point(bend.getX(), bend.getY()));
      }
      points.add(new Point(section.getEndX(), section.getEndY()));
    }
    if (reversed) {
      java.util.Collections.reverse(points);
    }
    return new Route(List.copyOf(points));
  }
}
