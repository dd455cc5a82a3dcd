package tapedeck.python;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.op.Arguments;
import tapedeck.op.OpTable;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;
import tapedeck.tensor.TorchError;

/**
 * Reads and writes {@code tensor[…]}: integers, slices, None, ellipsis, truth values, masks and
 * index tensors, in PyTorch's order of views and copies.
 *
 * <p>The parts come as Python sent them: an integer as itself, a slice as a list of three, a truth
 * value as itself, an index as a tensor, None as null, and an ellipsis as the text {@code ...}.
 */
final class Subscripts {
  private static final String ELLIPSIS = "...";

  private final Engine engine;
  private Tensor view;
  private final List<@Nullable Tensor> indices = new ArrayList<>();
  private boolean moved;
  // reading by one slice makes a view, even of everything; a slice of several need not
  private boolean alone;
  // which of the parts is applied: PyTorch's messages count them as dimensions
  private int place;

  private Subscripts(Engine engine, Tensor tensor) {
    this.engine = engine;
    this.view = tensor;
  }

  /** {@code tensor[parts]}. */
  static Tensor get(Engine engine, Tensor tensor, List<@Nullable Object> parts) {
    Subscripts subscripts = new Subscripts(engine, tensor);
    subscripts.alone = parts.size() == 1;
    subscripts.slice(parts);
    if (!subscripts.indices.isEmpty()) {
      return engine.call("index.Tensor", subscripts.view, subscripts.indices);
    }
    return subscripts.moved ? subscripts.view : engine.call("alias", tensor);
  }

  /** {@code tensor[parts] = value}. */
  static void set(Engine engine, Tensor tensor, List<@Nullable Object> parts, Tensor value) {
    Subscripts subscripts = new Subscripts(engine, tensor);
    if (parts.size() == 1 && parts.get(0) instanceof Boolean all) {
      // alone, it is the whole tensor or nothing
      if (!all) {
        return;
      }
      subscripts.view = engine.unsqueeze(tensor, 0);
    } else {
      subscripts.slice(parts);
    }
    Tensor fitted = withoutLeadingOnes(engine, value, subscripts);
    if (subscripts.indices.isEmpty()) {
      Shape shape = subscripts.view.shape();
      if (!value.shape().equals(shape) && value.shape().dim() == 0) {
        engine.applyInPlace(OpTable.row("fill.Tensor"), subscripts.view, value);
      } else {
        Tensor spread = value.shape().equals(shape) ? value : engine.expand(fitted, shape);
        engine.applyInPlace(OpTable.row("copy"), subscripts.view, spread);
      }
    } else {
      boolean filled = value.shape().numel() == 1 && isOneMask(subscripts.indices);
      Tensor typed = filled ? engine.to(fitted, tensor.dtype()) : fitted;
      engine.applyInPlace(
          OpTable.row("index_put"), subscripts.view, subscripts.indices, typed, false);
    }
  }

  /** Whether PyTorch fills by a mask, which converts the value, instead of putting it. */
  private static boolean isOneMask(List<@Nullable Tensor> indices) {
    List<Tensor> given = indices.stream().filter(Objects::nonNull).toList();
    return given.size() == 1 && isMask(given.get(0));
  }

  /** A value may have more dimensions than the place it goes to, if they are 1. */
  private static Tensor withoutLeadingOnes(Engine engine, Tensor value, Subscripts to) {
    int extra = value.shape().dim() - to.view.shape().dim();
    if (extra <= 0 || !to.indices.isEmpty()) {
      return value;
    }
    int[] sizes = value.shape().toArray();
    for (int d = 0; d < extra; d++) {
      if (sizes[d] != 1) {
        return value;
      }
    }
    return engine.reshape(value, Arrays.copyOfRange(sizes, extra, sizes.length));
  }

