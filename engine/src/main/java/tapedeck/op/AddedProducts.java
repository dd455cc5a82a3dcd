package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.Arrays;
import java.util.List;
import tapedeck.kernel.MatrixProduct;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows that add a product to a tensor. */
final class AddedProducts {
  private AddedProducts() {}

  static final String SELF_AND_MAT2 = "self and mat2 must have the same dtype, but got %s and %s";

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "addmm(Tensor self, Tensor mat1, Tensor mat2, *, Number beta=1, Number alpha=1)")
              .types(
                  TypeRule.alike("mat2", SELF_AND_MAT2)
                      .then(AddedProducts::checkMatrices)
                      .then(
                          TypeRule.alike(
                              List.of("mat1", "mat2"),
                              DType::legacyName,
                              "mat1 and mat2 must have the same dtype, but got %s and %s")))
              .kernel(
                  call ->
                      Products.plusProduct(
                          call,
                          call.tensor("mat1"),
                          call.tensor("mat2"),
                          MatrixProduct.Kind.MATRICES))
              .inPlace()
              .reads("{beta·}{self} + {alpha·}{mat1} @ {mat2}", "+@")
              .backward("AddmmBackward0")
              .broadcastingTensors()
              .derivative("self", "{beta·}{g}", (b, g) -> scaled(b, g, "beta"))
              .derivative(
                  "mat1",
                  List.of("mat2"),
                  "{alpha·}{g} @ {mat2}ᵀ",
                  (b, g) -> scaled(b, Matrices.gradientOfFirst(b, g, "mat1", "mat2"), "alpha"))
              .derivative(
                  "mat2",
                  List.of("mat1"),
                  "{alpha·}{mat1}ᵀ @ {g}",
                  (b, g) -> scaled(b, Matrices.gradientOfSecond(b, g, "mat1", "mat2"), "alpha"))
              .samples(
                  Sample.of(tensor(4), tensor(2, 3), tensor(3, 4)),
                  Sample.of(tensor(2, 2), tensor(2, 3), tensor(3, 2))
                      .with("beta", 0.5)
                      .with("alpha", 2L))
              .build(),
          Op.define("addmv(Tensor self, Tensor mat, Tensor vec, *, Number beta=1, Number alpha=1)")
              .types(AddedProducts::checkVectors)
              .types(
                  TypeRule.alike(
                          List.of("self", "mat", "vec"), DType::legacyName, Products.ADDMV_TYPES)
                      .then(TypeRule.numbers("addmv_impl_cpu")))
              .kernel(call -> Products.plusMv(call, call.tensor("mat"), call.tensor("vec")))
              .inPlace()
              .reads("{beta·}{self} + {alpha·}{mat} @ {vec}", "+@")
              .backward("AddmvBackward0")
              .broadcastingTensors()
              .derivative("self", "{beta·}{g}", (b, g) -> scaled(b, g, "beta"))
              .derivative(
                  "mat",
                  List.of("vec"),
                  "{alpha·}{g} ⊗ {vec}",
                  (b, g) -> scaled(b, Products.outer(b, g, b.saved("vec")), "alpha"))
              .derivative(
                  "vec",
                  List.of("mat"),
                  "{alpha·}{mat}ᵀ @ {g}",
                  (b, g) -> scaled(b, b.call("mv", b.call(Shapes.T, b.saved("mat")), g), "alpha"))
              .samples(Sample.of(tensor(2), tensor(2, 3), tensor(3)))
              .build(),
          Op.define("addr(Tensor self, Tensor vec1, Tensor vec2, *, Number beta=1, Number alpha=1)")
              .kernel(
                  call -> {
                    Tensor a = vector(call, "vec1");
                    Tensor b = vector(call, "vec2");
                    Tensor column =
                        a.view(
                            0,
                            Shape.of(a.shape().numel(), 1),
                            new int[] {a.strides()[0], 0},
                            a.offset());
                    Tensor row =
                        b.view(
                            0,
                            Shape.of(1, b.shape().numel()),
                            new int[] {0, b.strides()[0]},
                            b.offset());
                    return Products.plus(
                        call,
                        new BinaryKernel((x, y) -> x * y, (x, y) -> x * y, (x, y) -> x * y)
                            .compute(call, column, row));
                  })
              .inPlace()
              .reads("{beta·}{self} + {alpha·}{vec1} ⊗ {vec2}", "+⊗")
              .backward("AddrBackward0")
              .broadcastingTensors()
              .derivative("self", "{beta·}{g}", (b, g) -> scaled(b, g, "beta"))
              .derivative(
                  "vec1",
                  List.of("vec2"),
                  "{alpha·}{g} @ {vec2}",
                  (b, g) -> scaled(b, b.call("mv", g, b.saved("vec2")), "alpha"))
              .derivative(
                  "vec2",
                  List.of("vec1"),
                  "{alpha·}{g}ᵀ @ {vec1}",
                  (b, g) -> scaled(b, b.call("mv", b.call(Shapes.T, g), b.saved("vec1")), "alpha"))
              .samples(Sample.of(tensor(2, 3), tensor(2), tensor(3)))
              .build(),
          Op.define(
                  "baddbmm(Tensor self, Tensor batch1, Tensor batch2, *, Number beta=1, Number"
                      + " alpha=1)")
              .types(AddedProducts::checkBatches)
              .types(
                  TypeRule.numbers("baddbmm")
                      .then(
                          TypeRule.alike(
                              List.of("batch1", "batch2"),
                              DType::legacyName,
                              "expected scalar type %s but found %s"))
                      .then(
                          TypeRule.alike(
                              List.of("self", "batch1", "batch2"),
                              DType::cName,
                              "Input dtypes must be the same, got: input %s, batch1: %s, batch2:"
                                  + " %s")))
              .kernel(
                  call ->
                      Products.plus(
                          call, Products.bmm(call, call.tensor("batch1"), call.tensor("batch2"))))
              .inPlace()
              .reads("{beta·}{self} + {alpha·}{batch1} @ {batch2}", "+@")
              .backward("BaddbmmBackward0")
              .broadcastingTensors()
              .derivative("self", "{beta·}{g}", (b, g) -> scaled(b, g, "beta"))
              .derivative(
                  "batch1",
                  List.of("batch2"),
                  "{alpha·}{g} @ {batch2}ᵀ",
                  (b, g) ->
                      scaled(b, b.call("bmm", g, b.transpose(b.saved("batch2"), 1, 2)), "alpha"))
              .derivative(
                  "batch2",
                  List.of("batch1"),
                  "{alpha·}{batch1}ᵀ @ {g}",
                  (b, g) ->
                      scaled(b, b.call("bmm", b.transpose(b.saved("batch1"), 1, 2), g), "alpha"))
              .samples(Sample.of(tensor(2, 2, 2), tensor(2, 2, 3), tensor(2, 3, 2)))
              .build());

  private static void checkMatrices(Call call) {
    Matrices.checkMatrix(call.tensor("mat1"), "mat1", true);
    Matrices.checkMatrix(call.tensor("mat2"), "mat2", true);
    Shape self = call.self().shape();
    int[] sizes = {call.tensor("mat1").shape().size(0), call.tensor("mat2").shape().size(1)};
    boolean fits = call.tensor("mat1").shape().size(1) == call.tensor("mat2").shape().size(0);
    if (call.isInPlace() && fits && !Arrays.equals(self.toArray(), sizes)) {
      throw TorchError.runtime(
          "Bad in-place call: input tensor size %s and output tensor size %s should match"
              .formatted(self, Shape.of(sizes)));
    }
  }

  private static void checkVectors(Call call) {
    Products.checkVector(
        call.self().shape().dim(), call.self().shape(), call.tensor("mat"), call.tensor("vec"));
  }

  /** What is added must expand to the product, whatever is wrong with that. */
  private static void checkBatches(Call call) {
    Shape self = call.self().shape();
    Shape first = call.tensor("batch1").shape();
    Shape second = call.tensor("batch2").shape();
    int[] sizes = {size(first, 0), size(first, 1), size(second, 2)};
    if (self.dim() > 3) {
      throw TorchError.runtime(
          "expand(torch.%sTensor{%s}, size=%s): the number of sizes provided (3) must be greater or equal to the number of dimensions in the tensor (%d)"
              .formatted(call.self().dtype().legacyName(), self, Shape.of(sizes), self.dim()));
    }
    Shapes.checkExpands(self, Shape.of(sizes));
  }

  private static int size(Shape shape, int dim) {
    if (shape.dim() == 0) {
      throw TorchError.index(
          "Dimension specified as %d but tensor has no dimensions".formatted(dim));
    }
    return shape.size(Shapes.wrap(dim, shape.dim()));
  }

  private static Tensor vector(Call call, String name) {
    Tensor vector = call.tensor(name);
    if (vector.shape().dim() != 1) {
      throw TorchError.runtime(
          "addr: Expected 1-D argument %s, but got %d-D".formatted(name, vector.shape().dim()));
    }
    return vector;
  }

  private static Tensor scaled(Backward b, Tensor gradient, String factor) {
    Number number = b.number(factor);
    return number.doubleValue() == 1 ? gradient : b.mul(gradient, number);
  }
}
