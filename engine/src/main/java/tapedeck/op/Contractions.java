package tapedeck.op;

import static tapedeck.op.Sample.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/** The rows of products over chosen dimensions: outer, inner and Kronecker products, einsum. */
final class Contractions {
  private static final List<String> OPERANDS = List.of("i1", "i2", "i3");

  private Contractions() {}

  private static final TypeRule ALIKE =
      TypeRule.alike("other", "both inputs should have same dtype");

  static final List<Op> ROWS =
      List.of(
          Op.define("outer(Tensor self, Tensor vec2)")
              .body(
                  (ops, call) -> {
                    if (call.self().shape().dim() != 1) {
                      throw TorchError.runtime(
                          "outer: Expected 1-D argument self, but got %d-D"
                              .formatted(call.self().shape().dim()));
                    }
                    if (call.tensor("vec2").shape().dim() != 1) {
                      throw TorchError.runtime(
                          "outer: Expected 1-D argument vec2, but got %d-D"
                              .formatted(call.tensor("vec2").shape().dim()));
                    }
                    return Products.outer(ops, call.self(), call.tensor("vec2"));
                  })
              .samples(Sample.of(tensor(2), tensor(3)))
              .build(),
          Op.define("inner(Tensor self, Tensor other)")
              .types(
                  call -> {
                    if (call.self().shape().dim() > 0 && call.tensor("other").shape().dim() > 0) {
                      ALIKE.check(call);
                    }
                  })
              .body(
                  (ops, call) -> {
                    Tensor a = call.self();
                    Tensor b = call.tensor("other");
                    if (a.shape().dim() == 0 || b.shape().dim() == 0) {
                      return ops.mul(a, b);
                    }
                    return ops.call("tensordot.dims", a, b, new int[] {-1}, new int[] {-1});
                  })
              .samples(Sample.of(tensor(2, 3), tensor(3)))
              .build(),
          Op.define("tensordot.dims(Tensor self, Tensor other, Ints dims_self, Ints dims_other)")
              .types(ALIKE)
              .body(
                  (ops, call) ->
                      tensordot(
                          ops,
                          call.self(),
                          call.tensor("other"),
                          call.ints("dims_self"),
                          call.ints("dims_other")))
              .samples(Sample.of(tensor(2, 3), tensor(3, 4), new int[] {1}, new int[] {0}))
              .build(),
          Op.define("kron(Tensor self, Tensor other)")
              .body((ops, call) -> kron(ops, call.self(), call.tensor("other")))
              .samples(Sample.of(tensor(2), tensor(3)), Sample.of(tensor(2, 2), tensor(1, 2)))
              .build(),
          Op.define("bilinear_products(Tensor input1, Tensor weight, Tensor input2)")
              .types(TypeRule.numbers("bmm").then(TypeRule.alike("weight")))
              .composedKernel(
                  (ops, call) -> {
                    Tensor halves = ops.matmul(call.self(), call.tensor("weight"));
                    Tensor sums =
                        ops.sum(ops.mul(halves, call.tensor("input2")), new int[] {-1}, false);
                    return ops.contiguous(ops.to(ops.mT(sums), halves.dtype()));
                  })
              .internal()
              .reads("{input1} @ {weight} @ {input2}, row by row", "bilinear")
              .backward("TrilinearBackward0")
              .keepsAs("input1", "i1")
              .keepsAs("weight", "i2")
              .keepsAs("input2", "i3")
              // how PyTorch lines them up for _trilinear
              .shows("expand1", b -> new int[] {1, 3})
              .shows("expand2", b -> new int[] {0})
              .shows("expand3", b -> new int[] {1, 2})
              .shows("sumdim", b -> new int[] {2, 3})
              .derivative(
                  "input1",
                  List.of("weight", "input2"),
                  "Σ {g} ⊙ ({weight} @ {input2})",
                  (b, g) -> trilinear(b, g, b.saved("weight"), b.saved("input2"), 0))
              .derivative(
                  "weight",
                  List.of("input1", "input2"),
                  "Σ {g} ⊙ ({input1} ⊗ {input2}) over the rows",
                  (b, g) -> trilinear(b, b.saved("input1"), g, b.saved("input2"), 1))
              .derivative(
                  "input2",
                  List.of("input1", "weight"),
                  "Σ {g} ⊙ ({input1} @ {weight})",
                  (b, g) -> trilinear(b, b.saved("input1"), b.saved("weight"), g, 2))
              .samples(Sample.of(tensor(3, 2), tensor(2, 2, 4), tensor(3, 4)))
              .build(),
          Op.define("bilinear_gradient(Tensor i1, Tensor i2, Tensor i3, Int wanted)")
              .composedKernel(Contractions::bilinearGradient)
              .internal()
              .reads("{i1}, {i2} and {i3} contracted", "bilinear′")
              .backward("TrilinearBackward0")
              .derivative("i1", OPERANDS, "{g}, {i2} and {i3} contracted", (b, g) -> again(b, g, 0))
              .derivative("i2", OPERANDS, "{i1}, {g} and {i3} contracted", (b, g) -> again(b, g, 1))
              .derivative("i3", OPERANDS, "{i1}, {i2} and {g} contracted", (b, g) -> again(b, g, 2))
              .samples(
                  Sample.of(tensor(3, 2), tensor(2, 2, 4), tensor(3, 4), 0L),
                  Sample.of(tensor(3, 2), tensor(3, 2), tensor(3, 4), 1L),
                  Sample.of(tensor(3, 2), tensor(2, 2, 4), tensor(3, 2), 2L))
              .build(),
          Op.define("einsum_operands(String equation, Tensors operands)")
              .body((ops, call) -> Einsum.of(ops, call.text("equation"), call.tensors("operands")))
              .internal()
              .samples(
                  Sample.of("ij,jk->ik", List.of(tensor(2, 3), tensor(3, 2))),
                  Sample.of("bij,bjk", List.of(tensor(2, 1, 3), tensor(2, 3, 2))),
                  Sample.of("ii->i", List.of(tensor(3, 3))),
                  Sample.of("...d,d->...", List.of(tensor(2, 2, 3), tensor(3))))
              .build());

