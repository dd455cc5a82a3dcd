/** What went wrong up to the position. */
@NullMarked
package tapedeck.app.problems;

import org.jspecify.annotations.NullMarked;
