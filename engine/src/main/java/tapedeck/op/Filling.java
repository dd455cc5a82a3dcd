package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that overwrite a tensor. */
final class Filling {
  private Filling() {}

  static final List<Op> ROWS =
      List.of(
          Op.define("zero(Tensor self)")
              .kernel(call -> call.allocate(call.self().dtype(), call.self().shape()))
              .inPlace()
              .reads("0 for every element of {self}", "0")
              .backward("ZeroBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3)))
              .build(),
          Op.define("fill.Scalar(Tensor self, Number value)")
              .kernel(
                  call -> {
                    Tensor out = call.allocate(call.self().dtype(), call.self().shape());
                    Number value = call.number("value");
                    if (!out.dtype().holds(value.longValue())) {
                      throw TorchError.runtime(
                          "value cannot be converted to type %s without overflow"
                              .formatted(out.dtype().storedName()));
                    }
                    for (int i = 0; i < out.storage().length(); i++) {
                      if (out.dtype().isFloating()) {
                        out.storage().set(i, value.doubleValue());
                      } else {
                        out.storage().set(i, value.longValue());
                      }
                    }
                    return out;
                  })
              .inPlace("FillBackward2")
              .reads("{value} for every element of {self}", "fill")
              .backward("FillBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .samples(Sample.of(tensor(2, 3), 1.5))
              .build(),
          Op.define("fill.Tensor(Tensor self, Tensor value)")
              .kernel(
                  call -> {
                    Tensor value = call.tensor("value");
                    if (value.shape().dim() != 0) {
                      throw TorchError.runtime(
                          "fill_ only supports 0-dimension value tensor but got tensor with %d dimensions."
                              .formatted(value.shape().dim()));
                    }
                    double[] out = new double[call.self().shape().numel()];
                    Arrays.fill(out, Values.scalar(value));
                    return call.rounded(call.self().dtype(), call.self().shape(), out);
                  })
              .inPlace("FillBackward3")
              .reads("{value} for every element of {self}", "fill")
              .backward("FillBackward1")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .derivative("value", "Σ {g}", (b, g) -> b.sum(g))
              .samples(Sample.of(tensor(2, 3), tensor()))
              .build(),
          Op.define("copy(Tensor self, Tensor src)")
              .kernel(
                  call -> {
                    Tensor self = call.self();
                    Tensor src = call.tensor("src");
                    Shape shape = self.shape();
                    if (!Shape.broadcast(shape, src.shape()).equals(shape)) {
                      throw TorchError.runtime(
                          "The expanded size of the tensor (%d) must match the existing size (%d) at non-singleton dimension %d.  Target sizes: %s.  Tensor sizes: %s"
                              .formatted(
                                  shape.size(shape.dim() - 1),
                                  src.shape().size(src.shape().dim() - 1),
                                  shape.dim() - 1,
                                  shape,
                                  src.shape()));
                    }
                    Tensor wide =
                        src.view(0, shape, BinaryKernel.broadcastStrides(src, shape), src.offset());
                    return Cast.copy(call, wide, self.dtype());
                  })
              .inPlace("CopyBackwards")
              .internal()
              .broadcasting()
              .reads("{src}", "copy")
              .backward("CopyBackward0")
              .derivative("self", "0", (b, g) -> b.zerosLike(g))
              .derivative("src", "{g}", (b, g) -> g)
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build());
}
