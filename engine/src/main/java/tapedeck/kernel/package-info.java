/** Numeric loops over plain arrays. Nothing here knows what a tensor is. */
@NullMarked
package tapedeck.kernel;

import org.jspecify.annotations.NullMarked;
