package tapedeck.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tapedeck.autograd.Engine;
import tapedeck.graph.GraphEdge.Kind;
import tapedeck.graph.GraphVertex.AccumulateVertex;
import tapedeck.graph.GraphVertex.ModuleVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.graph.ModuleTree.Module;
import tapedeck.python.PythonHost;
import tapedeck.tape.Recorder;
import tapedeck.tape.State;
import tapedeck.tape.Tape;

class FoldedGraphTest {
  private static final String PROGRAM =
      """
      import torch
      import torch.nn as nn

      class Block(nn.Module):
          def __init__(self):
              super().__init__()
              self.fc = nn.Linear(2, 2)

          def forward(self, x):
              return torch.relu(self.fc(x))

      class Net(nn.Module):
          def __init__(self):
              super().__init__()
              self.blocks = nn.ModuleList([Block() for _ in range(3)])
              self.head = nn.Linear(2, 1)

          def forward(self, x):
              for block in self.blocks:
                  x = block(x)
              return self.head(x) + self.head(-x)

      net = Net()
      optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
      data = torch.ones(4, 2)
      for step in range(2):
          optimizer.zero_grad()
          loss = net(data).sum()
          loss.backward()
          optimizer.step()
      """;

  private static Tape tape;

  @BeforeAll
  static void record() {
    tape = new Tape();
    Recorder recorder = new Recorder(tape::append);
    try (PythonHost host = new PythonHost()) {
      host.program("net.py", PROGRAM, List.of(), true).run(new Engine(recorder), recorder);
    }
  }

  private static FoldedGraph folded(Folding folding) {
    return FoldedGraph.of(ComputationGraph.of(tape.end()), folding);
  }

  private static List<String> places(Iterable<Module> modules) {
    List<String> places = new ArrayList<>();
    modules.forEach(module -> places.add(module.place()));
    return places;
  }

  private static final List<String> ALL =
      List.of(
          "net",
          "net/blocks.0",
          "net/blocks.0/blocks.0.fc",
          "net/blocks.1",
          "net/blocks.1/blocks.1.fc",
          "net/blocks.2",
          "net/blocks.2/blocks.2.fc",
          "net/head",
          "net/head#1");

  @Test
  void modulesLieWithinModules() {
    ModuleTree tree = ModuleTree.of(ComputationGraph.of(tape.end()));
    assertEquals(ALL, places(tree.modules()));
    assertEquals(List.of("net"), places(tree.roots()));
    List<String> names = new ArrayList<>();
    tree.modules().forEach(module -> names.add(module.name()));
    assertEquals("fc", names.get(2));
  }

  @Test
  void everyIterationHasTheSamePlaces() {
    State first =
        tape.stateAt(
            tape.next(0, e -> e instanceof tapedeck.tape.TapeEvent.BackwardFinished).getAsLong());
    assertEquals(1, first.iteration().number());
    assertEquals(ALL, places(ModuleTree.of(ComputationGraph.of(first)).modules()));
  }

  @Test
  void aParameterLiesWhereAllItsUsesAre() {
    ComputationGraph graph = ComputationGraph.of(tape.end());
    ModuleTree tree = ModuleTree.of(graph);
    for (GraphVertex vertex : graph.vertices()) {
      String name = vertex instanceof TensorVertex at ? tape.end().nameOf(at.tensor()) : "";
      Module home = tree.homeOf(vertex);
      if (name.startsWith("net.blocks.1.fc")) {
        assertEquals("net/blocks.1/blocks.1.fc", String.valueOf(home));
      } else if (name.startsWith("net.head")) {
        assertEquals("net", String.valueOf(home), "two calls use it");
      } else if (name.equals("data")) {
        assertEquals("null", String.valueOf(home));
      } else if (vertex instanceof AccumulateVertex) {
        TensorVertex leaf = (TensorVertex) graph.outgoing(vertex).iterator().next().to();
        assertEquals(tree.homeOf(leaf), home);
      }
    }
  }

  @Test
  void openShowsTheGraphItself() {
    FoldedGraph open = folded(Folding.OPEN);
    assertEquals(open.graph().vertices(), open.vertices());
    assertEquals(open.graph().edges(), open.edges());
    assertEquals(ALL, places(open.open()));
  }

