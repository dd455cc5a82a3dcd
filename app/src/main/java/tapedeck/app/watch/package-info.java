/** Expressions over tensors with their values and histories. */
@NullMarked
package tapedeck.app.watch;

import org.jspecify.annotations.NullMarked;
