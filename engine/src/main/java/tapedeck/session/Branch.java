package tapedeck.session;

import java.util.List;
import java.util.Objects;
import tapedeck.tape.Tape;

/**
 * One run of the program in a session.
 *
 * @param changes what a person changed in it, in order; none in the first branch
 * @param tape what it recorded
 * @param parent the branch that it left, −1 for the first
 * @param same whether it ran like its parent up to the change; a program that depends on the clock
 *     or on a random seed of its own may not
 */
public record Branch(List<WhatIf> changes, Tape tape, int parent, boolean same) {
  private static final int COMPARED = 1000;

  /** The step at which it leaves its parent, 0 for the first. */
  public long fork() {
    return changes.isEmpty() ? 0 : changes.get(changes.size() - 1).step();
  }

  /** The step of the parent's tape that stands beside one of this branch. */
  public long besideInParent(long step) {
    return step <= fork() ? step : Math.max(fork(), step - inserted());
  }

  /** The step of this branch's tape that stands beside one of the parent's. */
  public long beside(long parentStep) {
    return parentStep < fork() ? parentStep : parentStep + inserted();
  }

  /** How many events the change itself is. */
  private int inserted() {
    if (changes.isEmpty()) {
      return 0;
    }
    return changes.get(changes.size() - 1) instanceof WhatIf.Hyperparameter ? 1 : 2;
  }

  Branch diverged() {
    return new Branch(changes, tape, parent, false);
  }

  /** Whether two tapes are the same in the last events up to {@code step}. */
  static boolean isSame(Tape one, Tape other, long step) {
    for (long s = Math.max(1, step - COMPARED); s <= step; s++) {
      if (!Objects.equals(one.event(s), other.event(s))) {
        return false;
      }
    }
    return true;
  }
}
