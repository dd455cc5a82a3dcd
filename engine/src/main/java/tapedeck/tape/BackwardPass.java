package tapedeck.tape;

/**
 * A backward pass that has not ended yet.
 *
 * @param started how it was called
 * @param outer what the program was doing when it was called: {@link Phase#BACKWARD} for a pass
 *     that another one's node or hook starts, {@link Phase#FORWARD} for one inside a forward pass
 */
public record BackwardPass(TapeEvent.BackwardStarted started, Phase outer) {}
