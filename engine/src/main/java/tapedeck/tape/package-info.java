/**
 * What happened, in order: events, the bounded {@link tapedeck.tape.Tape} that keeps them, and
 * {@link tapedeck.tape.State}, everything a person can ask about one moment.
 */
@NullMarked
package tapedeck.tape;

import org.jspecify.annotations.NullMarked;
