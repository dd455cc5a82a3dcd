package tapedeck.op;

import static tapedeck.op.Sample.index;
import static tapedeck.op.Sample.tensor;

import java.util.List;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Tensor;

/** The rows that write whole slices at the places that an index names. */
final class IndexedSlices {
  private static final List<String> INDEX = List.of("index");
  private static final List<String> SOURCE_AND_INDEX = List.of("source", "index");

  private IndexedSlices() {}

  static final List<Op> ROWS =
      List.of(
          Op.define(
                  "index_add(Tensor self, Int dim, Tensor index, Tensor source, *, Number alpha=1)")
              .kernel(call -> SliceWrites.write(call, call.tensor("source"), "add"))
              .inPlace()
              .reads("{self} + {alpha·}{source} at {index}", "[ ]+")
              .backward("IndexAddBackward0")
              .derivative("self", "{g}", (b, g) -> g)
              .derivative(
                  "source",
                  SOURCE_AND_INDEX,
                  "{alpha·}{g} at {index}",
                  (b, g) -> {
                    Tensor part = b.call("index_select", g, b.number("dim"), b.saved("index"));
                    part = b.call(Shapes.EXPAND, part, b.shapeOf("source").toArray());
                    return b.number("alpha").doubleValue() == 1
                        ? part
                        : b.mul(part, b.number("alpha"));
                  })
              .samples(
                  Sample.of(tensor(3, 2), 0L, index(0, 2, 0), tensor(3, 2)),
                  Sample.of(tensor(4), 0L, index(1, 2), tensor(2)).with("alpha", 2L))
              .build(),
          Op.define("index_copy(Tensor self, Int dim, Tensor index, Tensor source)")
              .types(
                  TypeRule.alike(
                      "source",
                      "index_copy_(): self and source expected to have the same dtype, but got (self) %s and (source) %s"))
              .kernel(call -> SliceWrites.write(call, call.tensor("source"), "copy"))
              .inPlace()
              .reads("{self} with {source} at {index}", "[ ]=")
              .backward("IndexCopyBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("index_fill", g, b.number("dim"), b.saved("index"), 0L))
              .derivative(
                  "source",
                  SOURCE_AND_INDEX,
                  "{g} at {index}",
                  (b, g) -> {
                    Tensor taken = b.call("index_select", g, b.number("dim"), b.saved("index"));
                    Shape source = b.shapeOf("source");
                    return source.dim() == 0
                        ? taken
                        : b.call(Shapes.EXPAND, taken, source.toArray());
                  })
              .samples(Sample.of(tensor(3, 2), 0L, index(2, 0), tensor(2, 2)))
              .build(),
          Op.define("index_fill(Tensor self, Int dim, Tensor index, Number value)")
              .kernel(call -> filled(call, Arithmetic.number(call, "value")))
              .inPlace()
              .reads("{self} with {value} at {index}", "[ ]=")
              .backward("IndexFillBackward0")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("index_fill", g, b.number("dim"), b.saved("index"), 0L))
              .samples(Sample.of(tensor(3, 2), 1L, index(1), 5.0))
              .build(),
          Op.define("index_fill.int_Tensor(Tensor self, Int dim, Tensor index, Tensor value)")
              .kernel(call -> filled(call, Scattering.number(call.tensor("value"), "index_fill_")))
              .inPlace()
              .reads("{self} with {value} at {index}", "[ ]=")
              .backward("IndexFillBackward1")
              .derivative(
                  "self",
                  INDEX,
                  "{g}, 0 at {index}",
                  (b, g) -> b.call("index_fill", g, b.number("dim"), b.saved("index"), 0L))
              .derivative(
                  "value",
                  INDEX,
                  "Σ {g} at {index}",
                  (b, g) -> {
                    Tensor once = b.callAll("_unique2", b.saved("index")).get(0);
                    return b.sum(b.call("index_select", g, b.number("dim"), once));
                  })
              .samples(Sample.of(tensor(3, 2), 1L, index(1), tensor()))
              .build());

  private static Tensor filled(Call call, Tensor value) {
    return Layout.relaid(call, SliceWrites.write(call, value, "copy"), call.self());
  }
}
