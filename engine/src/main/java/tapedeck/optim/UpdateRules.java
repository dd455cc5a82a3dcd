package tapedeck.optim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** All update rules. */
public final class UpdateRules {
  private static final List<UpdateRule> ALL =
      List.of(
          new Sgd(),
          Adam.adam(),
          Adam.adamW(),
          new RmsProp(),
          new Adagrad(),
          new Adadelta(),
          new Adamax(),
          new NAdam(),
          new RAdam(),
          new Asgd(),
          new Rprop());

  private UpdateRules() {}

  public static List<UpdateRule> all() {
    return ALL;
  }

  /** The rule that PyTorch calls {@code name}, null if there is none. */
  public static @Nullable UpdateRule find(String name) {
    for (UpdateRule rule : ALL) {
      if (rule.name().equals(name)) {
        return rule;
      }
    }
    return null;
  }
}
