package tapedeck.app.model;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tapedeck.graph.ComputationGraph;
import tapedeck.graph.GraphVertex;
import tapedeck.graph.GraphVertex.OperationVertex;
import tapedeck.graph.GraphVertex.TensorVertex;
import tapedeck.tape.NodeState;
import tapedeck.tape.State;
import tapedeck.tape.TapeEvent;

/** Where in the graph an event happened. */
public final class ActiveVertices implements TapeEvent.Visitor<Set<GraphVertex>> {
  private final State state;

  private ActiveVertices(State state) {
    this.state = state;
  }

  /** The vertices at which the last event of {@code state} happened. */
  public static Set<GraphVertex> of(State state) {
    TapeEvent event = state.last();
    return event == null ? Set.of() : event.accept(new ActiveVertices(state));
  }

  private static Set<GraphVertex> set(GraphVertex... vertices) {
    return new LinkedHashSet<>(java.util.List.of(vertices));
  }

  private static Set<GraphVertex> tensors(Iterable<Long> ids) {
    Set<GraphVertex> vertices = new LinkedHashSet<>();
    ids.forEach(id -> vertices.add(new TensorVertex(id)));
    return vertices;
  }

  private Set<GraphVertex> node(long id) {
    @Nullable NodeState node = state.node(id);
    return node == null ? Set.of() : set(ComputationGraph.vertexOf(node));
  }

  @Override
  public Set<GraphVertex> lineReached(TapeEvent.LineReached event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> tensorCreated(TapeEvent.TensorCreated event) {
    return set(new TensorVertex(event.tensor().id()));
  }

  @Override
  public Set<GraphVertex> requiresGradSet(TapeEvent.RequiresGradSet event) {
    return set(new TensorVertex(event.tensor()));
  }

  @Override
  public Set<GraphVertex> gradRetained(TapeEvent.GradRetained event) {
    return set(new TensorVertex(event.tensor()));
  }

  @Override
  public Set<GraphVertex> opApplied(TapeEvent.OpApplied event) {
    Set<GraphVertex> vertices = set(new OperationVertex(event.output().id()));
    event.outputs().forEach(output -> vertices.add(new TensorVertex(output.id())));
    return vertices;
  }

  @Override
  public Set<GraphVertex> tensorMutated(TapeEvent.TensorMutated event) {
    return set(new TensorVertex(event.tensor().id()));
  }

  @Override
  public Set<GraphVertex> hookCalled(TapeEvent.HookCalled event) {
    return node(event.node());
  }

  @Override
  public Set<GraphVertex> backwardStarted(TapeEvent.BackwardStarted event) {
    return tensors(event.outputs());
  }

  @Override
  public Set<GraphVertex> nodeEvaluated(TapeEvent.NodeEvaluated event) {
    return node(event.node());
  }

  @Override
  public Set<GraphVertex> gradAccumulated(TapeEvent.GradAccumulated event) {
    return set(new TensorVertex(event.leaf()));
  }

  @Override
  public Set<GraphVertex> buffersReleased(TapeEvent.BuffersReleased event) {
    return node(event.node());
  }

  @Override
  public Set<GraphVertex> backwardFinished(TapeEvent.BackwardFinished event) {
    return tensors(event.inputs());
  }

  @Override
  public Set<GraphVertex> backwardFailed(TapeEvent.BackwardFailed event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> optimizerMade(TapeEvent.OptimizerMade event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> optimizerStepStarted(TapeEvent.OptimizerStepStarted event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> parameterUpdated(TapeEvent.ParameterUpdated event) {
    return set(new TensorVertex(event.update().parameter()));
  }

  @Override
  public Set<GraphVertex> optimizerStepFinished(TapeEvent.OptimizerStepFinished event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> gradCleared(TapeEvent.GradCleared event) {
    return set(new TensorVertex(event.tensor()));
  }

  @Override
  public Set<GraphVertex> gradReplaced(TapeEvent.GradReplaced event) {
    return set(new TensorVertex(event.tensor()));
  }

  @Override
  public Set<GraphVertex> printed(TapeEvent.Printed event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> whatIfApplied(TapeEvent.WhatIfApplied event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> programFailed(TapeEvent.ProgramFailed event) {
    return Set.of();
  }

  @Override
  public Set<GraphVertex> programFinished(TapeEvent.ProgramFinished event) {
    return Set.of();
  }
}
