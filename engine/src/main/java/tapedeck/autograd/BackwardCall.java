package tapedeck.autograd;

import java.util.List;
import tapedeck.tensor.Tensor;

/**
 * What a backward pass was asked to do.
 *
 * @param outputs the tensors it starts from
 * @param roots where in the graph each output lies
 * @param seeds one gradient for each output
 * @param inputs the tensors whose gradients are wanted; empty for all leaves
 * @param accumulates whether gradients go into {@code .grad}, as {@code backward()} does, or are
 *     returned
 * @param retainGraph whether saved tensors are kept
 * @param createGraph whether the pass itself is recorded
 * @param allowUnused whether an input that the outputs do not depend on gets None
 */
public record BackwardCall(
    List<Tensor> outputs,
    List<Edge> roots,
    List<Tensor> seeds,
    List<Tensor> inputs,
    boolean accumulates,
    boolean retainGraph,
    boolean createGraph,
    boolean allowUnused) {}
