package tapedeck.tape;

import org.jspecify.annotations.Nullable;
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
  static OptimizerState begun(@Nullable OptimizerState before, long id, String name) {
    return before == null
        ? new OptimizerState(id, name, 1, TreePMap.empty())
        : new OptimizerState(id, name, before.steps + 1, before.updates);
  }

  OptimizerState with(ParameterUpdate update) {
    return new OptimizerState(id, name, steps, updates.plus(update.parameter(), update));
  }
}
