package tapedeck.autograd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tapedeck.kernel.Copying;
import tapedeck.kernel.Walk;
import tapedeck.op.Call;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.tensor.DType;
import tapedeck.tensor.GradFn;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.Tensor.Origin;
import tapedeck.tensor.TorchError;

/**
 * Operators that write their result into their first argument, and what that does to the graph: the
 * argument gets a new history, and so does everything that shares its memory.
 */
final class InPlace {
  private static final String SEVERAL =
      " This view is the output of a function that returns multiple views. Such functions do not"
          + " allow the output views to be modified inplace. You should replace the inplace"
          + " operation by an out-of-place one.";
  private static final String CUSTOM =
      " This view was created inside a custom Function (or because an input was returned as-is) and"
          + " the autograd logic to handle view+inplace would override the custom backward"
          + " associated with the custom Function, leading to incorrect gradients. This behavior is"
          + " forbidden. You can fix this by cloning the output of the custom Function.";
  private static final String AMBIGUOUS =
      " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify"
          + " your code by moving both the view and the inplace either both inside the %s"
          + " block (if you don't want the inplace to be tracked) or both outside (if you want the"
          + " inplace to be tracked).";

  private final Engine engine;

  InPlace(Engine engine) {
    this.engine = engine;
  }

  /** Applies {@code call} and writes the result into its first argument, which it returns. */
  Tensor apply(Call call) {
    Tensor self = call.self();
    boolean records = engine.graph().records(call);
    check(self, records);
    Overlap.check(call);
    List<Application.Argument> arguments = Application.arguments(call);
    OpNode node = records ? begin(call, self) : null;
    List<Tensor> results = new ArrayList<>(call.op().compute(call.intoSelf()));
    Tensor computed = results.set(0, self);
    checkFits(call, self, computed);
    replace(call, self, computed);
    self.bumpVersion();
    if (node == null) {
      engine.announceMutated(call.op().name() + "_", arguments, self);
      return self;
    }
    node.saveResults(results);
    Tensor base = self.base();
    if (base == null) {
      engine.graph().moveRetainedGrad(self, node);
      self.setGradFn(node, 0);
      self.renumber(engine.nextTensorId());
      engine.announceApplied(call.op().name() + "_", arguments, List.of(self), node);
    } else {
      rebase(self, base, node, 0, call.op().name() + "_", arguments);
    }
    return self;
  }

  private static void replace(Call call, Tensor self, Tensor computed) {
    boolean whole =
        computed.dtype() == self.dtype() && computed.coversStorage() && self.coversStorage();
    if (whole && computed.storage().array() == self.storage().array()) {
      return;
    }
    if (whole && isFresh(call, computed)) {
      self.storage().takeOver(computed.storage());
    } else {
      write(self, computed);
    }
  }

  /** Whether no argument shares the memory of {@code computed}. */
  private static boolean isFresh(Call call, Tensor computed) {
    for (int i = 0; i < call.op().parameters().size(); i++) {
      for (Tensor argument : call.tensorsAt(i)) {
        if (argument != null && argument.storage() == computed.storage()) {
          return false;
        }
      }
    }
    return true;
  }

  private OpNode begin(Call call, Tensor self) {
    OpNode node = engine.graph().newNode(call, call.op().inPlaceBackwardName());
    // derivatives want the value from before the write
    Tensor original = engine.attributes().copy(self);
    original.setRequiresGrad(false);
    if (self.gradFn() instanceof Node made) {
      original.setGradFn(made, self.outputNr());
    }
    Object[] arguments = new Object[call.op().parameters().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = i == 0 ? original : call.argument(i);
    }
    node.saveArguments(new Call(call.op(), arguments, engine));
    if (original.requiresGrad()) {
      node.savedTensors().stream()
          .filter(saved -> saved.tensor() == original)
          .forEach(saved -> saved.standForClone(engine.nextSequenceNr()));
    }
    return node;
  }

  /** A write through a view: the base gets the new history, and the view one that follows it. */
  private void rebase(
      Tensor self,
      Tensor base,
      Node node,
      int input,
      String name,
      List<Application.Argument> arguments) {
    CopySlices slices =
        new CopySlices(
            engine,
            engine.nextNodeId(),
            engine.nextSequenceNr(),
            engine.graph().gradientEdge(base),
            node,
            input,
            new CopySlices.Part(
                self.shape(),
                positions(self, base),
                self.strides().clone(),
                self.offset() - base.offset(),
                base.strides().clone()));
    engine.graph().moveRetainedGrad(base, slices);
    List<Application.Argument> wider = new ArrayList<>(arguments);
    wider.set(input, Application.Argument.of(arguments.get(input).name(), base));
    base.setGradFn(slices, 0);
    base.renumber(engine.nextTensorId());
    engine.announceApplied(name, wider, List.of(base), slices);
    self.gradFn();
  }

  /**
   * A function of the program wrote into a view that it was given: the tensor behind it gets a new
   * history.
   */
  void adopt(Tensor view, Node node, int input, String name, List<Application.Argument> arguments) {
    Tensor base = view.base();
    if (base == null) {
      throw new IllegalArgumentException(view + " is no view");
    }
    rebase(view, base, node, input, name, arguments);
  }

