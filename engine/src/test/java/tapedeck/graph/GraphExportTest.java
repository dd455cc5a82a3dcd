package tapedeck.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.DirectedPseudograph;
import org.jgrapht.nio.dot.DOTImporter;
import org.jgrapht.nio.graphml.GraphMLImporter;
import org.jgrapht.util.SupplierUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.Tape;

class GraphExportTest {
  private static Tape tape;

  @BeforeAll
  static void record() {
    tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    String program =
        """
        import torch
        import torch.nn as nn
        net = nn.Sequential(nn.Linear(30, 20), nn.Tanh())
        net(torch.ones(2, 30)).sum().backward()
        """;
    try (PythonHost host = new PythonHost()) {
      host.program("net.py", program, List.of(), true).run(new Engine(recorder), recorder);
    }
  }

  private static FoldedGraph folded(int depth) {
    return FoldedGraph.of(ComputationGraph.of(tape.end()), Folding.OPEN.toDepth(depth));
  }

  private static Graph<String, DefaultEdge> empty() {
    return new DirectedPseudograph<>(SupplierUtil.createStringSupplier(), DefaultEdge::new, false);
  }

  private static void assertSame(FoldedGraph expected, Graph<String, DefaultEdge> read) {
    assertEquals(expected.vertices().size(), read.vertexSet().size());
    assertEquals(expected.edges().size(), read.edgeSet().size());
  }

  @Test
  void dotIsReadAgainAsTheSameGraph() {
    for (int depth = 0; depth < 3; depth++) {
      FoldedGraph graph = folded(depth);
      Graph<String, DefaultEdge> read = empty();
      DOTImporter<String, DefaultEdge> importer = new DOTImporter<>();
      importer.setVertexFactory(name -> name);
      importer.importGraph(read, new StringReader(GraphExport.DOT.write(graph)));
      assertSame(graph, read);
    }
  }

  @Test
  void openModulesAreClustersInClusters() {
    String dot = GraphExport.DOT.write(folded(2));
    String net = dot.substring(dot.indexOf("subgraph cluster_"));
    assertTrue(net.contains("label=\"net (Sequential)\""), net);
    assertTrue(net.contains("    subgraph cluster_"), net);
    assertTrue(net.contains("label=\"0 (Linear)\""), net);
    assertFalse(GraphExport.DOT.write(folded(0)).contains("subgraph"));
  }

  @Test
  void labelsStayShort() {
    GraphExport.DOT.write(folded(2)).lines().forEach(line -> assertTrue(line.length() < 140, line));
  }

  @Test
  void graphMlIsReadAgainAsTheSameGraph() {
    FoldedGraph graph = folded(1);
    Graph<String, DefaultEdge> read = empty();
    GraphMLImporter<String, DefaultEdge> importer = new GraphMLImporter<>();
    importer.setVertexFactory(name -> name);
    importer.importGraph(read, new StringReader(GraphExport.GRAPHML.write(graph)));
    assertSame(graph, read);
  }

  @Test
  void jsonHasWholeValuesAndModules() throws IOException {
    FoldedGraph graph = folded(2);
    JsonNode json = new ObjectMapper().readTree(GraphExport.JSON.write(graph));
    assertEquals(graph.vertices().size(), json.get("nodes").size());
    assertEquals(graph.edges().size(), json.get("edges").size());
    boolean weight = false;
    for (JsonNode node : json.get("nodes")) {
      if (node.path("label").asText().startsWith("net.0.weight")) {
        weight = true;
        assertEquals("net/0", node.path("module").asText());
        assertTrue(node.path("value").asText().startsWith("tensor([["));
        assertEquals("[20, 30]", node.path("shape").asText());
      }
    }
    assertTrue(weight);
  }
}
