package tapedeck.tape.file;

import tapedeck.tape.Tape;

/**
 * A tape with the program that it was recorded from: what a tape file holds.
 *
 * @param name the program's name, usually that of its file
 * @param source the program's text
 */
public record Recording(String name, String source, Tape tape) {}