  /**
   * The backward function of a view whose base has a new history: it takes the elements out of the
   * base.
   */
  @Nullable GradFn renew(Tensor view) {
    Tensor base = view.base();
    boolean recorded = view.knownGradFn() != null || (base != null && base.requiresGrad());
    if (base == null || !recorded || !view.dtype().isFloating()) {
      return null;
    }
    checkView(view, true);
    Op op = OpTable.row("as_strided");
    Call call =
        new Call(
            op,
            new Object[] {
              base, view.shape().toArray(), view.strides().clone(), (long) view.offset()
            },
            engine);
    List<Application.Argument> arguments = Application.arguments(call);
    OpNode node = engine.graph().newNode(call, String.valueOf(op.backwardName()));
    node.saveArguments(call);
    view.setGradFn(node, 0);
    view.renumber(engine.nextTensorId());
    engine.announceApplied(op.name(), arguments, List.of(view), node);
    return node;
  }

  /** Refuses to give a tensor another shape where PyTorch does. */
  void checkReshaped(Tensor self) {
    checkInference(self);
    check(self, engine.isGradEnabled());
  }

  void checkInference(Tensor self) {
    if (self.isInference() && !engine.modes().inference) {
      throw TorchError.runtime(
          "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a"
              + " clone to get a normal tensor before doing inplace update.See"
              + " https://github.com/pytorch/rfcs/pull/17 for more details.");
    }
  }

  private static void check(Tensor self, boolean records) {
    if (!records) {
      return;
    }
    Tensor base = self.base();
    if (base != null) {
      checkView(self, false);
      if (self.requiresGrad() && base.isLeaf()) {
        throw TorchError.runtime(
            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
      }
    }
    if (self.requiresGrad() && self.isLeaf()) {
      throw TorchError.runtime(
          "a leaf Variable that requires grad is being used in an in-place operation.");
    }
  }

  /**
   * @param indirect whether the view itself is not written to, but what it looks at was
   */
  private static void checkView(Tensor view, boolean indirect) {
    if (view.origin() == Origin.DEFAULT) {
      return;
    }
    String what = indirect ? "its base or another view of its base has been" : "is being";
    throw TorchError.runtime(
        fault(view, what)
            + switch (view.origin()) {
              case INFERENCE -> AMBIGUOUS.formatted("inference_mode");
              case NO_GRAD -> AMBIGUOUS.formatted("no_grad");
              case CUSTOM_FUNCTION -> CUSTOM;
              default -> SEVERAL;
            });
  }

  private static String fault(Tensor view, String what) {
    GradFn made = view.knownGradFn();
    String place =
        made == null
            ? "A view was"
            : "Output %d of %s is a view"
                .formatted(view.outputNr(), SavedTensor.operation(made.name()));
    boolean inference = view.origin() == Origin.INFERENCE;
    if (made != null && !inference && view.origin() != Origin.NO_GRAD) {
      return "%s and %s modified inplace.".formatted(place, what);
    }
    String created =
        made == null ? place + " created in" : place + " of a view which was created in";
    return inference
        ? "%s inference mode and %s modified inplace in normal mode.".formatted(created, what)
        : "%s no_grad mode and %s modified inplace with grad mode enabled."
            .formatted(created, what);
  }

  private static void checkFits(Call call, Tensor self, Tensor computed) {
    if (!computed.shape().equals(self.shape())) {
      String message =
          Overlap.PRODUCTS.contains(call.op().name())
              ? "Bad in-place call: input tensor size %s and output tensor size %s should match"
              : "output with shape %s doesn't match the broadcast shape %s";
      throw TorchError.runtime(message.formatted(self.shape(), computed.shape()));
    }
    DType from = computed.dtype();
    if (from.category().compareTo(self.dtype().category()) > 0) {
      throw TorchError.runtime(
          "result type %s can't be cast to the desired output type %s"
              .formatted(from.legacyName(), self.dtype().legacyName()));
    }
  }

  /** Writes the elements of {@code from} into the memory behind {@code to}. */
  static void write(Tensor to, Tensor from) {
    int count = to.shape().numel();
    if (count == 0) {
      return;
    }
    Storage target = to.storage();
    if (from.dtype() == to.dtype() && from.coversStorage() && to.coversStorage()) {
      target.become(from.storage());
      return;
    }
    Walk walk = new Walk(to.shape().toArray(), to.strides(), to.offset());
    if (from.isContiguous() && from.dtype() == to.dtype() && from.offset() == 0) {
      if (to.isContiguous()) {
        System.arraycopy(from.storage().array(), 0, target.writable(), to.offset(), count);
      } else {
        Copying.scatter(from.storage().array(), target.writable(), walk, count);
      }
      return;
    }
    if (from.dtype() == to.dtype() && to.isContiguous()) {
      Walk over = new Walk(from.shape().toArray(), from.strides(), from.offset());
      Copying.gather(from.storage().array(), over, target.writable(), to.offset(), count);
      return;
    }
    var values = from.peek();
    for (int i = 0; i < count; i++, walk.advance()) {
      if (from.dtype().isFloating()) {
        target.set(walk.position(), values.doubleAt(i));
      } else {
        target.set(walk.position(), values.longAt(i));
      }
    }
  }

  /** For each element of {@code view} its number in {@code base}, counted row by row. */
  private Tensor positions(Tensor view, Tensor base) {
    int[] numbers = new int[base.storage().length()];
    Walk over = new Walk(base.shape().toArray(), base.strides(), base.offset());
    for (int i = 0; i < base.shape().numel(); i++, over.advance()) {
      numbers[over.position()] = i;
    }
    Storage positions = Storage.allocate(DType.INT64, view.shape().numel());
    Walk walk = new Walk(view.shape().toArray(), view.strides(), view.offset());
    for (int i = 0; i < positions.length(); i++, walk.advance()) {
      positions.set(i, (long) numbers[walk.position()]);
    }
    return Tensor.contiguous(engine.nextTensorId(), positions, Shape.of(positions.length()));
  }
}
