package tapedeck.app.picture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.LayeringStrategy;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkConnectableShape;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import tapedeck.app.picture.Cell.End;
import tapedeck.app.picture.Cell.Piece;
import tapedeck.app.picture.GraphLayout.Bounds;
import tapedeck.app.picture.GraphLayout.Point;

/**
 * Where everything of a {@link Cell} lies, relative to its corner.
 *
 * @param items by number
 * @param routes by piece, downwards
 * @param labels by piece, the middle of the words on it
 * @param ports by number, on the border
 */
record CellLayout(
    List<Bounds> items,
    List<List<Point>> routes,
    Map<Integer, Point> labels,
    List<Point> ports,
    double width,
    double height) {

  /** An item: its size and, if it is an open module, where edges reach its content. */
  record Box(double width, double height, List<Point> ports) {}

  /**
   * All that a layout depends on; equal problems have the same layout.
   *
   * @param ports for each port on the border whether it is at the top
   * @param frame what is around it
   * @param leastWidth the room for that name
   */
  record Problem(
      List<Box> items,
      List<Piece> pieces,
      List<Boolean> ports,
      Cell.Frame frame,
      double leastWidth) {}

  /**
   * Finds layouts with Eclipse ELK's {@code layered}, after Sugiyama, Tagawa and Toda, "Methods for
   * Visual Understanding of Hierarchical System Structures", 1981.
   */
  static final class Solver {
    /** With more items than this, settings are chosen for speed. */
    private static final int LARGE = 400;

    private static final double MARGIN = 24;

    /** The height of the line with a module's name. */
    private static final double HEADER = 24;

    private final LayeredLayoutProvider elk = new LayeredLayoutProvider();

    Solver() {
      LayoutMetaDataService.getInstance()
          .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    CellLayout solve(Problem problem) {
      // ports on the border need something outside
      ElkNode root = ElkGraphUtil.createNode(ElkGraphUtil.createGraph());
      configure(root, problem);
      List<ElkPort> border = new ArrayList<>();
      for (boolean top : problem.ports()) {
        ElkPort port = ElkGraphUtil.createPort(root);
        port.setProperty(CoreOptions.PORT_SIDE, top ? PortSide.NORTH : PortSide.SOUTH);
        border.add(port);
      }
      List<ElkNode> nodes = problem.items().stream().map(item -> node(root, item)).toList();
      List<ElkEdge> edges = new ArrayList<>();
      for (Piece piece : problem.pieces()) {
        ElkEdge edge = ElkGraphUtil.createEdge(root);
        edge.getSources().add(shape(piece.from(), nodes, border));
        edge.getTargets().add(shape(piece.to(), nodes, border));
        if (piece.labelWidth() > 0) {
          label(edge, piece.labelWidth());
        }
        edges.add(edge);
      }
      elk.layout(root, new BasicProgressMonitor());
      return read(root, problem, nodes, edges, border);
    }

    private static ElkNode node(ElkNode root, Box item) {
      ElkNode node = ElkGraphUtil.createNode(root);
      node.setDimensions(item.width(), item.height());
      if (!item.ports().isEmpty()) {
        node.setProperty(CoreOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_POS);
      }
      for (Point at : item.ports()) {
        ElkPort port = ElkGraphUtil.createPort(node);
        port.setLocation(at.x(), at.y());
        boolean top = at.y() < item.height() / 2;
        port.setProperty(CoreOptions.PORT_SIDE, top ? PortSide.NORTH : PortSide.SOUTH);
      }
      return node;
    }

    private static ElkConnectableShape shape(End end, List<ElkNode> nodes, List<ElkPort> border) {
      if (end.item() == End.BORDER) {
        return border.get(end.port());
      }
      ElkNode node = nodes.get(end.item());
      return end.port() == End.ANYWHERE ? node : node.getPorts().get(end.port());
    }

    private static void label(ElkEdge edge, double width) {
      ElkLabel label = ElkGraphUtil.createLabel("gradient", edge);
      label.setDimensions(width, BoxSize.LABEL);
      label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
      label.setProperty(CoreOptions.EDGE_LABELS_INLINE, true);
    }

    private static void configure(ElkNode root, Problem problem) {
      root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
      root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
      root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
      root.setProperty(CoreOptions.RANDOM_SEED, 1);
      root.setProperty(
          CoreOptions.PADDING,
          switch (problem.frame()) {
            case PICTURE -> new ElkPadding(MARGIN);
            case MODULE -> new ElkPadding(HEADER, 14, 12, 14);
            case STRETCH -> new ElkPadding(2);
          });
      root.setProperty(CoreOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_SIDE);
      root.setProperty(
          LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
      root.setProperty(LayeredOptions.SPACING_NODE_NODE, 36.0);
      root.setProperty(LayeredOptions.SPACING_EDGE_NODE, 18.0);
      root.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 14.0);
      root.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
      root.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 14.0);
      root.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, 60.0);
      if (problem.items().size() > LARGE) {
        root.setProperty(LayeredOptions.LAYERING_STRATEGY, LayeringStrategy.LONGEST_PATH);
        root.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.SIMPLE);
        root.setProperty(LayeredOptions.THOROUGHNESS, 1);
      }
    }

    private static CellLayout read(
        ElkNode root,
        Problem problem,
        List<ElkNode> nodes,
        List<ElkEdge> edges,
        List<ElkPort> border) {
      double missing = Math.max(0, problem.leastWidth() - root.getWidth());
      double shift = missing / 2;
      List<Bounds> items =
          nodes.stream()
              .map(n -> new Bounds(n.getX() + shift, n.getY(), n.getWidth(), n.getHeight()))
              .toList();
      List<Point> ports =
          border.stream()
              .map(port -> new Point(port.getX() + shift, atBorder(port, root)))
              .toList();
      List<List<Point>> routes = new ArrayList<>();
      Map<Integer, Point> labels = new HashMap<>();
      for (ElkEdge edge : edges) {
        for (ElkLabel label : edge.getLabels()) {
          labels.put(
              routes.size(),
              new Point(
                  label.getX() + label.getWidth() / 2 + shift,
                  label.getY() + label.getHeight() / 2));
        }
        routes.add(route(edge, shift));
      }
      return new CellLayout(
          items, routes, labels, ports, root.getWidth() + missing, root.getHeight());
    }

    private static double atBorder(ElkPort port, ElkNode root) {
      return port.getProperty(CoreOptions.PORT_SIDE) == PortSide.NORTH ? 0 : root.getHeight();
    }

    private static List<Point> route(ElkEdge edge, double shift) {
      List<Point> points = new ArrayList<>();
      for (ElkEdgeSection section : edge.getSections()) {
        points.add(new Point(section.getStartX() + shift, section.getStartY()));
        for (ElkBendPoint bend : section.getBendPoints()) {
          points.add(new Point(bend.getX() + shift, bend.getY()));
        }
        points.add(new Point(section.getEndX() + shift, section.getEndY()));
      }
      return List.copyOf(points);
    }
  }
}
