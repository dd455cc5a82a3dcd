package tapedeck.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tapedeck.autograd.Engine;
import tapedeck.op.Op;
import tapedeck.op.OpTable;
import tapedeck.optim.Optimizer;
import tapedeck.optim.Sgd;
import tapedeck.tensor.DType;
import tapedeck.tensor.Shape;
import tapedeck.tensor.Storage;
import tapedeck.tensor.Tensor;

/** A multilayer perceptron with its batch, trained by SGD with momentum on cross-entropy. */
final class Perceptron {
  private final Op relu = OpTable.row("relu");
  private final Op tanh = OpTable.row("tanh");
  private final Op linear = OpTable.row("linear");
  private final Op logSoftmax = OpTable.row("log_softmax");
  private final Op nllLoss = OpTable.row("nll_loss_nd");
  private final Engine engine;
  private final boolean rectified;
  private final List<Tensor> parameters = new ArrayList<>();
  private final Tensor batch;
  private final Tensor classes;
  private final Optimizer optimizer;
  private final SortedMap<String, Double> options = new TreeMap<>();

  /**
   * @param size of the batch
   * @param rectified whether relu stands between the layers, and not tanh
   * @param widths of the layers, from the input to the classes
   */
  Perceptron(Engine engine, int size, boolean rectified, int... widths) {
    this.engine = engine;
    this.rectified = rectified;
    this.optimizer = new Optimizer(engine, new Sgd());
    for (int i = 1; i < widths.length; i++) {
      parameters.add(random(engine, true, widths[i], widths[i - 1]));
      parameters.add(random(engine, true, widths[i]));
    }
    batch = random(engine, false, size, widths[0]);
    Storage numbers = Storage.allocate(DType.INT64, size);
    for (int i = 0; i < size; i++) {
      numbers.set(i, (long) (i % widths[widths.length - 1]));
    }
    classes = engine.tensor(numbers, Shape.of(size), false);
    for (String zero : List.of("maximize", "weight_decay", "dampening", "nesterov")) {
      options.put(zero, 0.0);
    }
    options.put("lr", 0.01);
    options.put("momentum", 0.9);
  }

  static Tensor random(Engine engine, boolean requiresGrad, int... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[shape.numel()];
    engine.random().fillNormal(values, 0, 0.1f);
    return engine.tensor(Storage.of(values), shape, requiresGrad);
  }

  Tensor step() {
    for (Tensor parameter : parameters) {
      engine.attributes().setGrad(parameter, null);
    }
    Tensor hidden = batch;
    for (int i = 0; i < parameters.size(); i += 2) {
      hidden = engine.apply(linear, hidden, parameters.get(i), parameters.get(i + 1));
      if (i + 2 < parameters.size()) {
        hidden = engine.apply(rectified ? relu : tanh, hidden);
      }
    }
    Tensor loss = engine.apply(nllLoss, engine.apply(logSoftmax, hidden, 1L), classes);
    engine.backward(loss);
    optimizer.start(parameters);
    for (Tensor parameter : parameters) {
      optimizer.update(parameter, options);
    }
    optimizer.finish();
    return loss;
  }
}
