package tapedeck.op;

import static tapedeck.op.Derivative.RESULT;

import java.util.List;
import tapedeck.tensor.Tensor;

/**
 * The gradients of both operands of a reduction by an index: where several elements make an extreme
 * they share it (FunctionsManual.cpp, {@code scatter_reduce_backward} and {@code
 * index_reduce_backward}).
 *
 * @param source the name of the second operand: {@code src}, with an index for each element, or
 *     {@code source}, with one for each slice
 */
record ScatterReductionGradients(Backward b, Tensor g, String source) {
  List<Tensor> both() {
    if (index().shape().numel() == 0) {
      return List.of(g, b.call("new_zeros", g, b.shapeOf(source).toArray()));
    }
    Tensor self = b.saved("self");
    Tensor other = b.saved(source);
    List<Tensor> both =
        switch (b.arguments().text("reduce")) {
          case "sum" -> List.of(g, picked(g));
          case "mean" -> means(other);
          case "prod" -> products(self, other);
          default -> extremes(self, other);
        };
    return b.flag("include_self")
        ? both
        : List.of(b.call(cleared(), both.get(0), dim(), index(), 0L), both.get(1));
  }

  private Number dim() {
    return b.number("dim");
  }

  private Tensor index() {
    return b.saved("index");
  }

  private boolean bySlices() {
    return source.equals("source");
  }

  private String cleared() {
    return bySlices() ? "index_fill" : "scatter.value";
  }

  /** The elements at the index. */
  private Tensor picked(Tensor from) {
    return bySlices()
        ? b.call("index_select", from, dim(), index())
        : b.call("gather", from, dim(), index());
  }

  private Tensor added(Tensor to, Tensor elements) {
    return b.call(bySlices() ? "index_add" : "scatter_add", to, dim(), index(), elements);
  }

  private Tensor multiplied(Tensor self, Tensor elements) {
    String row = bySlices() ? "index_reduce" : "scatter_reduce.two";
    return b.call(row, self, dim(), index(), elements, "prod", b.flag("include_self"));
  }

  private List<Tensor> means(Tensor other) {
    Tensor start = b.flag("include_self") ? b.add(b.zerosLike(g), 1L) : b.zerosLike(g);
    Tensor count = added(start, b.add(b.zerosLike(b.detach(other)), 1L));
    count = b.maskedFill(count, b.call("eq", count, 0L), 1L);
    return List.of(b.div(g, count), b.div(picked(g), picked(count)));
  }

  private List<Tensor> products(Tensor self, Tensor other) {
    Tensor ownSelf = b.maskedFill(self, b.call("eq", self, 0L), 1L);
    Tensor ofSelf = b.div(b.mul(g, multiplied(ownSelf, other)), ownSelf);
    Tensor zero = b.call("eq", other, 0L);
    Tensor zeros = added(b.zerosLike(b.detach(self)), b.to(zero, self.dtype()));
    Tensor single = b.call("logical_and", zero, b.call("eq", picked(zeros), 1L));
    Tensor without = multiplied(self, b.maskedFill(other, single, 1L));
    Tensor atZero = picked(b.mul(g, without));
    Tensor elsewhere = b.div(picked(b.mul(g, b.saved(RESULT))), b.maskedFill(other, zero, 1L));
    Tensor ofOther = b.where(single, atZero, elsewhere);
    boolean several = b.recordsGraph() && Values.scalar(b.call("max", picked(zeros))) > 1;
    return List.of(ofSelf, several ? b.call("_delayed_error", ofOther, unsupported()) : ofOther);
  }

  private List<Tensor> extremes(Tensor self, Tensor other) {
    Tensor result = b.saved(RESULT);
    Tensor own = b.to(b.call("eq", self, result), self.dtype());
    Tensor theirs = b.to(b.call("eq", other, picked(result)), self.dtype());
    Tensor share = b.div(g, added(own, theirs));
    return List.of(b.mul(own, share), b.mul(theirs, picked(share)));
  }

  private String unsupported() {
    return "%s_reduce(): Double backward is unsupported for %s when >1 zeros in %s are scattered to the same position in self"
        .formatted(bySlices() ? "index" : "scatter", source, source);
  }
}
