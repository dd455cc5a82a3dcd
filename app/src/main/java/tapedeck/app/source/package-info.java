/** The program text, with the current line and breakpoints. */
@NullMarked
package tapedeck.app.source;

import org.jspecify.annotations.NullMarked;
