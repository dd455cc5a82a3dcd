package tapedeck.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tapedeck.autograd.Engine;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** The arguments of a {@link Sample}, with numbers drawn for its tensors. */
public final class SampleArguments {
  private final Op op;
  private final Sample sample;
  private final List<Sample.Drawn> drawn = new ArrayList<>();

  public SampleArguments(Op op, Sample sample) {
    this.op = op;
    this.sample = sample;
    sample.arguments().forEach(this::find);
    sample.named().values().forEach(this::find);
  }

  private void find(Object argument) {
    if (argument instanceof Sample.Drawn one) {
      drawn.add(one);
    } else if (argument instanceof List<?> list) {
      list.forEach(this::find);
    }
  }

  /** The numbers of each drawn tensor; the same for the same sample. */
  public List<double[]> draw() {
    Random random = new Random(1);
    List<double[]> data = new ArrayList<>();
    for (Sample.Drawn one : drawn) {
      double[] values = new double[one.shape().numel()];
      for (int i = 0; i < values.length; i++) {
        values[i] = one.low() + (one.high() - one.low()) * random.nextDouble();
      }
      data.add(values);
    }
    return data;
  }

  List<Sample.Drawn> drawn() {
    return drawn;
  }

  /** Makes a tensor for a drawn one. */
  public interface Maker {
    Tensor make(Sample.Drawn drawn, double[] values);
  }

  /** One argument for each parameter of the operator. */
  public @Nullable Object[] bind(Engine engine, List<double[]> data, Maker maker) {
    int[] next = {0};
    Object[] positional =
        sample.arguments().stream()
            .map(argument -> made(engine, argument, data, next, maker))
            .toArray();
    Map<String, Object> named = new LinkedHashMap<>();
    sample
        .named()
        .forEach((name, value) -> named.put(name, made(engine, value, data, next, maker)));
    return op.bind(positional, named);
  }

  private static Object made(
      Engine engine, Object argument, List<double[]> data, int[] next, Maker maker) {
    if (argument instanceof Sample.Drawn one) {
      return maker.make(one, data.get(next[0]++));
    }
    if (argument instanceof Sample.Whole whole) {
      Storage storage = Storage.allocate(whole.type(), whole.shape().numel());
      for (int i = 0; i < storage.length(); i++) {
        storage.set(i, whole.values().get(i));
      }
      return engine.tensor(storage, whole.shape(), false);
    }
    if (argument instanceof List<?> list) {
      return list.stream().map(item -> made(engine, item, data, next, maker)).toList();
    }
    return argument;
  }
}
