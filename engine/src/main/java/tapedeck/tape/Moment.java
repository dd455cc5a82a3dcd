package tapedeck.tape;

import java.util.List;

/**
 * When and where something happened.
 *
 * @param step the event's number on the tape, from 1
 * @param line the line of the program, from 1; 0 where no line was running
 * @param depth how many functions of the program were running; 1 for its top level
 * @param modules the {@code nn.Module}s that were running, outermost first
 */
public record Moment(long step, int line, int depth, List<ModuleCall> modules) {}
