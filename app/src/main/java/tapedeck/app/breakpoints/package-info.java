/** The list of breakpoints of all kinds. */
@NullMarked
package tapedeck.app.breakpoints;

import org.jspecify.annotations.NullMarked;
