package tapedeck.python;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.HostAccess.Export;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Application;
import tapedeck.autograd.Edge;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Tensor;

/** Custom functions of the program: {@code torch.autograd.Function}. */
public final class FunctionBinding {
  private final Engine engine;
  private final PythonObjects objects;

  FunctionBinding(Engine engine, PythonObjects objects) {
    this.engine = engine;
    this.objects = objects;
  }

  /** Switches the announcing of operators off while a forward runs; returns the mode before. */
  @Export
  public boolean[] enter() {
    boolean[] before = {engine.isGradEnabled()};
    engine.setGradEnabled(false);
    return before;
  }

  @Export
  public void leave(boolean gradEnabled) {
    engine.setGradEnabled(gradEnabled);
  }

  /**
   * Puts a function into the graph.
   *
   * @param nodeName the name of its node
   * @param differentiable which outputs take part
   * @param written for each output which of the inputs it is, as the function wrote into it; −1 for
   *     others
   * @return the node
   */
  @Export
  public Object record(
      String name,
      String nodeName,
      Value backward,
      List<Object> inputs,
      List<Object> outputs,
      List<Boolean> differentiable,
      List<Integer> written,
      List<Object> saved) {
    return objects.guarded(
        () -> {
          List<@Nullable Edge> edges = new ArrayList<>();
          List<Tensor> given = new ArrayList<>();
          List<Application.Argument> arguments = new ArrayList<>();
          for (int i = 0; i < inputs.size(); i++) {
            Tensor input = (Tensor) inputs.get(i);
            edges.add(engine.graph().gradientEdge(input));
            given.add(input);
            arguments.add(new Application.Argument("input" + i, input, input.id()));
          }
          FunctionNode node =
              new FunctionNode(engine, objects, nodeName, backward, edges, given, outputs.size());
          List<Tensor> tensors = new ArrayList<>();
          boolean rebased = false;
          for (int i = 0; i < outputs.size(); i++) {
            Tensor output = (Tensor) outputs.get(i);
            tensors.add(output);
            if (written.get(i) >= 0 && output.base() != null) {
              engine.adopt(output, node, written.get(i), name, arguments);
              rebased = true;
            } else if (differentiable.get(i) && output.dtype().isFloating()) {
              output.setGradFn(node, i);
            }
          }
          saved.forEach(tensor -> node.save((Tensor) tensor, outputs.contains(tensor)));
          if (!rebased) {
            engine.announceApplied(name, arguments, tensors, node);
          }
          return node;
        });
  }

  /** Says of what a function returned, if it is a view, that the function made it. */
  @Export
  public void mark_returned(Tensor tensor, boolean severalReturned) {
    if (tensor.base() != null) {
      tensor.setOrigin(
          severalReturned ? Tensor.Origin.ONE_OF_SEVERAL : Tensor.Origin.CUSTOM_FUNCTION);
    }
  }

  /** Counts the change that a forward made to its input as a new version of it. */
  @Export
  public void mark_dirty(Tensor tensor) {
    tensor.bumpVersion();
  }

  @Export
  public Object[] saved(Object node) {
    return objects.guarded(
        () -> ((FunctionNode) node).unpack().stream().map(objects::wrapped).toArray());
  }
}
