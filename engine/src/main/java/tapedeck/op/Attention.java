package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;
import static tapedeck.op.Sample.tensor;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of scaled dot-product attention. */
final class Attention {
  private Attention() {}

  private static final String BACKWARD = "_scaled_dot_product_flash_attention_for_cpu_backward";
  private static final String WEIGHTS = "P = softmax({query} @ {key}ᵀ · scale)";
  private static final List<String> OPERANDS =
      List.of("query", "key", "value", "attn_mask", RESULT);

  static final List<Op> ROWS =
      List.of(
          Op.define("_safe_softmax(Tensor self, Int dim)")
              .types(TypeRule.floating("softmax_lastdim_kernel_impl"))
              .composedKernel((ops, call) -> safeSoftmax(ops, call.self(), call.integer("dim")))
              .internal()
              .reads("softmax({self}) along {dim}, 0 where all is −∞", "softmax")
              .backward("SafeSoftmaxBackward0")
              .derivative(
                  "self",
                  List.of(RESULT),
                  "{result} ⊙ ({g} − Σ {g} ⊙ {result})",
                  (b, g) -> b.call(Softmax.SOFTMAX_BACKWARD, g, b.saved(RESULT), b.number("dim")))
              .samples(Sample.of(tensor(2, 3), -1L))
              .build(),
          Op.define(
                  "scaled_dot_product_attention(Tensor query, Tensor key, Tensor"
                      + " value, Bool is_causal=False, Tensor attn_mask=None, Float scale=None)")
              .types(
                  TypeRule.alike(
                          List.of("query", "key", "value"),
                          DType::cName,
                          "Expected query, key, and value to have the same dtype, but got query.dtype: %s key.dtype: %s and value.dtype: %s instead.")
                      .then(
                          TypeRule.in(
                              TypeRule.FLOATING, "expected scalar type Float but found %s")))
              .composedKernel(Attention::attention)
              .internal()
              .reads("softmax({query} @ {key}ᵀ · scale) @ {value}", "attention")
              .backward("ScaledDotProductFlashAttentionForCpuBackward0")
              .keepsAs(RESULT, "output")
              .shows("dropout_p", b -> 0.0)
              .computes("logsumexp", Attention::logSumExp)
              .derivative(
                  "query",
                  OPERANDS,
                  "scale · ∂S @ {key}, ∂S = P ⊙ ({g} @ {value}ᵀ − Σ P ⊙ {g} @ {value}ᵀ), "
                      + WEIGHTS,
                  (b, g) -> gradients(b, g).get(0))
              .derivative(
                  "key",
                  OPERANDS,
                  "scale · ∂Sᵀ @ {query}, ∂S = P ⊙ ({g} @ {value}ᵀ − Σ P ⊙ {g} @ {value}ᵀ), "
                      + WEIGHTS,
                  (b, g) -> gradients(b, g).get(1))
              .derivative(
                  "value", OPERANDS, "Pᵀ @ {g}, " + WEIGHTS, (b, g) -> gradients(b, g).get(2))
              .samples(
                  Sample.of(tensor(1, 2, 3, 4), tensor(1, 2, 3, 4), tensor(1, 2, 3, 4)),
                  Sample.of(tensor(1, 1, 2, 3), tensor(1, 1, 2, 3), tensor(1, 1, 2, 3), true))
              .build(),
          Op.define(
                  BACKWARD
                      + "(Tensor grad_out, Tensor query, Tensor key, Tensor value, Tensor out, Bool"
                      + " is_causal, Tensor attn_mask=None, Float scale=None)")
              .composedKernels(
                  List.of("grad_query", "grad_key", "grad_value"), Attention::gradients)
              .internal()
              .reads("{grad_out} back through the attention", "attention′")
              .backward("NotImplemented")
              .derivative("grad_out", "not implemented", Attention::notTwice)
              .derivative("query", "not implemented", Attention::notTwice)
              .derivative("key", "not implemented", Attention::notTwice)
              .derivative("value", "not implemented", Attention::notTwice)
              .derivative("out", "not implemented", Attention::notTwice)
              .samples(
                  Sample.of(
                      tensor(1, 1, 2, 3),
                      tensor(1, 1, 2, 3),
                      tensor(1, 1, 2, 3),
                      tensor(1, 1, 2, 3),
                      tensor(1, 1, 2, 3),
                      false))
              .build());

