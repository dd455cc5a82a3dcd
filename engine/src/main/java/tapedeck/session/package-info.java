/**
 * One debugging session: a program on its own thread, the tape it records, and the position that
 * moves on it.
 */
@NullMarked
package tapedeck.session;

import org.jspecify.annotations.NullMarked;
