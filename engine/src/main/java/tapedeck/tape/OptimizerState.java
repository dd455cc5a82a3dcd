package tapedeck.tape;

import org.pcollections.PMap;
import org.pcollections.TreePMap;
import tapedeck.autograd.ParameterUpdate;

/**
 * An optimiser at one moment.
 *
 * @param name its name in {@code torch.optim}
 * @param steps how many steps it has begun
 * @param updates the last update of each parameter, with its hyper-parameters and buffers
 */
public record OptimizerState(long id, String name, int steps, PMap<Long, ParameterUpdate> updates) {
  static OptimizerState made(long id, String name) {
    return new OptimizerState(id, name, 0, TreePMap.empty());
  }

  OptimizerState begun() {
    return new OptimizerState(id, name, steps + 1, updates);
  }

  OptimizerState with(ParameterUpdate update) {
    return new OptimizerState(id, name, steps, updates.plus(update.parameter(), update));
  }
}
