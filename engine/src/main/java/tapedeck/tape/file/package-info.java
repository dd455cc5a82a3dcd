/** The tape file: writing a tape to a file and reading it back; see {@code docs/tape-format.md}. */
@NullMarked
package tapedeck.tape.file;

import org.jspecify.annotations.NullMarked;