  private static Tensor trilinear(Ops ops, Tensor i1, Tensor i2, Tensor i3, int wanted) {
    return ops.call("bilinear_gradient", i1, i2, i3, (long) wanted);
  }

  /** The gradient of a bilinear product for the operand whose place the gradient has. */
  private static Tensor bilinearGradient(Ops ops, Call call) {
    Tensor i1 = call.tensor("i1");
    Tensor i2 = call.tensor("i2");
    Tensor i3 = call.tensor("i3");
    return switch (call.integer("wanted")) {
      case 0 -> overOutputs(ops, eachOutput(ops, i1), ops.matmul(i3, ops.mT(i2)));
      case 1 -> ops.matmul(ops.mT(ops.mul(eachOutput(ops, i2), i1)), i3);
      default -> overOutputs(ops, eachOutput(ops, i3), ops.matmul(i1, i2));
    };
  }

  private static Tensor overOutputs(Ops ops, Tensor gradient, Tensor products) {
    return ops.sum(ops.mul(gradient, products), new int[] {0}, false);
  }

  /**
   * The form is linear in each operand: a gradient takes the place of the operand that was wanted,
   * and what is differentiated for is wanted next; where that is the gradient of the product, the
   * product itself comes out.
   */
  private static Tensor again(Backward b, Tensor g, int next) {
    Tensor[] operands = {b.saved("i1"), b.saved("i2"), b.saved("i3")};
    int wanted = b.integer("wanted");
    Tensor product = operands[wanted];
    operands[wanted] = g;
    if (next == wanted) {
      return b.call("bilinear_products", operands[0], operands[1], operands[2]);
    }
    operands[next] = product;
    return trilinear(b, operands[0], operands[1], operands[2], next);
  }

  /** The gradient of rows × outputs as outputs × rows × 1. */
  private static Tensor eachOutput(Ops ops, Tensor gradient) {
    return ops.unsqueeze(ops.mT(gradient), -1);
  }

