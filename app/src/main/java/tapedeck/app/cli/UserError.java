package tapedeck.app.cli;

/** Something that the user can put right; its message says how. */
final class UserError extends RuntimeException {
  UserError(String message) {
    super(message);
  }
}
