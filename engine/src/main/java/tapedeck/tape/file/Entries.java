package tapedeck.tape.file;

import java.util.Set;

/** The entries of a tape file. */
final class Entries {
  static final String MANIFEST = "manifest.json";
  static final String PROGRAM = "program.py";
  static final String STATE = "state.json";
  static final String EVENTS = "events.jsonl";
  static final String TENSORS = "tensors.safetensors";

  static final Set<String> ALL = Set.of(MANIFEST, PROGRAM, STATE, EVENTS, TENSORS);

  private Entries() {}
}