  private void slice(List<@Nullable Object> parts) {
    int dim = view.shape().dim();
    int consumed = 0;
    for (Object part : parts) {
      consumed += consumes(part);
    }
    if (dim == 0 && parts.size() == 1 && parts.get(0) instanceof Number) {
      throw TorchError.index(
          "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in"
              + " C++ to convert a 0-dim tensor to a number");
    }
    if (dim == 0 && parts.size() == 1 && parts.get(0) instanceof List) {
      throw TorchError.index("slice() cannot be applied to a 0-dim tensor.");
    }
    if (consumed > dim) {
      throw TorchError.index("too many indices for tensor of dimension " + dim);
    }
    if (consumed > 0 && Collections.frequency(parts, ELLIPSIS) > 1) {
      throw TorchError.index("an index can only have a single ellipsis ('...')");
    }
    int at = 0;
    for (Object part : parts) {
      at = step(part, at, dim - consumed);
      place++;
    }
  }

  private static int consumes(@Nullable Object part) {
    if (part == null || part instanceof Boolean || part.equals(ELLIPSIS)) {
      return 0;
    }
    return part instanceof Tensor tensor && isMask(tensor) ? tensor.shape().dim() : 1;
  }

  private static boolean isMask(Tensor tensor) {
    return tensor.dtype() == DType.BOOL || tensor.dtype() == DType.UINT8;
  }

  /** Applies one part at dimension {@code at}; the dimension at which the next one applies. */
  private int step(@Nullable Object part, int at, int open) {
    if (part == null) {
      view = engine.unsqueeze(view, at);
      moved = true;
      return at + 1;
    }
    if (part instanceof Boolean truth) {
      view = engine.unsqueeze(view, at);
      // PyTorch makes of it the numbers of the places, of which there is one or none
      int count = truth ? 1 : 0;
      put(at, engine.tensor(Storage.allocate(DType.INT64, count), Shape.of(count), false));
      return at + 1;
    }
    if (part.equals(ELLIPSIS)) {
      return at + open;
    }
    if (part instanceof Number index) {
      select(at, whole(index));
      return at;
    }
    if (part instanceof Tensor index) {
      return index(at, index);
    }
    if (part instanceof List<?> range) {
      return range(at, range);
    }
    throw TorchError.index(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid"
            + " indices (got %s)".formatted(Arguments.pythonType(part)));
  }

  private void put(int at, Tensor index) {
    while (indices.size() <= at) {
      indices.add(null);
    }
    indices.set(at, index);
  }

  private void select(int at, long index) {
    int size = view.shape().size(at);
    if (index < -size || index >= size) {
      throw TorchError.index(
          "index %d is out of bounds for dimension %d with size %d".formatted(index, place, size));
    }
    view = engine.call("select", view, (long) at, index);
    moved = true;
  }

  private int index(int at, Tensor index) {
    if (index.shape().dim() == 0 && !isMask(index) && !index.dtype().isFloating()) {
      select(at, index.peek().longAt(0));
      return at;
    }
    if (index.shape().dim() == 0 && isMask(index)) {
      view = engine.unsqueeze(view, at);
      put(at, engine.unsqueeze(index, 0));
      return at + 1;
    }
    put(at, index);
    return at + (isMask(index) ? index.shape().dim() : 1);
  }

  private int range(int at, List<?> range) {
    Long step = (Long) number(range.get(2));
    if (step != null && step == 0) {
      throw new TorchError(TorchError.Kind.VALUE, "slice step cannot be zero");
    }
    if (step != null && step < 0) {
      throw new TorchError(TorchError.Kind.VALUE, "step must be greater than zero");
    }
    int size = view.shape().size(at);
    Object start = number(range.get(0));
    Object end = number(range.get(1));
    boolean whole =
        !alone
            && (start == null || start.equals(0L))
            && (end == null || (Long) end >= size)
            && (step == null || step == 1);
    if (!whole) {
      view =
          engine.call(
              "slice", view, (long) at, start, end, step == null ? (Object) 1L : (Object) step);
      moved = true;
    }
    return at + 1;
  }

  private static @Nullable Object number(@Nullable Object value) {
    if (value instanceof Tensor tensor) {
      return tensor.peek().longAt(0);
    }
    return value == null ? null : (Object) whole((Number) value);
  }

  private static long whole(Number number) {
    if (number instanceof BigInteger) {
      throw new TorchError(TorchError.Kind.VALUE, "Overflow when unpacking long long");
    }
    return number.longValue();
  }
}
