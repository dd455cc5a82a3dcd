package tapedeck.session;

/** Whether a program still runs, and if not, how it ended. */
public enum RunState {
  RUNNING,
  /** It is as far ahead of the position as it may be, and goes on when the position comes near. */
  WAITING,
  /** It ran to its end, or failed. */
  ENDED,
  /** A person stopped it. */
  STOPPED,
  /** A person stopped it, and it does not react: its thread is left behind. */
  ABANDONED
}