  private static Tensor tensordot(Ops ops, Tensor first, Tensor second, int[] dimsA, int[] dimsB) {
    Tensor a = first;
    Tensor b = second;
    for (int k = 0; k < dimsA.length; k++) {
      int da = Shapes.wrap(dimsA[k], a.shape().dim());
      int db = Shapes.wrap(dimsB[k], b.shape().dim());
      // what is broadcast can be summed at once
      if (b.shape().size(db) == 1) {
        a = summed(ops, a, da);
      } else if (a.shape().size(da) == 1) {
        b = summed(ops, b, db);
      }
    }
    boolean[] foldedA = Folding.folded(a.shape(), dimsA.length == 0 ? new int[] {} : dimsA);
    boolean[] foldedB = Folding.folded(b.shape(), dimsB.length == 0 ? new int[] {} : dimsB);
    if (dimsA.length == 0) {
      Arrays.fill(foldedA, false);
      Arrays.fill(foldedB, false);
    }
    List<Integer> keptA = new ArrayList<>();
    List<Integer> keptB = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int d = 0; d < foldedA.length; d++) {
      if (!foldedA[d]) {
        keptA.add(d);
        sizes.add(a.shape().size(d));
      }
    }
    for (int d = 0; d < foldedB.length; d++) {
      if (!foldedB[d]) {
        keptB.add(d);
        sizes.add(b.shape().size(d));
      }
    }
    int common = 1;
    int[] orderA = Arrays.copyOf(toArray(keptA), foldedA.length);
    int[] orderB = new int[foldedB.length];
    for (int k = 0; k < dimsA.length; k++) {
      int da = Shapes.wrap(dimsA[k], foldedA.length);
      int db = Shapes.wrap(dimsB[k], foldedB.length);
      if (a.shape().size(da) != b.shape().size(db)) {
        throw TorchError.runtime(
            "contracted dimensions need to match, but first has size %d in dim %d and second has size %d in dim %d"
                .formatted(a.shape().size(da), dimsA[k], b.shape().size(db), dimsB[k]));
      }
      orderA[keptA.size() + k] = da;
      orderB[k] = db;
      common *= a.shape().size(da);
    }
    System.arraycopy(toArray(keptB), 0, orderB, dimsB.length, keptB.size());
    Tensor ofA = ops.permute(a, orderA);
    Tensor ofB = ops.permute(b, orderB);
    if (sizes.stream().allMatch(size -> size == 1)) {
      Tensor one =
          ofA.isContiguous() && ofB.isContiguous()
              ? ops.call("dot", Products.flat(ops, ofA), Products.flat(ops, ofB))
              : ops.sum(ops.mul(ops.call("squeeze", ofA), ops.call("squeeze", ofB)));
      return ops.reshape(one, toArray(sizes));
    }
    Tensor left = ops.reshape(ofA, -1, common);
    Tensor right = ops.reshape(ofB, common, -1);
    return ops.reshape(ops.call(Matrices.MM, left, right), toArray(sizes));
  }

  private static Tensor summed(Ops ops, Tensor tensor, int dim) {
    return tensor.shape().size(dim) == 1 ? tensor : ops.sum(tensor, new int[] {dim}, true);
  }

  private static int[] toArray(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Tensor kron(Ops ops, Tensor a, Tensor b) {
    int dim = Math.max(a.shape().dim(), b.shape().dim());
    int[] left = new int[2 * dim];
    int[] right = new int[2 * dim];
    int[] sizes = new int[dim];
    for (int d = 0; d < dim; d++) {
      int da = d - (dim - a.shape().dim());
      int db = d - (dim - b.shape().dim());
      left[2 * d] = da < 0 ? 1 : a.shape().size(da);
      left[2 * d + 1] = 1;
      right[2 * d] = 1;
      right[2 * d + 1] = db < 0 ? 1 : b.shape().size(db);
      sizes[d] = left[2 * d] * right[2 * d + 1];
    }
    Tensor product = ops.mul(unsafely(ops, a, left), unsafely(ops, b, right));
    return ops.call(Shapes.UNSAFE_VIEW, product, sizes);
  }

  private static Tensor unsafely(Ops ops, Tensor a, int[] sizes) {
    return a.isContiguous() ? ops.call(Shapes.UNSAFE_VIEW, a, sizes) : ops.reshape(a, sizes);
  }
}