  @Test
  void aFoldedModuleIsOneVertexWithOneEdgeToEachNeighbour() {
    FoldedGraph all = folded(Folding.OPEN.toDepth(0));
    assertEquals(List.of(), all.open());
    assertEquals(1, all.vertices().stream().filter(ModuleVertex.class::isInstance).count());
    // data → net → sum → loss
    assertEquals(4, all.vertices().size());
    assertEquals(4, all.edges().size(), "" + all.edges());
    GraphEdge gradient =
        all.edges().stream().filter(e -> e.kind() == Kind.GRADIENT).findFirst().orElseThrow();
    assertTrue(gradient.to() instanceof ModuleVertex);
    assertEquals(1, all.standsFor(gradient).size());
    assertTrue(all.standsFor(gradient).get(0).to() instanceof OperationVertex);
  }

  @Test
  void toADepthAndOnePlaceMore() {
    FoldedGraph outer = folded(Folding.OPEN.toDepth(1));
    assertEquals(List.of("net"), places(outer.open()));
    ModuleVertex block = outer.tree().roots().get(0).children().get(1).vertex();
    FoldedGraph one = folded(outer.toggled(block));
    assertEquals(List.of("net", "net/blocks.1"), places(one.open()));
    assertEquals(outer.folding(), one.toggled(block));
  }

  @Test
  void aRowOfLikeModulesIsOneWithACount() {
    FoldedGraph rows = folded(Folding.OPEN.withRepeats(true));
    ModuleVertex first = rows.tree().roots().get(0).children().get(0).vertex();
    assertEquals(3, rows.callsOf(first).size());
    assertTrue(rows.vertices().contains(first));
    // the two calls of the head have a negation between them
    assertEquals(List.of("net", "net/head", "net/head#1"), places(rows.open()));
    FoldedGraph opened = folded(rows.toggled(first));
    assertEquals(ALL, places(opened.open()));
  }

  @Test
  void nothingGetsLost() {
    for (int depth = 0; depth < 4; depth++) {
      FoldedGraph graph = folded(Folding.OPEN.toDepth(depth));
      for (GraphVertex vertex : graph.graph().vertices()) {
        assertTrue(graph.vertices().contains(graph.drawnFor(vertex)));
      }
      long within =
          graph.graph().edges().stream()
              .filter(e -> graph.drawnFor(e.from()).equals(graph.drawnFor(e.to())))
              .count();
      long drawn = graph.edges().stream().mapToLong(e -> graph.standsFor(e).size()).sum();
      assertEquals(graph.graph().edges().size(), within + drawn);
    }
  }

  private static List<String> found(String text) {
    ComputationGraph graph = ComputationGraph.of(tape.end());
    List<String> names = new ArrayList<>();
    for (GraphVertex vertex : new GraphSearch(graph, ModuleTree.of(graph)).find(text)) {
      names.add(
          vertex instanceof TensorVertex at
              ? tape.end().nameOf(at.tensor())
              : vertex.key().replaceAll("[0-9]", ""));
    }
    return names;
  }

  @Test
  void aSearchFindsNamesOperatorsShapesAndModules() {
    assertEquals(List.of("loss"), found("LOSS"));
    assertEquals(List.of("op", "op", "op"), found("relu"));
    assertEquals(List.of("op", "op", "op"), found("ReluBackward0"));
    assertEquals(List.of("net.head.weight"), found("shape:1x2"));
    assertEquals(List.of("net.head.weight"), found("[1,2]"));
    assertEquals(List.of("net.blocks.0.fc.bias"), found("module:blocks.0 name:bias"));
    assertEquals(List.of("m", "m", "m"), found("Block").subList(0, 3));
    assertEquals(List.of(), found(" "));
    assertEquals(List.of(), found("nothing-like-that"));
  }

  @Test
  void aLensShowsOneSide() {
    ComputationGraph graph = ComputationGraph.of(tape.end());
    ComputationGraph data = graph.seenThrough(Lens.DATA, false);
    assertTrue(data.edges().stream().noneMatch(e -> e.kind() == Kind.GRADIENT));
    assertTrue(data.vertices().stream().noneMatch(AccumulateVertex.class::isInstance));
    ComputationGraph backward = graph.seenThrough(Lens.GRAD_FN, false);
    assertTrue(backward.edges().stream().noneMatch(e -> e.kind() == Kind.OPERAND));
    long leaves = backward.vertices().stream().filter(AccumulateVertex.class::isInstance).count();
    long tensors = backward.vertices().stream().filter(TensorVertex.class::isInstance).count();
    assertEquals(8, leaves);
    assertEquals(leaves + 1, tensors, "the leaves and the loss");
    ComputationGraph graded = graph.seenThrough(Lens.BOTH, true);
    assertEquals(graph.vertices().size() - 1, graded.vertices().size(), "without the data");
    assertEquals(graph, graph.seenThrough(Lens.BOTH, false));
  }
}