  private static Tensor notTwice(Backward b, Tensor gradient) {
    throw TorchError.runtime("derivative for aten::" + BACKWARD + " is not implemented");
  }

  private static List<Tensor> gradients(Backward b, Tensor gradient) {
    return b.once(
        "gradients",
        () ->
            b.callAll(
                BACKWARD,
                gradient,
                b.saved("query"),
                b.saved("key"),
                b.saved("value"),
                b.saved(RESULT),
                b.flag("is_causal"),
                b.optional("attn_mask"),
                b.arguments().argument("scale")));
  }

  private static List<Tensor> gradients(Ops ops, Call call) {
    Tensor query = call.tensor("query");
    Tensor key = call.tensor("key");
    Tensor gradient = call.tensor("grad_out");
    Tensor weights = weights(ops, call, query, key, call.optionalTensor("attn_mask"));
    Tensor ofWeights = ops.matmul(gradient, ops.mT(call.tensor("value")));
    Tensor ofScores = ops.call(Softmax.SOFTMAX_BACKWARD, ofWeights, weights, -1L);
    double scale = scale(call, query.shape());
    return List.of(
        byPlaces(ops, ops.mul(ops.matmul(ofScores, key), scale)),
        byPlaces(ops, ops.mul(ops.matmul(ops.mT(ofScores), query), scale)),
        byPlaces(ops, ops.matmul(ops.mT(weights), gradient)));
  }

  /** The result lies in memory as the query does. */
  private static Tensor attention(Ops ops, Call call) {
    Tensor query = call.tensor("query");
    Tensor weights =
        weights(ops, call, query, call.tensor("key"), call.optionalTensor("attn_mask"));
    Tensor made = ops.matmul(weights, call.tensor("value"));
    int[] order =
        IntStream.range(0, query.shape().dim())
            .boxed()
            .sorted(Comparator.comparing((Integer d) -> -query.strides()[d]))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] back = new int[order.length];
    for (int d = 0; d < order.length; d++) {
      back[order[d]] = d;
    }
    return ops.permute(ops.contiguous(ops.permute(made, order)), back);
  }

  private static Tensor weights(
      Ops ops, Call call, Tensor query, Tensor key, @Nullable Tensor mask) {
    return safeSoftmax(ops, scores(ops, call, query, key, mask), -1);
  }

  private static Tensor logSumExp(Ops ops, Backward b) {
    Tensor scores =
        scores(ops, b.arguments(), b.saved("query"), b.saved("key"), b.optional("attn_mask"));
    return ops.call("logsumexp", scores, new int[] {-1});
  }

  private static Tensor scores(
      Ops ops, Call call, Tensor query, Tensor key, @Nullable Tensor mask) {
    Tensor scores = ops.mul(ops.matmul(query, ops.mT(key)), scale(call, query.shape()));
    if (mask != null) {
      scores = ops.add(scores, mask);
    }
    if (call.flag("is_causal")) {
      Tensor ones = ops.add(ops.zerosLike(ops.detach(scores)), 1L);
      Tensor later = ops.call("triu", ones, 1L);
      scores = ops.maskedFill(scores, ops.call("gt", later, 0L), Double.NEGATIVE_INFINITY);
    }
    return scores;
  }

  /** All heads of a place next to one another in memory, as PyTorch's kernel leaves them. */
  private static Tensor byPlaces(Ops ops, Tensor gradient) {
    return ops.transpose(ops.contiguous(ops.transpose(gradient, 1, 2)), 1, 2);
  }

  private static double scale(Call call, Shape query) {
    return call.has("scale") ? call.real("scale") : 1 / Math.sqrt(query.size(query.dim() - 1));
  }

  private static Tensor safeSoftmax(Ops ops, Tensor scores, int dim) {
    Tensor weights = ops.call("_softmax", scores, (long) dim);
    Tensor hidden = ops.call("eq", ops.detach(scores), Double.NEGATIVE_INFINITY);
    Tensor nothing = ops.call("all.dim", hidden, new int[] {dim}, true);
    return ops.maskedFill(weights, nothing, 0.0);
  }
}
