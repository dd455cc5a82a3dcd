/** What the program printed up to the position. */
@NullMarked
package tapedeck.app.console;

import org.jspecify.annotations.NullMarked;
