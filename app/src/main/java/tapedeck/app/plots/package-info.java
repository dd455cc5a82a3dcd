/** Curves over the tape. */
@NullMarked
package tapedeck.app.plots;

import org.jspecify.annotations.NullMarked;
